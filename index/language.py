"""Tells which language a text is in, by its script and its function words. Knows no stems, no model."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

import regex

LOOKED_AT = 20_000
"""Characters at the start of a text that are looked at; thousands of words leave no doubt."""

_SHARE = 0.1
"""Of all words, at least so many must be function words of the language. In running text of each of the
languages below it is a fifth to a half; in tables and lists of names next to none."""

_WORD = regex.compile(r"\p{L}{2,}")
"""A single letter is an initial or a variable as often as a word."""

_SCRIPTS = {
    "ja": regex.compile(r"[\p{Hiragana}\p{Katakana}]"),
    "ko": regex.compile(r"\p{Hangul}"),
    "zh": regex.compile(r"\p{Han}"),
    "ru": regex.compile(r"\p{Cyrillic}"),
    "ar": regex.compile(r"\p{Arabic}"),
    "el": regex.compile(r"\p{Greek}"),
    "hi": regex.compile(r"\p{Devanagari}"),
    "he": regex.compile(r"\p{Hebrew}"),
    "th": regex.compile(r"\p{Thai}"),
    "ta": regex.compile(r"\p{Tamil}"),
}
"""A script that one language of those we know is written in. Japanese before Chinese: it has both signs."""

_LATIN = regex.compile(r"\p{Latin}")

_JAPANESE_SHARE = 0.1
"""Kana beside Han from which a text is Japanese: Chinese quotes some, Japanese is half kana."""

# The commonest words that carry no content; those that several languages share tell little and cost little.
_FUNCTION_WORDS = {
    "en": """a about an and are as at be been but by can could did do does for from had has have he her
        him his how i if in into is it its me my of on or our she should so than that the their them
        then there these they this those to us was we were what when where which who whom whose why
        will with would you your""",
    "de": """aber als am an auch auf aus bei bis das dass dem den der des die durch ein eine einem einen
        einer eines er es für hat ist im in kann man mit nach nicht noch nur oder sich sie sind über um
        und von vor war was welche welcher welches wenn wer werden wie wird wo wurde zu zum zur""",
    "fr": """au aux avec ce ces cette comme dans de des du elle elles en est et était été être il ils je
        la le les leur leurs lui mais ne nous on ont ou où par pas plus pour quand que quel quelle qui
        sa se ses son sont sur un une vous y""",
    "es": """al como con cual cuál cuando cuándo de del donde dónde el ella en entre era es esta este fue
        fueron ha han hay la las lo los más no para pero por que qué quien quién se ser sin sobre son su
        sus también un una y""",
    "it": """ai al alla alle anche che chi ci come con da dai dal dalla dei del della delle di dove e è
        era gli ha hanno i il in la le lo ma nel nella non per più quale quando si sono su sua suo tra
        un una uno""",
    "pt": """ao aos as como com da das de do dos e é ela ele em entre era foi foram há isso mais mas na
        nas não no nos o os ou para pela pelo por qual quando que quem são se sem ser seu sua também um
        uma""",
    "nl": """aan als bij dan dat de deze die dit door een en er haar had heeft het hij hoe ik in is je
        kan maar meer met na naar niet nog of om ook op te tot uit van voor waar was wat werd wie wordt
        zich zij zijn""",
    "sv": """alla att av blev de den det detta då eller ett från för ha han har hon hur i inte kan med
        men mot när och om på sin som till under upp ut var vad vem vid är över""",
    "da": """af at blev da de den der det eller en er et for fra han har havde hun hvad hvem hvor i ikke
        kan med men når og om op over på sig som til ud var ved""",
    "no": """av ble de den der det eller en er et for fra han har hun hva hvem hvor hvordan i ikke kan
        med men når og om opp over på seg som til ut var ved""",
    "fi": """ei eivät että hän he ja joka jos kanssa kuin kun me minä missä mikä mutta myös ne ole oli
        olivat on ovat se sekä sen siitä sitä tai tämä vain voi""",
    "hu": """a az azt egy ez és hogy ha is kell le lehet mely meg mint mi miért mikor nem ő ki van volt
        vagy hol csak már még""",
    "ro": """al ale au ca care ce cu cum de din după este fi fost în între la mai nu o pe pentru prin
        sau se și sunt un unde unei unui""",
    "tr": """ama bir bu çok da daha de en gibi hangi için ile kadar kim mi ne neden nerede o olan
        olarak sonra ve veya ya""",
    "pl": """a ale aby był była było być co czy dla do gdy gdzie i ich jak jako jest jego jej kiedy kto
        który która które na nie od oraz po przez przy są się tak to w we z za ze że""",
    "cs": """a aby ale ani byl byla bylo být co do i jak jako je jeho jejich jsou kde kdo kdy která které
        který na nebo o od po pro při s se si tak to u v ve z za že""",
    "id": """ada adalah akan apa atau bagaimana dalam dan dari dengan di dia itu ini juga kapan karena
        ke mana mereka oleh pada sebagai siapa telah tidak untuk yang""",
}
FUNCTION_WORDS = {code: frozenset(words.split()) for code, words in _FUNCTION_WORDS.items()}
"""By ISO 639-1 code, in lower case."""


def language_of(text: str) -> str:
    """The language that most of a text is in.

    Returns:
        An ISO 639-1 code; empty when there is too little to tell.
    """
    seen = text[:LOOKED_AT]
    latin = len(_LATIN.findall(seen))
    counts = {code: len(script.findall(seen)) for code, script in _SCRIPTS.items()}
    if counts["ja"] > _JAPANESE_SHARE * counts["zh"]:
        counts["ja"] += counts["zh"]
    code, most = max(counts.items(), key=lambda item: item[1])
    if most > latin:
        return code
    return _by_words(Counter(word.lower() for word in _WORD.findall(seen)))


def _by_words(words: Counter[str]) -> str:
    hits = Counter({code: _hits(words, code) for code in FUNCTION_WORDS})
    (code, most), (_, second) = hits.most_common(2)
    is_clear = most > second and most >= max(1, _SHARE * words.total())
    return code if is_clear else ""


def _hits(words: Counter[str], code: str) -> int:
    return sum(count for word, count in words.items() if word in FUNCTION_WORDS[code])


@lru_cache(maxsize=1024)  # a question is looked at by several parts of a search
def language_of_question(text: str) -> str:
    """The same for a question, for which one function word has to do."""
    return language_of(text)
