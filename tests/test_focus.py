"""Focus: what is kept is verbatim, bears on the question and is as little as possible."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import Hit, Library, Snapshot, update
from index.sentences import sentences
from index.testing import HashEmbedder
from rag.focus import CHARACTERS, focus
from rag.retrieve import passages

GOATS = "Goats eat hay. They sleep in barns. Russia sent 447 goats in May. The weather was mild."
SHIPS = "Ships sail at dawn. Their cargo is coal. The harbour freezes over in winter."


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("docs")
    (folder / "goats.txt").write_text(GOATS)
    (folder / "ships.txt").write_text(SHIPS)
    (folder / "long.txt").write_text(" ".join(f"Sentence {n} tells nothing." for n in range(900)))
    embedder = HashEmbedder()
    library = Library.open(folder.parent / "library.sqlite", embedder)
    update(folder, library, embedder)
    return library.snapshot()


def hits(snapshot: Snapshot, *sources: str) -> list[Hit]:
    found = snapshot.dense(HashEmbedder().embed_query("x"), 1000)
    chunks = [hit.chunk for source in sources for hit in found if hit.chunk.source == source]
    return [Hit(chunk, 1 / rank, rank) for rank, chunk in enumerate(chunks, start=1)]


def texts(snapshot: Snapshot, found: tuple[Hit, ...]) -> list[str]:
    return [snapshot.document(h.chunk.source).text[h.chunk.start : h.chunk.end] for h in found]


def test_the_sentence_with_the_words_is_kept(snapshot: Snapshot) -> None:
    """Within one logit of the best, only the sentence that holds the question's words remains."""
    found = focus(snapshot, "How many goats did Russia send?", hits(snapshot, "goats.txt"), 5, 1.0)
    assert texts(snapshot, found) == ["Russia sent 447 goats in May."]


def test_words_outweigh_the_rank(snapshot: Snapshot) -> None:
    """A sentence of the second hit comes first when it has the words and the first hit has none."""
    ranked = hits(snapshot, "goats.txt", "ships.txt")
    found = focus(snapshot, "What cargo do the ships carry?", ranked, 5, 0.5)
    assert found[0].chunk.source == "ships.txt"


def test_rank_decides_without_words(snapshot: Snapshot) -> None:
    """When no word of the question is there, the hits keep their order and are kept whole."""
    found = focus(snapshot, "Zebra?", hits(snapshot, "goats.txt", "ships.txt"), 5)
    assert texts(snapshot, found) == [GOATS, SHIPS]


def test_what_is_kept_is_bounded(snapshot: Snapshot) -> None:
    """Without a telling word, no more characters are kept than the bound."""
    found = focus(snapshot, "Zebra?", hits(snapshot, "long.txt"), 5, 99.0)
    kept = [end - start for text in texts(snapshot, found) for start, end in sentences(text)]
    assert CHARACTERS - 50 < sum(kept) <= CHARACTERS


def test_nothing_comes_of_nothing(snapshot: Snapshot) -> None:
    """Without hits there is nothing to keep."""
    assert focus(snapshot, "Zebra?", [], 5) == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    question=st.one_of(
        st.text(max_size=40), st.sampled_from(["goats hay", "coal winter sent 447"])
    ),
    runs=st.integers(1, 6),
    near=st.floats(0, 9),
    order=st.permutations(["goats.txt", "ships.txt", "long.txt"]),
)
def test_kept_are_whole_sentences_of_the_hits(
    snapshot: Snapshot, question: str, runs: int, near: float, order: list[str]
) -> None:
    """Every part is a run of whole sentences of one hit; there are 1 to ``runs``, apart, ranked from 1."""
    given_hits = hits(snapshot, *order)[:6]
    found = focus(snapshot, question, given_hits, runs, near)
    assert 1 <= len(found) <= runs
    assert [hit.rank for hit in found] == list(range(1, len(found) + 1))
    for hit in found:
        (whole,) = [
            h.chunk
            for h in given_hits
            if h.chunk.source == hit.chunk.source
            and h.chunk.start <= hit.chunk.start < hit.chunk.end <= h.chunk.end
        ]
        spans = sentences(snapshot.document(whole.source).text, whole.start, whole.end)
        assert hit.chunk.start in [start for start, _ in spans]
        assert hit.chunk.end in [end for _, end in spans]
    assert len(passages(snapshot, found)) <= len(found)
    assert found == focus(snapshot, question, given_hits, runs, near)


def test_more_room_keeps_more(snapshot: Snapshot) -> None:
    """What is kept within a distance of the best is kept within a larger one."""
    ranked = hits(snapshot, "goats.txt", "ships.txt")
    found = [focus(snapshot, "cargo goats", ranked, 9, near) for near in (0.0, 1.0, 2.0, 4.0)]
    kept = [set(" ".join(texts(snapshot, parts)).split()) for parts in found]
    assert kept[0] <= kept[1] <= kept[2] <= kept[3]
    assert kept[0] < kept[3]
