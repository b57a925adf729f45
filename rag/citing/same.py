"""Words that stand for one another: synonyms, peoples, short names. Small tables; knows no passages."""

from collections.abc import Container
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from rag.words import NAMED, Word, holds, listed, stem, stems, words_of

_GROUPS = """
    buy bought purchase acquire | sell sold | live reside dwell | begin began begun start commence | end ended finish conclude
    send sent ship dispatch | make made | build built construct erect | get got receive obtain | give gave given
    say said state told | kill slay | die died death | big large | small little | help aid assist | show display
    win won victory | lose lost defeat | write wrote written author | speak spoke spoken | take took taken
    come came arrive | leave left depart | go went gone | found establish | sign signature | pact treaty agreement accord
    film movie | car automobile | doctor physician | teach taught | lead led leader head | fight fought battle
    near close | fast quick rapid | employ hire | child children kid | person people human | illness disease sickness
    buried bury | choose chose chosen select pick | hold held | meet met meeting | run ran | see saw seen
    find discover | think thought believe | know knew known | become became | grow grew grown growth | know known
    born birth | marry married wed | country nation state | city town | company firm | area region | job occupation
    usa america american | uk britain british | un united_nations | eu european_union
    france french | germany german | spain spanish | china chinese | japan japanese | netherlands dutch holland
    switzerland swiss | greece greek | denmark danish danes | sweden swedish swedes | poland polish poles
    finland finnish finns | turkey turkish turks | ireland irish | scotland scottish scots | wales welsh
    norway norwegian | portugal portuguese | vietnam vietnamese | england english | europe european
    around roughly approximately | nearly almost
    argentina argentine argentinian | iraq iraqi | israel israeli | peru peruvian | norman normandy
"""
GENERIC = stems(
    "animal people person man woman men women company firm team group organisation organization city town "
    "country nation region area game match film movie book song album work building house place event year "
    "war battle party government president king queen leader player author writer artist university school "
    "church river island gift shipment number total figure rest other both former latter head piece member "
    "case thing project law act treaty system species one"
)
"""Words that stand for what was named before: the animals, the company."""
TITLES = stems(
    "mr mrs ms dr sir lord lady king queen prince princess president minister prime general captain pope "
    "saint st emperor chancellor senator governor professor chairman secretary the leader"
)
_JOINING = listed("of the for de la")


@lru_cache
def _groups() -> dict[str, frozenset[str]]:
    rows = [row.split() for row in _GROUPS.replace("\n", "|").split("|") if row.strip()]
    found: dict[str, frozenset[str]] = {}
    for row in rows:
        group = frozenset(stem(word) for word in row)
        for form in group:
            found[form] = found.get(form, frozenset()) | group
    return found


def stands(pool: Container[str], word: Word) -> bool:
    """Whether ``pool`` has the word, a form of it, or one that means the same."""
    if holds(pool, word):
        return True
    others = _groups().get(word.form, frozenset()) - {word.form}
    return any(holds(pool, replace(word, form=other)) for other in others)


@lru_cache(maxsize=4096)
def short_names(text: str) -> frozenset[str]:
    """The initials of every run of names in ``text``: "un" for the United Nations."""
    initials = set()
    for run in name_runs(text):
        letters = "".join(text[word.start].lower() for word in run)
        initials |= {stem(letters[:n]) for n in range(2, len(letters) + 1)}
        initials |= {stem(letters[n:]) for n in range(1, len(letters) - 1)}
    return frozenset(initials)


@lru_cache(maxsize=4096)
def name_runs(text: str) -> tuple[tuple[Word, ...], ...]:
    """Runs of two and more names side by side, the words that join them left out."""
    runs: list[list[Word]] = [[]]
    found = words_of(text)
    for word, following in pairwise((*found, Word("", "stop", len(text), len(text)))):
        if word.kind in NAMED:
            runs[-1].append(word)
        joins = text[word.start : word.end] in _JOINING or word.kind in NAMED
        blank = not text[word.end : following.start].strip(" \n.")
        if not (joins and blank):
            runs.append([])
    return tuple(tuple(run) for run in runs if len(run) > 1)
