"""What may be uploaded, said beside the drop zone. Pure HTML."""

from index import supported_suffixes
from index.readers import code
from ui.documents.sizes import size_in_words
from ui.documents.uploads import MAX_BYTES, MAX_FILES


def html() -> str:
    """Kinds, size and number of files; the page's script keeps to them as well."""
    suffixes = supported_suffixes()
    named = ", ".join(s.removeprefix(".") for s in suffixes if s not in code.SUFFIXES)
    return (
        f'<p data-accept="{",".join(suffixes)}" data-largest="{MAX_BYTES}" data-said="{size_in_words(MAX_BYTES)}">Up to {MAX_FILES} files at once, '
        f"{size_in_words(MAX_BYTES)} each: {named}, and source code, data and logs. They are copied into the "
        "documents folder, on the machine that serves this page.</p>"
    )
