"""What the tabs of the page have in common."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from ui.collections import Collections

if TYPE_CHECKING:
    from gradio import Blocks

Updates: TypeAlias = tuple[Any, ...]  # one for each output; Gradio has no type for them

# One answer at a time: two would halve each other's speed on the same processor.
ANSWERING = {"concurrency_id": "answering", "concurrency_limit": 1}

# Searching and listing take a moment each and need no model: they do not wait behind answers.
LOOKING_UP = {"concurrency_id": "looking-up", "concurrency_limit": 4}

#: For an event that readers need not see and programs not know.
HIDDEN: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

#: The same, for one that need not wait for its turn.
QUICK: dict[str, Any] = {"queue": False, **HIDDEN}

#: Seconds between two looks at an assistant that is still being opened.
LOOK_AGAIN = 0.5


@dataclass(frozen=True, slots=True)
class Shared:
    """What every tab may read or change.

    Attributes:
        page: For what happens when the page is opened.
        collections: Where the assistants come from.
        header: Name and size line at the top (``gr.HTML``).
        collection: Name of the collection that is asked (``gr.Dropdown``).
        exchanges: The conversation (``gr.State`` of ``tuple[Exchange, ...]``).
        opening: Ticks while an assistant is being opened (``gr.Timer``). Timers stand outside the tabs, as
            Gradio puts what is in a tab on the page, and lets it tick, only once that is looked at.
        news: Ticks while documents are being indexed or watched (``gr.Timer``).
    """

    page: "Blocks"
    collections: Collections
    header: Any
    collection: Any
    exchanges: Any
    opening: Any
    news: Any
