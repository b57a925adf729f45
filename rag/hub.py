"""Models from a model hub, where one is in reach. Only data is taken: no code, no pickled weights."""

import logging
from pathlib import Path

from rag.catalogue import Model
from rag.errors import DownloadError, OfflineError

log = logging.getLogger(__name__)

WANTED = ("*.safetensors", "*.json", "*.txt", "*.jinja", "*.model")  # weights, settings, tokenizer


def snapshot(hub_id: str, *, offline: bool) -> Path:
    """The local folder of a model of the hub, fetched when missing or changed there.

    Args:
        hub_id: ``organisation/name``.
        offline: Take what was fetched before, ask nobody.

    Returns:
        A folder in the hub's own cache, named for the revision.

    Raises:
        OfflineError: If ``offline`` and it was never fetched.
        DownloadError: If the hub does not deliver it.
    """
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError

    if not offline:
        log.info("model %r: fetching what is new of it from the model hub", hub_id)
    try:
        found = snapshot_download(hub_id, allow_patterns=list(WANTED), local_files_only=offline)
    except (OSError, HFValidationError) as error:
        if offline:
            raise OfflineError(
                f"model {hub_id!r} is not on this machine and RAG_OFFLINE=1 forbids fetching it; "
                "run once with RAG_OFFLINE unset"
            ) from error
        raise DownloadError(
            f"model {hub_id!r} is no folder here, and the model hub does not deliver it "
            f"({str(error).strip().splitlines()[0]}); check the name and the connection"
        ) from error
    return Path(found)


def files_from_hub(model: Model, folder: Path) -> bool:
    """Tries to put the files of a catalogue entry into ``folder``; whether it did. Checks no checksum."""
    if not model.hub_id:
        return False
    from huggingface_hub import snapshot_download

    log.info("model %r: the package registry failed, trying the model hub", model.name)
    wanted = [file.path for file in model.files]
    try:
        snapshot_download(model.hub_id, allow_patterns=wanted, local_dir=folder)
    except OSError as error:
        log.info("model %r: the model hub failed too: %s", model.name, error)
        return False
    return all((folder / path).is_file() for path in wanted)
