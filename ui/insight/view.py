"""How an answer came about, as HTML. Pure; every word that is not ours is escaped."""

from rag import Answer
from ui.insight import hits
from ui.insight.decision import Decision, decided, percent, signed
from ui.insight.prompts import prompts
from ui.insight.steps import Step, steps
from ui.insight.timings import bars
from ui.marks import escape

NOTHING = '<p class="empty">How an answer came about appears here once there is one.</p>'


def insight(answer: Answer, *, note: str = "") -> str:
    """All sections for one answer.

    Args:
        answer: The answer; one that was stopped shows what there was by then.
        note: How it ended when not by itself.
    """
    parts = steps(answer)
    told = "".join(_step(step, answer, alone=len(parts) == 1) for step in parts)
    times = bars(answer.timings, parts=len(parts))
    return "".join(
        (
            _question(answer, parts, note),
            told,
            _section("Time", times) if times else "",
            _section("Made with", _made_with(answer)) if answer.trace else "",
        )
    )


def _section(title: str, body: str) -> str:
    return f"<section><h3>{title}</h3>{body}</section>"


def _question(answer: Answer, parts: tuple[Step, ...], note: str) -> str:
    asked = [("Asked", answer.question)]
    rewritten = [step.searched for step in parts]
    if rewritten and rewritten != [answer.question]:
        label = "Searched for" if len(rewritten) == 1 else "Searched for, one after another"
        asked += [(label, question) for question in rewritten]
    elif rewritten:
        asked.append(("Searched for", "the same words"))
    if note:
        asked.append(("Ended", note))
    terms = "".join(f'<dt>{label}</dt><dd dir="auto">{escape(text)}</dd>' for label, text in asked)
    return _section("Question", f"<dl>{terms}</dl>")


def _step(step: Step, answer: Answer, *, alone: bool) -> str:
    titles = {passage.source: passage.title for passage in answer.passages}
    full = answer.trace.get("settings", {}).get("full") == "True"
    found = hits.table(step.hits, titles) + f'<p class="quiet">{hits.explained()}</p>'
    decision = decided(
        step, str(answer.trace.get("generator")), float(answer.trace.get("threshold", 0))
    )
    told = (
        _section("Hits", found),
        _section("Decision", _decision(step, decision)) if decision else "",
        _section("Sent to the model, word for word", prompts(step, full=full))
        if step.passages
        else "",
    )
    head = "" if alone else f'<h2 dir="auto">{escape(step.asked)}</h2>'
    return head + "".join(told)


def _decision(step: Step, decision: Decision) -> str:
    rows = "".join(
        f'<tr><th scope="row">{signal.label}</th><td>{signal.said}</td><td>{_adds(signal.adds)}</td></tr>'
        for signal in decision.signals
    )
    factor = ""
    if decision.factor < 1:
        factor = f'<p class="quiet">Nothing that was written is proven, so {percent(decision.factor)} of the probability is left.</p>'
    return (
        f"<p>{_verdict(step, decision)}</p>{_withdrawn(step)}"
        '<div class="scroll" tabindex="0" role="region" aria-label="Signals"><table class="signals"><thead><tr><th scope="col">Signal</th>'
        '<th scope="col">Says</th><th scope="col"><abbr title="What it adds to the logit of the probability">Adds</abbr></th></tr></thead>'
        f'<tbody><tr><th scope="row">To begin with</th><td></td><td>{signed(decision.base)}</td></tr>{rows}</tbody></table></div>{factor}'
    )


def _verdict(step: Step, decision: Decision) -> str:
    chance = (
        f"the documents answer this with a probability of <b>{percent(decision.probability)}</b>"
    )
    limit = percent(decision.threshold)
    if not step.refused:
        if step.written:
            return f"<b>Answered</b>: {chance}; below {limit} it would have been refused."
        return f"<b>Tried</b>: {chance}, and {limit} is enough to try; no answer was finished."
    if not step.written:
        return f"<b>Refused</b> before a word was written: {chance}, less than the {limit} it takes to try."
    if decision.probability >= decision.threshold:
        return f"<b>Refused</b>: {chance}, but nothing that was written is proven."
    return f"<b>Refused</b> after an answer was written: {chance}, less than the {limit} it takes."


def _withdrawn(step: Step) -> str:
    if not step.withdrawn:
        return ""
    return f'<p>Written and withdrawn: <q dir="auto">{escape(" ".join(step.withdrawn))}</q></p>'


def _adds(value: float | None) -> str:
    return (
        '<abbr title="It was fitted for another model">not counted</abbr>'
        if value is None
        else signed(value)
    )


def _made_with(answer: Answer) -> str:
    names = {"generator": "Model", "embedder": "Embedder", "generation": "Generation of the index"}
    known = [(label, answer.trace[name]) for name, label in names.items() if name in answer.trace]
    terms = "".join(f"<dt>{label}</dt><dd>{escape(str(value))}</dd>" for label, value in known)
    return f"<dl>{terms}</dl>"
