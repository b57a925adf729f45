"""Source code, data and logs. The text is verbatim, and the title is the file's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.readers.extract import Extract
from index.readers.text import decode

if TYPE_CHECKING:
    from pathlib import Path

_SUFFIXES = """
adoc asm asciidoc bash bat bib c cc cfg cjs clj cljs cmake cmd conf cpp cs css cxx
dart diff el erl ex exs f f90 fish fs go gradle graphql groovy h hh hpp hs hxx
ics ini java jl js json json5 jsonc jsonl jsx kt kts less lisp log lua m mjs ml mm
ndjson nim nix org pas patch php pl pm properties proto ps1 psm1 py pyi pyx
r rb rs rst sass scala scm scss sh sol sql srt sty sub svelte swift
tcl tex tf toml ts tsx v vb vcf vhdl vim vtt vue xml xsd xsl yaml yml zig zsh
"""
SUFFIXES = tuple(f".{suffix}" for suffix in _SUFFIXES.split())
"""Text that is read as it stands, markup of its own kind included."""


def read(path: Path) -> Extract:
    """Read a text file whose first line says little of what it is.

    Raises:
        DocumentError: When its bytes are no text in any known encoding.
        OSError: When the file cannot be read.
    """
    return Extract(decode(path), path.name)
