"""Whether a rewritten question still asks the same, in words that were said. Knows no model.

A small model that is asked to rewrite may answer, translate, ask something easier, or do what a sentence
in a former answer tells it. All of those change what is asked for or use words that nobody said.
"""

import re

from rag.words import Word, forms, holds, words

# What stands behind one of these may be called otherwise: "the band" is Abba.
POINTING = frozenset({"this", "that", "these", "those", "the", "such"})
_ASKING = frozenset({"who", "whom", "whose", "what", "which", "when", "where", "why", "how"})
_YES_OR_NO = frozenset(
    {"am", "is", "are", "was", "were", "do", "does", "did", "has", "have", "had", "can", "could"}
    | {"will", "would", "shall", "should", "may", "might", "must"}
)
_JOINING = frozenset({"and", "but", "so", "or", "also"})
# What asks nothing but what was asked before, of another thing.
_ABOUT = re.compile(r"^(?:and )?(?:what|how) about\b", re.IGNORECASE)
_LINKING = frozenset({"besides", "aside", "apart", "except", "regarding", "concerning"})
_FAMILY = 5  # letters that words of one family begin with, all of the shorter one's stem
# Articles and prepositions of other languages; English ones are known to rag.words.
_SMALL = """
    der die das den dem des ein eine einen einem einer eines von vom im zu zum zur mit für und bei aus nach
    el la los las de del al un una unos unas en por para con y le les du des une et dans par pour avec sur
    il lo gli di da dei della per e o os do dos em
"""
_FREE = _LINKING | frozenset(_SMALL.split())


def faithful(said: str, question: str, told: str, pronouns: frozenset[str]) -> bool:
    """Whether ``said`` may stand for ``question``.

    Args:
        said: The rewriting.
        question: What was asked.
        told: All of the conversation that the rewriting may take words from.
        pronouns: Lower-case words of the question that the rewriting may leave out.
    """
    return (
        said.endswith(("?", "？", "؟"))  # noqa: RUF001  these very signs end questions
        and _opens_alike(said, question)
        and not invented(said, f"{told}\n{question}")
        and not negated(said) - negated(question)
        and not dropped(said, question, pronouns)
    )


def invented(said: str, told: str) -> list[str]:
    """The words of ``said`` that carry evidence and do not stand in ``told``."""
    pool = forms(words(told))
    return [_text(said, w) for w in words(said) if _counts(said, w) and not _stands(pool, w)]


def dropped(said: str, question: str, pronouns: frozenset[str]) -> list[str]:
    """The words of ``question`` that carry evidence and are gone, but for what points back."""
    pool = forms(words(said))
    lost = []
    before = ""
    for word in words(question):
        text = _text(question, word)
        free = text in pronouns or before in POINTING
        if word.kind != "stop" and not free and not _stands(pool, word):
            lost.append(text)
        before = text
    return lost


def _stands(pool: frozenset[str], word: Word) -> bool:
    """Whether ``pool`` has the word or one of its family: "discovery" where "discover" was said."""
    if holds(pool, word) or word.kind == "number":
        return holds(pool, word)
    long = (form for form in pool if min(len(form), len(word.form)) >= _FAMILY)
    return any(form.startswith(word.form) or word.form.startswith(form) for form in long)


def negated(text: str) -> set[str]:
    """The negations of a text, each as it is compared."""
    return {word.form for word in words(text) if word.kind == "negation"}


def _counts(text: str, word: Word) -> bool:
    return word.kind not in {"stop", "negation"} and _text(text, word) not in _FREE


def _opens_alike(said: str, question: str) -> bool:
    """Asked for a person, a place or a time, it still is; asked for a yes or a no, it still is."""
    asked, asks = _lower(_ABOUT.sub("", question)), _lower(said)
    if asking := _ASKING & set(asked):
        return asking <= set(asks)
    opening = next((word for word in asked if word not in _JOINING), "")
    return opening not in _YES_OR_NO or next(iter(asks), "") in _YES_OR_NO


def _lower(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _text(text: str, word: Word) -> str:
    return text[word.start : word.end].lower()
