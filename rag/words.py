"""Words as evidence counts them: stems, numbers, names. Knows nothing of passages or models."""

import unicodedata
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, takewhile

import regex as re

_LETTER = r"[\p{L}\p{M}]"
_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)*)"
    r"|%"
    # No blanks between words: one sign each.
    r"|(?P<cjk>[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])"
    r"|(?P<word>(?:\p{Lu}\.){2,}"  # U.N.
    rf"|\p{{L}}{_LETTER}*+(?:['’]{_LETTER}++)*+)"  # noqa: RUF001  both apostrophes occur in documents
)
_THOUSANDS = re.compile(r",(?=\d{3}(?:\D|$))")

# Function words of English: they carry no evidence. Question words are among them.
_STOP = """
    a about above after again all also although am an and any are as at be became because become
    been before being below between both but by called came can could did do does doing done down
    during each either else ever every few for from further get give given go goes gone got had has
    have having he her here hers herself him himself his how i if in into is it its itself just let
    like made make many may me might mine more most much must my myself of off often on once only
    or other our ours out over own per please rather s same say says shall she should so some such
    t tell than that the their theirs them themselves then there these they thing things this those
    though through to together too under until up upon us very was we well went were what whatever
    when where whether which while who whom whose why will with within would yes you your yours
    according answer passage passages question document documents mention mentioned state stated
    name named kind type
"""
_NEGATIONS = """
    no not never none neither nor without cannot can't don't doesn't didn't isn't aren't wasn't
    weren't won't wouldn't hasn't haven't hadn't couldn't shouldn't mustn't nobody nothing nowhere
    nicht kein keine keiner keinen keinem keines nie niemals ohne weder
    nunca jamás tampoco ningún ninguna ninguno sin pas jamais aucun aucune
    не нет ни без никогда لا لم لن ليس ليست دون 不 没 沒 未 无 無 非
"""
_NUMERALS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen twenty
"""
_MAGNITUDES = "hundred thousand million billion trillion dozen percent"
# Words whose kind is known beforehand, with the form they are compared by.
_KNOWN = (
    {word: ("stop", word) for word in _STOP.split()}
    | {word: ("negation", word) for word in _NEGATIONS.split()}
    | {word: ("number", str(value)) for value, word in enumerate(_NUMERALS.split())}
    | {word + plural: ("number", word) for word in _MAGNITUDES.split() for plural in ("", "s")}
    | {"%": ("number", "percent")}
)
# What may stand between a country and its people, or a thing and several: Russia, Russian(s).
_ENDINGS = ("s", "es", "n", "ns", "an", "ans", "ian", "ians")
_HOW_MANY = ["how", "many"]
_CHOOSING = frozenset({"which", "what"})
THINGS = frozenset({"number", "name", "content", "initial"})  # kinds of words that carry evidence
NAMED = frozenset({"name", "initial"})  # kinds of words that may be names
_SHORTEST = 4  # characters a stem needs before an ending may be taken off: "me" is not "men"


def listed(text: str) -> frozenset[str]:
    """The words of a table that is written as one string."""
    return frozenset(text.split())


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text.

    Attributes:
        form: What is compared: a stem, or a number without thousands separators.
        kind: ``number``, ``name``, ``content``, ``initial`` (a content word or a name: a lone capital
            at the start of a sentence does not tell), ``negation`` or ``stop``.
        start: Offset of its first character in the text.
        end: Offset one past its last character.
    """

    form: str
    kind: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """The words of ``text`` in order."""
    return list(words_of(text))


@lru_cache(maxsize=4096)  # the spans of an answer's passages are looked at for each sentence
def words_of(text: str) -> tuple[Word, ...]:
    """The same, remembered."""
    tokens = list(_TOKEN.finditer(text))
    found = []
    for position, token in enumerate(tokens):
        following = tokens[position + 1].group() if position + 1 < len(tokens) else ""
        initial = _starts_sentence(text, token.start())
        found.append(_word(token, alone=initial and not following[:1].isupper()))
    return tuple(found)


