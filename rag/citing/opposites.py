"""Words that are opposite to one another. A table; knows no sentences."""

from functools import lru_cache

from rag.words import words_of

_OPPOSITES = """
    before after | more less fewer | increase decrease reduce decline fall drop | rise fall drop decline
    first last | first second third | allow forbid prohibit ban | allowed forbidden banned | accept reject refuse decline
    win lose | won lost | buy sell | bought sold | north south east west | northern southern eastern western
    left right | above below | over under | inside outside | large small | big small | largest smallest
    biggest smallest | highest lowest | high low | higher lower | greater smaller less | larger smaller
    bigger smaller | older younger | oldest youngest | old new | early late | earlier later | earliest latest
    best worst | better worse | longest shortest | longer shorter | long short | hot cold | warm cold
    male female | man woman | men women | boy girl | son daughter | father mother | brother sister
    husband wife | king queen | open close | opened closed | begin end | began ended | start end stop
    arrive leave depart | enter leave | import export | support oppose | supported opposed | maximum minimum
    major minor | majority minority | positive negative | true false | alive dead | born died | birth death
    always never | often rarely seldom | everyone nobody | public private | legal illegal | success failure
    succeed fail | gain lose | add remove | include exclude | upper lower | day night | winter summer
    spring autumn | strong weak | strengthen weaken | rich poor | safe dangerous | easy difficult | possible impossible
    likely unlikely | able unable | present absent | guilty innocent | war peace | ally enemy | attack defend
    attacked defended | ancestor descendant | parent child | teacher student | employer employee | lend borrow | profit loss | agree disagree
    agreed disagreed
    push pull | ascend descend | expand shrink contract | widen narrow | wide narrow | deep shallow
    fast slow | faster slower | heavy light | heavier lighter | cheap expensive | ancient modern | native foreign
    fell rose dropped | grew shrank | came left | predecessor successor | preceded followed | create destroy | built destroyed | victory defeat | ban permit
    monday tuesday wednesday thursday friday saturday sunday
"""


@lru_cache
def opposites() -> dict[str, frozenset[str]]:
    """Each word and stem of the table with all that are opposite to it."""
    found: dict[str, frozenset[str]] = {}
    for line in _OPPOSITES.replace("\n", "|").split("|"):
        group = [frozenset({word, *(w.form for w in words_of(word))}) for word in line.split()]
        for n, forms_ in enumerate(group):
            rest = frozenset().union(*(other for m, other in enumerate(group) if m != n))
            found |= {form: found.get(form, frozenset()) | rest for form in forms_}
    return found
