"""Turns of phrase that many parts of the page and the terminal need. Pure; knows nothing of what is said."""


def counted(number: int, thing: str) -> str:
    """A number of things as people say it."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def shortened(text: str, longest: int) -> str:
    """A text of at most so many characters, with a sign that it went on."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
