"""An evaluation as one HTML page that needs nothing else: no script, no other host. Pure.

Whatever documents, models and users wrote is escaped.
"""

from collections.abc import Iterable, Iterator
from importlib.resources import files

from rag.evaluation import Evaluation, Gold, Outcome
from ui.marks import escape
from ui.measured import cells, grouped, summary
from ui.plots import confidence, latency, risk_coverage
from ui.safe import plain, visible

# What is to be looked at comes first; the class colours it.
_VERDICTS = {
    "answered though unanswerable": "bad",
    "wrong": "bad",
    "falsely refused": "bad",
    "right, not supported": "fair",
    "answered": "fair",
    "right": "good",
    "rightly refused": "good",
}
_LONGEST = 300  # characters of a quote
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def report_page(evaluation: Evaluation, title: str) -> str:
    """The page.

    Args:
        evaluation: What to show.
        title: What was evaluated, such as the name of the file of questions.
    """
    named = escape(visible(title))
    style = (files("ui") / "report.css").read_text(encoding="utf-8")
    return "\n".join(
        (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            f"<title>{named}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<h1>{named}</h1>",
            f"<p>{escape(summary(evaluation))}</p>",
            '<section class="plots">',
            *_figures(evaluation),
            "</section>\n<h2>Measures</h2>",
            *_measures(evaluation),
            "<h2>Questions</h2>",
            *_questions(evaluation.outcomes),
            "<h2>What answered</h2>",
            *_producer(evaluation),
            "</body>\n</html>\n",
        )
    )


def _figures(evaluation: Evaluation) -> Iterator[str]:
    area = evaluation.measures.get("aurc")
    under = f", area {area.value:.3f}" if area else ""
    for caption, svg in (
        (f"Risk and coverage{under}", risk_coverage(evaluation)),
        ("Confidence", confidence(evaluation)),
        ("Time", latency(evaluation)),
    ):
        if svg:
            yield f"<figure><figcaption>{caption}</figcaption>\n{svg}</figure>"


def _measures(evaluation: Evaluation) -> Iterator[str]:
    yield '<div class="measures">'
    for group, rows in grouped(evaluation):
        yield f"<table><thead><tr><th>{escape(group)}</th>"
        yield "<th>value</th><th>95 % interval</th><th>n</th></tr></thead><tbody>"
        for name, title, measure in rows:
            numbers = "".join(f"<td>{cell}</td>" for cell in cells(name, measure))
            yield f"<tr><th>{escape(title)}</th>{numbers}</tr>"
        yield "</tbody></table>"
    yield "</div>"


def _questions(outcomes: Iterable[Outcome]) -> Iterator[str]:
    yield '<table class="questions"><thead><tr><th>question</th><th>expected</th><th>answer</th>'
    yield "<th>verdict</th><th>proof</th></tr></thead><tbody>"
    order = list(_VERDICTS)
    for outcome in sorted(outcomes, key=lambda outcome: order.index(outcome.verdict)):
        yield "<tr>" + "".join(f"<td>{cell}</td>" for cell in _cells(outcome)) + "</tr>"
    yield "</tbody></table>"


def _cells(outcome: Outcome) -> Iterator[str]:
    case, answer = outcome.case, outcome.answer
    turns = (f"{turn.question} {turn.answer}" for turn in case.history)
    yield "".join(
        (
            f"<small>{escape(visible(case.identity))}</small>",
            *map(_small, turns),
            _said(case.question),
        )
    )
    expected = case.answers if case.answerable else ("no answer in the documents",)
    yield "".join(
        (*map(_said, expected), *(_quoted(gold.quote, _where(gold)) for gold in case.gold))
    )
    yield "".join(
        _said(s.text, "" if s.verified or s.remark or answer.abstained else "unverified")
        for s in answer.sentences
    )
    colour = _VERDICTS[outcome.verdict]
    yield f'<b class="{colour}">{outcome.verdict}</b>{_small(f"confidence {answer.confidence:.2f}")}'
    yield "".join(_quoted(c.quote, f"{c.source}:{c.start}-{c.end}") for c in answer.citations)


def _said(text: str, kind: str = "") -> str:
    return f'<p dir="auto" class="{kind}">{escape(plain(text))}</p>'


def _quoted(quote: str, place: str) -> str:
    quote = plain(quote)
    shown = quote if len(quote) <= _LONGEST else quote[:_LONGEST] + "…"
    return (f'<q dir="auto">{escape(shown)}</q>' if shown else "") + _small(place)


def _small(text: str) -> str:
    return f'<small dir="auto">{escape(visible(text))}</small>'


def _where(gold: Gold) -> str:
    return f"{gold.source}:{gold.start}-{gold.end}" if gold.has_span else gold.source


def _producer(evaluation: Evaluation) -> Iterator[str]:
    yield "<table><tbody>"
    for name, value in (evaluation.producer or {}).items():
        yield f"<tr><th>{escape(visible(name))}</th><td>{escape(visible(value))}</td></tr>"
    yield "</tbody></table>"