def _starts_sentence(text: str, offset: int) -> bool:
    while offset and text[offset - 1] in " \t\"'“‘([*-•":  # noqa: RUF001  quotes as documents have them
        offset -= 1
    return not offset or text[offset - 1] in ".!?:\n"


def _word(token: re.Match[str], *, alone: bool) -> Word:
    """``alone``: the word opens a sentence, and its capital may mean just that."""
    text = token.group()
    lower = unicodedata.normalize("NFKC", text).lower().replace("’", "'")  # noqa: RUF001
    if token.lastgroup == "number":
        kind, form = "number", _THOUSANDS.sub("", lower)
    elif lower in _KNOWN:
        kind, form = _KNOWN[lower]
    else:
        capital = "initial" if alone else "name"
        kind = capital if text[0].isupper() else "content"
        form = stem(lower.removesuffix("'s").replace(".", ""))
    return Word(form, kind, token.start(), token.end())


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The English Snowball stem (Porter 2) of a lower-case word."""
    import snowballstemmer

    return str(snowballstemmer.stemmer("english").stemWord(word))


def forms(found: Iterable[Word]) -> frozenset[str]:
    """Every form that carries evidence, for :func:`holds`."""
    return frozenset(word.form for word in found if word.kind != "stop")


def stems(table: str) -> frozenset[str]:
    """The stems of a table's words."""
    return frozenset(map(stem, listed(table)))


@lru_cache(maxsize=4096)
def forms_of(text: str) -> frozenset[str]:
    """The forms of a text's words."""
    return forms(words_of(text))


def telling(text: str) -> list[Word]:
    """Those of a text's words that carry evidence."""
    return [word for word in words_of(text) if word.kind in THINGS]


def exact(text: str) -> list[Word]:
    """Those that stand for one thing: names, and numbers in digits.

    Not a number in words: "which two" says how many are asked for, and no text need repeat it.
    """
    return [
        word
        for word in telling(text)
        if word.kind == "name" or (word.kind == "number" and text[word.start].isdigit())
    ]


def behind_how_many(question: str) -> list[Word]:
    """The thing that is counted: goats in "How many goats did Russia send?".

    Not behind "how much": money, noise or rain is answered by other words.
    """
    found = words_of(question)
    return [
        thing
        for how, amount, thing in zip(found, found[1:], found[2:], strict=False)
        if how.form == "how" and amount.form == "many" and thing.kind in THINGS - {"number"}
    ]


def counted_thing(question: str) -> frozenset[str]:
    """The form of what "how many" counts, be it behind other words: seats in "How many free seats are there?"."""
    found = words_of(question)
    asking = (n for n, pair in enumerate(pairwise(found)) if [w.form for w in pair] == _HOW_MANY)
    runs = (list(takewhile(lambda word: word.kind in THINGS, found[n + 2 :])) for n in asking)
    return frozenset(run[-1].form for run in runs if run)


def kind_asked_for(question: str) -> frozenset[str]:
    """The form of the word that says what kind of answer is wanted: the version of "In which Ferrule version …?"."""
    found = words_of(question)
    asking = (n for n, word in enumerate(found) if word.form in _CHOOSING)
    runs = (takewhile(lambda word: word.kind in THINGS, found[n + 1 :]) for n in asking)
    kinds = (next((word.form for word in run if word.kind == "content"), None) for run in runs)
    return frozenset(kind for kind in kinds if kind)


def holds(pool: Container[str], word: Word) -> bool:
    """Whether ``pool`` has the word, a form of the same stem, or its people or plural."""
    if word.form in pool:
        return True
    if word.kind == "number" or len(word.form) < _SHORTEST:
        return False
    longer = any(word.form + ending in pool for ending in _ENDINGS)
    return longer or any(
        word.form.removesuffix(ending) in pool
        for ending in _ENDINGS
        if word.form.endswith(ending) and len(word.form) - len(ending) >= _SHORTEST
    )


def counted(found: list[Word]) -> list[Word]:
    """The thing each number counts: the first content word or name right after it, if any."""
    things = []
    for number, word in pairwise(found):
        if number.kind == "number" and word.kind in THINGS - {"number"}:
            things.append(word)
    return things
