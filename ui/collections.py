"""The folders that can be asked, each with its assistant, its upkeep and its watch. Knows no Gradio."""

from collections.abc import Callable, Mapping

from ui.documents.upkeep import Upkeep
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
        self, openings: Mapping[str, Opening], watch: Callable[[Upkeep], Watching] = Watching
    ) -> None:
        self.names = tuple(openings)
        self._openings = dict(openings)
        self._upkeep = {name: Upkeep() for name in openings}
        self._watching = {name: watch(upkeep) for name, upkeep in self._upkeep.items()}

    @classmethod
    def of(cls, opening: Opening, name: str = "documents") -> "Collections":
        """One folder alone."""
        return cls({name: opening})

    def opening(self, name: str) -> Opening:
        """Where the assistant of a collection comes from; of the first, for a name that is not known.

        A page that was open before the server was started again may know other names.
        """
        return self._openings[self._known(name)]

    def upkeep(self, name: str) -> Upkeep:
        """What brings the index of a collection up to date; one for all who have the page open."""
        return self._upkeep[self._known(name)]

    def watching(self, name: str) -> Watching:
        """What looks for changes in the folder of a collection; the same for all."""
        return self._watching[self._known(name)]

    def _known(self, name: str) -> str:
        return name if name in self._openings else self.names[0]
