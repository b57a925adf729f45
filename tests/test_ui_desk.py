"""What programs and readers get from the page, without a browser."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import gradio as gr
import pytest

from rag.testing import scripted_assistant
from ui.api import Api
from ui.chat import kept
from ui.chat.conversation import GOOD, STOPPED, Exchanges, Run
from ui.chat.desk import Desk
from ui.chat.feedback import feedback_file
from ui.chat.kept import Kept
from ui.chat.rating import Rater, take_away
from ui.collections import Collections
from ui.opening import Opening
from ui.shared import Updates

GOATS, PIGS = "What do goats eat?", "What do pigs eat?"
HERE = "documents"


@pytest.fixture
def collections(tmp_path: Path) -> Collections:
    docs = tmp_path / "docs"
    (docs / "old").mkdir(parents=True)
    (docs / "goats.txt").write_text("Goats eat hay.")
    (docs / "old" / "goats.md").write_text("Goats once ate hay and thistles.")
    replies = {GOATS: "Goats eat hay.", f"{GOATS}\ufffd": "Goats eat hay."}
    assistant = scripted_assistant(docs, tmp_path / "index.sqlite", replies)
    return Collections.of(Opening.of(assistant))


def test_programs_narrow_by_what_documents_are(collections: Collections) -> None:
    """Only documents that fit are searched, and only they answer."""
    api = Api(collections)
    assert len(api.search("goats")) == 2
    assert [found["source"] for found in api.search("goats", types=["md"])] == ["old/goats.md"]
    assert [found["source"] for found in api.search("goats", sources=["g*"])] == ["goats.txt"]
    assert api.search("goats", until="1999") == []
    assert len(api.search("goats", since="1999")) == 2
    *_, answer = api.ask(GOATS, sources=["old/*"])
    assert {passage["source"] for passage in answer["passages"]} == {"old/goats.md"}


def test_programs_are_told_what_they_can_mend(collections: Collections) -> None:
    """Gradio hides errors from callers; ours reach them as the one line they are."""
    api = Api(collections)

    with pytest.raises(gr.Error, match="'May' is no day; write it as 2024"):
        api.search("goats", since="May")
    with pytest.raises(gr.Error, match="the question is empty"):
        next(api.ask(" "))


def test_half_a_character_does_no_harm(collections: Collections) -> None:
    """A lone surrogate, which JSON may hold, is asked and shown as the sign for a broken character."""
    desk, api, run = Desk(collections), Api(collections), Run()
    _, messages, *_ = desk.take(f"{GOATS}\ud800", (), run, "", "documents")
    assert "\ufffd" in json.dumps(messages, ensure_ascii=False).encode().decode()
    assert run.pending == f"{GOATS}\ufffd"
    *_, answer = api.ask(f"{GOATS}\ud800")
    assert answer["question"] == f"{GOATS}\ufffd"
    assert not answer["abstained"]
    assert api.search("goats", sources=["\udcff*"]) == []


class Reader:
    """A page and who sits before it: presses, and what they see afterwards."""

    def __init__(self, collections: Collections) -> None:
        self.collections, self.desk, self.run = collections, Desk(collections), Run()
        self.exchanges: Exchanges = ()
        self.text = ""
        self.panels: list[tuple[str, str]] = []  # each answer's bubble, with the sources beside it

    def ask(self, question: str) -> None:
        self._taken(self.desk.take(question, self.exchanges, self.run, self.text, HERE))

    def again(self) -> None:
        self._taken(self.desk.take_again(self.exchanges, self.run, self.text, HERE))

    def edit(self, number: int, question: str) -> None:
        wanted = json.dumps({"number": number, "question": question})
        self._taken(self.desk.take_edited(wanted, self.exchanges, self.run, self.text, HERE))

    def restart(self) -> None:
        """The server is started again; the page stays as it is."""
        self.exchanges, self.run = (), Run()

    @property
    def questions(self) -> list[str]:
        return [one.answer.question for one in self.exchanges]

    def _taken(self, updates: tuple[object, ...]) -> None:
        self.exchanges, self.text = updates[0], updates[-1]
        for exchanges, messages, sources in self.desk.grow(self.exchanges, self.run, HERE):
            self.exchanges = exchanges
            self.panels.append((messages[-1]["content"], sources))
        *_, self.text, _ = self.desk.rest(self.exchanges, self.run, self.text)


def alike(these: Exchanges, those: Exchanges) -> bool:
    """Whether they are the same as text; in a trace, tuples become lists."""
    return kept.written(Kept("", "", these)) == kept.written(Kept("", "", those))


@pytest.fixture
def reader(collections: Collections) -> Reader:
    return Reader(collections)


def test_sources_come_before_the_first_word(reader: Reader) -> None:
    """The evidence is in the panel while nothing is written yet."""
    reader.ask(GOATS)
    said = [sources for bubble, sources in reader.panels if 'class="said' not in bubble]
    assert any('class="card' in sources for sources in said)


def test_what_is_kept_is_what_was_said(reader: Reader) -> None:
    """After each question the browser is given the whole conversation, under one name."""
    reader.ask(GOATS)
    first = kept.read(reader.text)
    reader.ask(PIGS)
    second = kept.read(reader.text)
    assert first.id == second.id != ""
    assert alike(first.exchanges, reader.exchanges[:1])
    assert alike(second.exchanges, reader.exchanges)


def test_a_question_is_kept_before_it_is_answered(reader: Reader) -> None:
    """A page that is left in mid-answer still has the question."""
    *_, text = reader.desk.take(GOATS, (), reader.run, "", HERE)
    assert kept.read(text).exchanges[0].answer.question == GOATS


def test_a_server_that_was_started_again_goes_on(reader: Reader) -> None:
    """What the page still shows is known again with the next press, whichever it is."""
    reader.ask(GOATS)
    reader.ask(PIGS)
    name = kept.read(reader.text).id
    for press in (lambda: reader.ask(GOATS), reader.again, lambda: reader.edit(3, PIGS)):
        reader.restart()
        press()
        assert reader.questions[:2] == [GOATS, PIGS]
        assert len(reader.questions) == 3
        assert kept.read(reader.text).id == name


def test_the_last_question_is_edited_in_its_place(reader: Reader) -> None:
    """Other words for the last question replace it and its answer."""
    reader.ask(GOATS)
    reader.ask(PIGS)
    name = kept.read(reader.text).id
    reader.edit(2, "And sheep?")
    assert reader.questions == [GOATS, "And sheep?"]
    assert kept.read(reader.text).id == name


def test_editing_an_earlier_question_loses_nothing(reader: Reader) -> None:
    """The conversation goes on from there under a new name; what came after stays under the old one."""
    reader.ask(PIGS)
    reader.ask(GOATS)
    before = reader.text
    reader.edit(1, GOATS)
    assert reader.questions == [GOATS]
    assert kept.read(reader.text).id != kept.read(before).id


@pytest.mark.parametrize("number", [0, 2, -1])
def test_what_is_not_there_cannot_be_edited(reader: Reader, number: int) -> None:
    """A number from elsewhere changes nothing."""
    reader.ask(GOATS)
    wanted = json.dumps({"number": number, "question": PIGS})
    for order in (wanted, "no order", "[]", None):
        reader.desk.take_edited(order, reader.exchanges, reader.run, reader.text, HERE)
        assert not reader.run.busy


def test_another_conversation_is_opened_in_mid_answer(reader: Reader) -> None:
    """The answer under way ends, and what is shown then is the other conversation."""
    reader.ask(PIGS)
    other, (pigs,) = reader.text, reader.exchanges
    asked, *_ = reader.desk.take(GOATS, (), reader.run, "", HERE)
    growing = reader.desk.grow(asked, reader.run, HERE)
    next(growing)
    reader.desk.open(other, reader.run)
    assert alike([shown for shown, *_ in growing][-1], (pigs,))
    assert not reader.run.busy


def test_what_was_said_is_kept_under_its_own_name(reader: Reader) -> None:
    """A question asked just after another conversation was chosen, and before it is shown, spoils neither."""
    reader.ask(PIGS)
    pigs = reader.text
    reader.exchanges, reader.text, reader.run = (), "", Run()
    reader.ask(GOATS)
    goats = kept.read(reader.text).id
    reader.text = pigs  # what the browser has chosen; the server still shows the goats
    reader.ask(GOATS)
    assert kept.read(reader.text).id == goats
    assert reader.questions == [GOATS, GOATS]


def test_a_new_conversation_has_a_name_of_its_own(reader: Reader) -> None:
    """After a press on New nothing of the former conversation is asked with or overwritten."""
    reader.ask(GOATS)
    first = kept.read(reader.text).id
    reader.exchanges, *_, reader.text = reader.desk.clear(reader.run)
    assert reader.text == ""
    reader.ask(PIGS)
    assert reader.questions == [PIGS]
    assert kept.read(reader.text).id != first


def test_stop_keeps_what_is_there(reader: Reader) -> None:
    """A stopped answer is kept as it is, and says so after a reload."""
    asked, *_, text = reader.desk.take(GOATS, (), reader.run, "", HERE)
    growing = reader.desk.grow(asked, reader.run, HERE)
    while not next(growing)[0][-1].answer.draft:
        pass
    reader.desk.stop(reader.run)
    exchanges = list(growing)[-1][0]
    *_, text, _ = reader.desk.rest(exchanges, reader.run, text)
    assert kept.read(text).exchanges[0].note == STOPPED
    assert kept.read(text).exchanges[0].answer.draft


def test_a_question_that_had_no_turn_says_so(reader: Reader) -> None:
    """A question refused because too many were waiting is shown and kept as not asked, and the next one is taken."""
    asked, *_, text = reader.desk.take(GOATS, (), reader.run, "", HERE)
    exchanges, messages, _, _, text, _ = reader.desk.rest(asked, reader.run, text)
    assert "too many questions were waiting" in messages[-1]["content"]
    assert "Waiting for its turn" not in messages[-1]["content"]
    assert alike(kept.read(text).exchanges, exchanges)
    reader.exchanges, reader.text = exchanges, text
    reader.ask(PIGS)
    assert reader.questions == [GOATS, PIGS]


def test_a_quick_next_question_keeps_its_turn(reader: Reader) -> None:
    """A question taken after an answer has ended, and before the page knows, is answered."""
    asked, *_, text = reader.desk.take(GOATS, (), reader.run, "", HERE)
    exchanges = list(reader.desk.grow(asked, reader.run, HERE))[-1][0]
    asked, *_, text = reader.desk.take(PIGS, exchanges, reader.run, text, HERE)
    reader.desk.rest(asked, reader.run, text)
    exchanges = list(reader.desk.grow(asked, reader.run, HERE))[-1][0]
    assert [one.answer.phase for one in exchanges] == ["done", "done"]


def left_in_mid_answer(reader: Reader) -> tuple[Kept, Iterator[Updates]]:
    """A conversation whose answer has begun, and what is still to come of it."""
    asked, *_, text = reader.desk.take(GOATS, (), reader.run, "", HERE)
    growing = reader.desk.grow(asked, reader.run, HERE)
    while not next(growing)[0][-1].answer.draft:
        pass
    return kept.read(text), growing


def test_an_answer_that_was_left_is_kept(reader: Reader) -> None:
    """Where another conversation is opened in mid-answer, the first one is kept with what was there, told once."""
    reader.ask(PIGS)
    pigs = reader.text
    left, growing = left_in_mid_answer(reader)
    *_, text, _, _ = reader.desk.open(pigs, reader.run)
    exchanges = list(growing)[-1][0]
    assert alike(exchanges, kept.read(pigs).exchanges)
    *_, text, before = reader.desk.rest(exchanges, reader.run, text)
    assert kept.read(text).id == kept.read(pigs).id != left.id
    assert kept.read(before).id == left.id
    assert kept.read(before).exchanges[0].answer.draft
    assert kept.read(before).exchanges[0].note == STOPPED
    *_, before = reader.desk.rest(exchanges, reader.run, text)
    assert before == ""  # the page would keep it again, over what was said since


def test_a_press_on_what_is_shown_stops_nothing(reader: Reader) -> None:
    """The conversation that is being answered may be chosen in the list: its answer goes on."""
    left, growing = left_in_mid_answer(reader)
    reader.desk.open(kept.written(left), reader.run)
    exchanges = list(growing)[-1][0]
    assert (exchanges[0].answer.phase, exchanges[0].note) == ("done", "")


def test_who_comes_back_finds_the_answer_as_far_as_it_came(reader: Reader) -> None:
    """Where the conversation that was left is opened again before its answer has ended, it is shown with that."""
    reader.ask(PIGS)
    pigs = reader.text
    left, growing = left_in_mid_answer(reader)
    reader.desk.open(pigs, reader.run)
    reader.desk.open(kept.written(left), reader.run)
    exchanges = list(growing)[-1][0]
    assert [one.answer.question for one in exchanges] == [GOATS]
    assert exchanges[0].answer.draft


def test_asking_again_in_vain_leaves_the_former_answer(reader: Reader) -> None:
    """What was answered is there again when asking once more comes to nothing."""
    reader.ask(GOATS)
    said = reader.exchanges[0].answer.text
    asked, *_, text = reader.desk.take_again(reader.exchanges, reader.run, reader.text, HERE)
    reader.desk.stop(reader.run)
    exchanges = list(reader.desk.grow(asked, reader.run, HERE))[-1][0]
    assert [one.answer.text for one in exchanges] == [said]
    assert exchanges[0].note.startswith(STOPPED)
    *_, text, _ = reader.desk.rest(exchanges, reader.run, text)
    assert kept.read(text).exchanges[0].answer.text == said


def test_what_a_reader_thinks_is_noted_beside_the_index(reader: Reader) -> None:
    """The page shows it, the browser keeps it, and the file is named."""
    reader.ask(GOATS)
    reader.ask(PIGS)
    rater = Rater(reader.collections)
    wanted = json.dumps({"number": 1, "rating": GOOD, "comment": "yes"})
    updates = rater.rate(wanted, reader.exchanges, reader.run, reader.text, HERE)
    path = feedback_file(reader.collections.opening(HERE).wait().library.path)
    assert json.loads(path.read_text("utf-8"))["question"] == GOATS
    assert path.name in updates[-1]
    assert [one.rating for one in kept.read(updates[-2]).exchanges] == [GOOD, ""]
    assert "Your note: yes" in updates[1][1]["content"]
    for wrong in ('{"number": 9, "rating": "good"}', "x", '{"number": "1", "rating": "good"}'):
        rater.rate(wrong, reader.exchanges, reader.run, reader.text, HERE)
    assert len(path.read_text("utf-8").splitlines()) == 1


def test_what_cannot_be_noted_is_told(reader: Reader) -> None:
    """A file that cannot be written is told in one line, and the conversation stays as it is."""
    reader.ask(GOATS)
    path = feedback_file(reader.collections.opening(HERE).wait().library.path)
    path.mkdir()
    wanted = json.dumps({"number": 1, "rating": GOOD})
    *_, told = Rater(reader.collections).rate(
        wanted, reader.exchanges, reader.run, reader.text, HERE
    )
    assert "cannot be written" in told


def test_a_conversation_is_taken_away(reader: Reader) -> None:
    """What the browser keeps becomes a file's name and text; what is no order, nothing."""
    reader.ask(GOATS)
    file = json.loads(take_away(json.dumps({"text": reader.text, "how": "markdown"})))
    assert file["name"] == "what-do-goats-eat.md"
    assert "“Goats eat hay.”" in file["text"]
    for wrong in ({"text": reader.text, "how": "exe"}, {"text": "x", "how": "json"}, {}):
        assert take_away(json.dumps(wrong)) == ""


def test_manner_is_at_first_as_the_assistant_is_set(reader: Reader) -> None:
    """The switches are turned to the settings that ``rag chat`` was started with; what a reader chose stays."""
    skip, off, on = gr.skip(), (False, False), (True, True)
    assert reader.desk.manner(HERE, *off)[:2] == (skip, skip)
    assistant = reader.collections.opening(HERE).wait()
    assistant.settings = replace(assistant.settings, strict=True)
    assert reader.desk.manner(HERE, *off)[:2] == (skip, True)
    assert reader.desk.manner(HERE, *on)[:2] == (skip, skip)
