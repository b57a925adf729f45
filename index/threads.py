"""How many threads to compute with: as many as there are cores of our own. Knows nothing of models.

torch counts the processors it may run on. It sees neither that a container may use two processors' time on a
machine of 64, where 64 threads would be stopped over and over, nor that two processors may be one core, whose
arithmetic they share. Nothing is tried out: a probe would need a second, and which count wins depends on what
else runs at that moment.
"""

import math
import os
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from index.collector import no_collection
from index.errors import ThreadsError

PROCESSORS = Path("/sys/devices/system/cpu")
CGROUPS = Path("/sys/fs/cgroup")
OWN_CGROUP = Path("/proc/self/cgroup")


@lru_cache(maxsize=1)
def use_threads() -> int:
    """Makes torch compute with :func:`thread_count` threads, once in a process; gives their number.

    Raises:
        ThreadsError: If ``RAG_THREADS`` is no positive number.
    """
    count = thread_count(os.environ, allowed())
    with no_collection():
        import torch

    torch.set_num_threads(count)
    return count


def thread_count(
    environment: Mapping[str, str],
    processors: Iterable[int],
    topology: Path = PROCESSORS,
    cgroups: Path = CGROUPS,
    own_cgroup: Path = OWN_CGROUP,
) -> int:
    """``RAG_THREADS``, or the cores this process may use, no more than its share of time fills.

    Args:
        environment: What may hold ``RAG_THREADS``.
        processors: Numbers of those this process may run on.
        topology: Where Linux tells which processors are one core.
        cgroups: Where control groups are mounted.
        own_cgroup: Where Linux tells which of them this process is in.

    Raises:
        ThreadsError: If ``RAG_THREADS`` is no positive number.
    """
    if named := environment.get("RAG_THREADS"):
        if not (named.isascii() and named.isdigit() and int(named) > 0):
            raise ThreadsError(
                f"RAG_THREADS = {named!r} is not usable: it must be a number from 1, or unset"
            )
        return int(named)
    share = quota(cgroups, own_cgroup)
    # Rounded down: threads wait for each other, so one that is stopped stops all.
    return max(1, min(cores(processors, topology), math.floor(min(share, 1e6))))


def allowed() -> frozenset[int]:
    """Numbers of the processors this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return frozenset(os.sched_getaffinity(0))
    return frozenset(range(os.cpu_count() or 1))


def cores(processors: Iterable[int], topology: Path) -> int:
    """How many cores some processors are; each is its own where the system does not tell."""
    return len({_siblings(number, topology) for number in processors})


def quota(cgroups: Path, own_cgroup: Path) -> float:
    """How many processors' time this process may use, of all groups it is in the least; infinite without a limit."""
    groups = [line.split(":", 2) for line in _read(own_cgroup).splitlines() if line.count(":") > 1]
    limits = [math.inf]
    for _, controllers, path in groups:
        if not controllers:
            for folder in _upwards(path, (cgroups, cgroups / "unified")):
                most, _, period = _read(folder / "cpu.max").partition(" ")
                limits.append(_ratio(most, period))
        elif "cpu" in controllers.split(","):
            for folder in _upwards(path, (cgroups / controllers, cgroups / "cpu")):
                names = ("cpu.cfs_quota_us", "cpu.cfs_period_us")
                limits.append(_ratio(*(_read(folder / name) for name in names)))
    return min(limits)


def _upwards(path: str, roots: Iterable[Path]) -> Iterator[Path]:
    """A group's folder and all above it. In a container its path may be that outside; its root then is our group."""
    for root in roots:
        inside = root / path.strip("/")
        yield from (inside, *(above for above in inside.parents if above.is_relative_to(root)))


def _ratio(most: str, period: str) -> float:
    try:
        used, of = int(most), int(period)
    except ValueError:  # "max", or no such file
        return math.inf
    return used / of if used > 0 and of > 0 else math.inf


def _siblings(number: int, topology: Path) -> str:
    return _read(topology / f"cpu{number}/topology/thread_siblings_list") or f"{number}"


def _read(path: Path) -> str:
    """A file of the system without spaces around it; empty where there is none."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return ""
