"""The tables of an index. Data only."""

from index import keywords, lineage

FORMAT = 4
"""Version of the tables below, kept in ``PRAGMA user_version``."""

VECTORS_SINCE = 2
"""The first format whose table of vectors is the one below; they are kept when the rest is made anew."""

_DOCUMENT = """
    title TEXT NOT NULL, checksum BLOB NOT NULL, digest TEXT NOT NULL, date TEXT NOT NULL,
    language TEXT NOT NULL, headings TEXT NOT NULL, pages TEXT NOT NULL,
    characters INTEGER NOT NULL GENERATED ALWAYS AS (length(text)) STORED, text TEXT NOT NULL
"""
# The text last: SQLite reads a row from its start, and what stands before costs little then.
TABLES = (
    "CREATE TABLE manifest (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    lineage.TABLE,
    # The checksum is that of the row, see rows.checksum; the digest that of the file it was read from.
    f"CREATE TABLE documents (id INTEGER PRIMARY KEY, source TEXT NOT NULL UNIQUE, {_DOCUMENT})",
    """
    CREATE TABLE chunks (
        id INTEGER PRIMARY KEY AUTOINCREMENT, document INTEGER NOT NULL REFERENCES documents(id),
        start INTEGER NOT NULL, stop INTEGER NOT NULL, heading TEXT NOT NULL,
        vector_key BLOB NOT NULL
    )
    """,
    "CREATE INDEX documents_by_language ON documents(language)",
    "CREATE INDEX chunks_by_document ON chunks(document)",
    "CREATE INDEX chunks_by_vector ON chunks(vector_key)",
    # What was last seen of each file, so that it is neither hashed nor parsed again in vain.
    """
    CREATE TABLE files (
        source TEXT PRIMARY KEY, stamp TEXT NOT NULL, digest TEXT NOT NULL, reason TEXT NOT NULL,
        recipe TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    # Documents of a rebuild under way; readers do not see them before all are there.
    f"""
    CREATE TABLE staged (
        id INTEGER PRIMARY KEY, source TEXT NOT NULL UNIQUE, {_DOCUMENT},
        recipe TEXT NOT NULL, spans TEXT NOT NULL, keys BLOB NOT NULL
    )
    """,
    # Keys of vectors that perhaps no chunk refers to; looked at when an update ends.
    "CREATE TABLE loose (key BLOB PRIMARY KEY) WITHOUT ROWID",
    keywords.CREATE,
    keywords.CREATE_VOCABULARY,
)
VECTORS = """
    CREATE TABLE IF NOT EXISTS vectors (
        embedder TEXT NOT NULL, key BLOB NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (embedder, key)
    )
"""
"""Kept when an index of an older format is made anew, so that no text is embedded again."""
