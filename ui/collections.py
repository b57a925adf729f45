"""The folders that can be asked, each with its assistant and its watch. Knows no Gradio."""

from collections.abc import Callable, Mapping

from ui.documents.watching import Watching
from ui.opening import Opening


class Collections:
    """Several folders of documents under their names; a page shows one at a time.

    Args:
        openings: Where the assistant of each comes from, by name; the first one is shown first.
        watch: Makes what watches one of the folders, which is off at first.

    Attributes:
        names: In their order.
    """

    def __init__(
        self, openings: Mapping[str, Opening], watch: Callable[[], Watching] = Watching
    ) -> None:
        self.names = tuple(openings)
        self._openings = dict(openings)
        self._watching = {name: watch() for name in openings}

    @classmethod
    def of(cls, opening: Opening, name: str = "documents") -> "Collections":
        """One folder alone."""
        return cls({name: opening})

    def opening(self, name: str) -> Opening:
        """Where the assistant of a collection comes from; of the first, for a name that is not known.

        A page that was open before the server was started again may know other names.
        """
        return self._openings.get(name) or self._openings[self.names[0]]

    def watching(self, name: str) -> Watching:
        """What keeps the index of a collection up to date; one for all who have the page open."""
        return self._watching.get(name) or self._watching[self.names[0]]
