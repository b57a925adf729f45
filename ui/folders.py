"""From the folders that were typed to the collections of the page. Knows no Gradio."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import SettingsError
from ui.collections import Collections
from ui.opening import Models, Opening, open_assistant

if TYPE_CHECKING:
    from rag import Settings
    from ui.progress import Callback


def open_collections(
    settings: "Settings", folders: Sequence[str], progress: "Callback"
) -> Collections:
    """Begin to open the assistant of each folder, in their order; all share their models.

    Args:
        settings: For all of them; its folder counts when none is named.
        folders: ``FOLDER`` or ``NAME=FOLDER``.
        progress: Told how far it is.

    Raises:
        SettingsError: If several folders are to have one index, or two one name.
    """
    named = named_folders(folders)
    if len(named) > 1 and settings.index is not None:
        raise SettingsError(
            f"index {str(settings.index)!r} is one file, but there are {len(named)} folders; "
            "leave --index, RAG_INDEX and index in rag.toml out, so that each folder has its own"
        )
    models = Models(settings)

    def opening(own: "Settings") -> Opening:
        return Opening(lambda report: open_assistant(own, report, progress, models))

    if not named:
        return Collections.of(opening(settings))
    return Collections(
        {name: opening(replace(settings, docs=docs)) for name, docs in named.items()}
    )


def named_folders(folders: Sequence[str]) -> Mapping[str, Path]:
    """Each folder by its name, in their order: the one that was typed, or that of the folder.

    Raises:
        SettingsError: If two were given one name.
    """
    named: dict[str, Path] = {}
    for text in folders:
        name, folder = _split(text)
        if name in named:
            raise SettingsError(
                f"two collections are called {name!r}; name them apart: --docs NAME=FOLDER"
            )
        named[name] = folder
    return named


def _split(text: str) -> tuple[str, Path]:
    name, equals, folder = text.partition("=")
    # A folder may have such a sign in its own name. Not Path: that raises for names no system knows.
    if equals and name.strip() and folder and not os.path.exists(text):  # noqa: PTH110
        return name.strip(), Path(os.path.expanduser(folder))  # noqa: PTH111
    path = Path(text)
    return path.absolute().name or str(path), path
