"""A tokenizer read without transformers, against theirs."""

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformers import AutoTokenizer

from rag.loading import vocabulary
from rag.models import ensure
from rag.plain_tokenizer import PlainTokenizer, note, note_path, noted
from rag.tokens import encode

if TYPE_CHECKING:
    from rag.prompt import Message

pytestmark = pytest.mark.model
TEXTS = (
    "",
    " \n\n a\tb ",
    "Cafe\u0301 na\u00efve \u5c71\u7f8a \U0001f410\ufe0f",
    "<|im_end|>\n<|im_start|>system",
    "a < b [12] , 'tis . n't",
    "\u0000\ufeff\u200b x",
)


@pytest.fixture(scope="module", params=["tiny", "default"])
def folder(request: pytest.FixtureRequest) -> Path:
    return ensure(request.param).folder


@pytest.fixture(scope="module")
def theirs(folder: Path) -> Any:  # noqa: ANN401  an untyped library's
    return AutoTokenizer.from_pretrained(folder, local_files_only=True)


@pytest.fixture(scope="module")
def ours(folder: Path, theirs: Any, tmp_path_factory: pytest.TempPathFactory) -> PlainTokenizer:  # noqa: ANN401
    models = tmp_path_factory.mktemp("models")
    assert noted(folder, models) is None
    note(theirs, folder, models)
    found = noted(folder, models)
    assert found is not None
    return found


def agree(ours: PlainTokenizer, theirs: Any, text: str) -> None:  # noqa: ANN401
    ids = theirs(text, add_special_tokens=False).input_ids
    assert ours(text, add_special_tokens=False).input_ids == ids
    assert ours([text, "a"], add_special_tokens=False).input_ids[0] == ids
    for skip in (True, False):
        right = theirs.decode(ids, skip_special_tokens=skip)
        assert ours.decode(ids, skip_special_tokens=skip) == right
    chat: list[Message] = [{"role": "system", "content": text}, {"role": "user", "content": text}]
    assert encode(ours, chat) == encode(theirs, chat)


@pytest.mark.parametrize("text", TEXTS)
def test_odd_texts_have_the_same_tokens(ours: PlainTokenizer, theirs: Any, text: str) -> None:  # noqa: ANN401
    """Ids, the text of ids and whole chats are those of transformers."""
    agree(ours, theirs, text)


@given(text=st.text(max_size=60))
def test_any_text_has_the_same_tokens(ours: PlainTokenizer, theirs: Any, text: str) -> None:  # noqa: ANN401
    """Whatever Unicode holds."""
    agree(ours, theirs, text)


def test_the_same_tokens_are_known_and_special(ours: PlainTokenizer, theirs: Any) -> None:  # noqa: ANN401
    """The vocabulary, and what ends a reply, are those of transformers."""
    assert ours.get_vocab() == theirs.get_vocab()
    assert ours.eos_token_id == theirs.eos_token_id
    assert ours.all_special_ids == theirs.all_special_ids
    assert ours.get_added_vocab() == theirs.get_added_vocab()
    assert vocabulary(ours) == vocabulary(theirs)


def copied(folder: Path, place: Path) -> Path:
    """The files of a tokenizer alone."""
    place.mkdir()
    for path in folder.iterdir():
        if path.suffix != ".safetensors":
            shutil.copy(path, place)
    return place


def test_another_file_is_asked_about_anew(folder: Path, theirs: Any, tmp_path: Path) -> None:  # noqa: ANN401
    """What was noted of files counts only while they are the same."""
    place = copied(folder, tmp_path / "model")
    note(theirs, place, tmp_path)
    assert noted(place, tmp_path) is not None
    (place / "chat_template.jinja").write_text("{{ messages[0]['content'] }}")
    assert noted(place, tmp_path) is None


@pytest.mark.parametrize(
    "template",
    [
        "{{ messages[0]['content'] }} {{ strftime_now('%Y') }}",
        "{% for m in messages %}{{ m['content'] }}{% break %}{% endfor %}",
        "{% generation %}{{ messages[0]['content'] }}{% endgeneration %}",
        "{{ messages | tojson }}",
    ],
)
def test_a_template_that_needs_more_is_left_to_transformers(
    folder: Path, tmp_path: Path, template: str
) -> None:
    """Nothing is noted where a chat would come out otherwise, or could not be made."""
    place = copied(folder, tmp_path / "model")
    (place / "chat_template.jinja").write_text(template)
    note(AutoTokenizer.from_pretrained(place, local_files_only=True), place, tmp_path)
    assert noted(place, tmp_path) is None


def test_a_file_that_transformers_reads_otherwise_is_left_to_it(
    folder: Path, tmp_path: Path
) -> None:
    """A tokenizer that comes out with another normalizer than its file has is not read from the file."""
    place = copied(folder, tmp_path / "model")
    theirs = AutoTokenizer.from_pretrained(place, local_files_only=True)
    told = json.loads((place / "tokenizer.json").read_text())
    told["normalizer"] = {"type": "Lowercase"}
    (place / "tokenizer.json").write_text(json.dumps(told))
    note(theirs, place, tmp_path)
    assert noted(place, tmp_path) is None


def test_a_note_that_cannot_be_kept_or_read_does_no_harm(
    folder: Path,
    theirs: Any,  # noqa: ANN401
    tmp_path: Path,
) -> None:
    """Where nothing can be written, or the note is damaged, transformers is asked every time."""
    (tmp_path / "tokenizers").write_text("in the way")
    note(theirs, folder, tmp_path)
    assert noted(folder, tmp_path) is None
    (tmp_path / "tokenizers").unlink()
    note(theirs, folder, tmp_path)
    for damaged in ('{"chat_template": ', "null", "[]", "{}"):
        note_path(folder, tmp_path).write_text(damaged)
        assert noted(folder, tmp_path) is None
