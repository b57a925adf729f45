"""A question becomes an answer in which every sentence carries a checked citation."""

from rag.answers import Answer, Citation, Passage, Sentence
from rag.ask import answer
from rag.assistant import Assistant
from rag.errors import (
    ChecksumError,
    DownloadError,
    ModelError,
    OfflineError,
    QuestionError,
    SettingsError,
    UnknownModelError,
)
from rag.generate import Generator, TransformersGenerator
from rag.rewrite import Turn
from rag.settings import Settings

__all__ = [
    "Answer",
    "Assistant",
    "ChecksumError",
    "Citation",
    "DownloadError",
    "Generator",
    "ModelError",
    "OfflineError",
    "Passage",
    "QuestionError",
    "Sentence",
    "Settings",
    "SettingsError",
    "TransformersGenerator",
    "Turn",
    "UnknownModelError",
    "answer",
]
