"""What can go wrong between a question and its answer; hangs under ``index.errors``.

RagError
├── SettingsError           a setting cannot be used
├── QuestionError           the question cannot be asked
├── EvaluationError         questions or a record of an evaluation cannot be used
└── ModelError              a model cannot be had or does not load
    ├── UnknownModelError   no model of that name
    ├── OfflineError        it would have to be fetched, and RAG_OFFLINE=1 forbids it
    ├── DownloadError       fetching it failed
    └── ChecksumError       what was fetched is not what was published
"""

from index.errors import RagError


class SettingsError(RagError):
    """A setting's value cannot be used, or a setting of that name does not exist."""


class QuestionError(RagError):
    """The question is empty or too long."""


class EvaluationError(RagError):
    """A file of questions, or the record of an evaluation, cannot be used."""


class ModelError(RagError):
    """A model is broken, or the machine has no room for it."""


class UnknownModelError(ModelError):
    """No model goes by that name."""


class OfflineError(ModelError):
    """A model is missing and may not be fetched."""


class DownloadError(ModelError):
    """A model could not be fetched."""


class ChecksumError(ModelError):
    """A fetched file has another checksum than the published one."""
