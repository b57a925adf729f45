"""What can be wrong with who may use the page."""

from index.errors import RagError


class AccessError(RagError):
    """The page would be open to people nobody named, or the file that names them cannot be used."""
