"""Text from anywhere made safe to show. Knows nothing of terminals or pages beyond what may upset them.

A file's name may hold any character: a new line that makes two lines of a report's one, an escape
sequence that moves the cursor, an override that turns ``fdp.exe`` into ``exe.pdf``.
"""

import unicodedata

# Unicode categories of what cannot be seen: controls, directions, surrogates, private, unassigned, and
# the separators of lines and paragraphs.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})

_JOINERS = frozenset("\u200c\u200d")  # part of how Persian, Indian scripts and emoji are written


def plain(text: str) -> str:
    """Prose on one line, without anything a terminal would act upon."""
    words = " ".join(text.split())
    return "".join(c for c in words if not _is_unseen(c))


def visible(text: str) -> str:
    r"""A name, or a line that holds names, with what cannot be seen in it as escapes: ``\n``, ``\u202e``.

    Nothing is left out, so what looks like another name is seen to be none. Bytes of a name that is
    not UTF-8, which Python holds as lone surrogates, are shown the same way.
    """
    return "".join(_escape(c) if _is_unseen(c) else c for c in text)


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in _UNSEEN and character not in _JOINERS


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
