"""How the plain recipe's reply is read: as it stands, in its favour."""

import sys
from pathlib import Path

import pytest

from index.testing import HashEmbedder
from rag.answers import Passage
from rag.testing import ScriptedGenerator

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from plain_recipe import PlainRecipe, pieces, read

TEXT = "Russia sent 447 goats. They live in Rason."
SHOWN = tuple(
    Passage(number, "goats.txt", "", "", 10 * number, 10 * number + len(TEXT), TEXT, None, 0.5)
    for number in (1, 2)
)


def test_a_marker_is_a_citation_of_its_whole_chunk() -> None:
    """The first sentence cites chunk 2 as it stands, the second one nothing."""
    answer = read("How many?", "447 goats were sent [2]. That is a lot.", SHOWN, {})
    first, second = answer.sentences
    assert (first.text, first.verified, second.verified) == ("447 goats were sent.", True, False)
    assert [(c.start, c.end, c.quote) for c in first.citations] == [(20, 20 + len(TEXT), TEXT)]
    assert (answer.abstained, answer.confidence) == (False, 1.0)


@pytest.mark.parametrize("reply", ["Goats. [1]", "Goats [1].", "Goats.[1]", "Goats [1, 2]."])
def test_a_marker_belongs_to_the_sentence_before_it(reply: str) -> None:
    """Wherever the marker stands, there is one sentence, and it is verified."""
    (sentence,) = read("What?", reply, SHOWN, {}).sentences
    assert sentence.text == "Goats."
    assert sentence.citations[0].passage == 1


def test_not_knowing_is_a_refusal_where_the_reply_begins_with_it() -> None:
    """A reply that begins by not knowing refuses; one that ends so has answered."""
    assert read("Who?", "I don't know.", SHOWN, {}).abstained
    assert read("Who?", "The context does not mention who sent them [1].", SHOWN, {}).abstained
    assert read("Who?", "", SHOWN, {}).abstained
    assert not read("Who?", "Russia did [1]. I don't know why.", SHOWN, {}).abstained


def test_vectors_are_kept_for_the_next_run(tmp_path: Path) -> None:
    """A second recipe over the same folder embeds nothing, finds the same, and hides what it should."""
    pytest.importorskip("langchain_text_splitters")
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "a.txt").write_text("Goats like grass.")
    (docs / "b.txt").write_text("Cows give milk.")

    embedder, generator = HashEmbedder(), ScriptedGenerator({})
    first = PlainRecipe(docs, embedder, generator, kept=tmp_path / "rows.npz")
    hidden = {"Goats?": frozenset({"a.txt"})}
    again = PlainRecipe(docs, embedder, generator, hidden, kept=tmp_path / "rows.npz")
    assert sorted(embedder.embedded) == ["Cows give milk.", "Goats like grass."]
    assert first.search("goats like") == again.search("goats like")
    assert [p.source for p in again.search("Goats?")] == ["b.txt"]
    assert first.producer != again.producer


def test_chunks_are_characters_of_their_file(tmp_path: Path) -> None:
    """Every chunk is what stands at its offset, and together they hold the whole text."""
    pytest.importorskip("langchain_text_splitters")
    path = tmp_path / "a.txt"
    text = "\n\n".join(f"Paragraph {n}. " + "Goats like grass. " * (n * 7) for n in range(20))
    path.write_text(text, encoding="utf-8")
    cut = pieces(path)
    assert all(text[p.start : p.start + len(p.text)] == p.text for p in cut)
    held = {at for p in cut for at in range(p.start, p.start + len(p.text))}
    assert not "".join(c for at, c in enumerate(text) if at not in held).strip()
