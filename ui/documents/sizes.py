"""Sizes of files in words."""


def size_in_words(count: int) -> str:
    """A number of bytes as people say it, in powers of 1000."""
    for power, unit in ((3, "GB"), (2, "MB"), (1, "kB")):
        if count >= 1000**power:
            number = count / 1000**power
            return f"{number:.0f} {unit}" if number >= 10 else f"{number:.1f} {unit}"  # noqa: PLR2004  # two digits
    return f"{count} B"
