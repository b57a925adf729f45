import math
from pathlib import Path

import pytest

from index import RagError
from index.threads import allowed, cores, quota, thread_count


def tree(root: Path, files: dict[str, str]) -> Path:
    """A made-up file system."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text + "\n")
    return root


def count(root: Path, processors: int = 8, **environment: str) -> int:
    places = (root / "cpu", root / "cgroup", root / "own")
    return thread_count(environment, range(processors), *places)


def siblings(groups: list[str]) -> dict[str, str]:
    return {f"cpu/cpu{n}/topology/thread_siblings_list": group for n, group in enumerate(groups)}


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        (["0,4", "1,5", "2,6", "3,7", "0,4", "1,5", "2,6", "3,7"], 4),
        (["0-1", "0-1", "2-3", "2-3", "4-5", "4-5", "6-7", "6-7"], 4),
        ([str(n) for n in range(8)], 8),
        ([], 8),
    ],
)
def test_cores_not_processors(tmp_path: Path, groups: list[str], expected: int) -> None:
    """Two processors of one core count once; where nothing is told, each counts."""
    assert count(tree(tmp_path, siblings(groups))) == expected


def test_only_allowed_processors_count(tmp_path: Path) -> None:
    """Cores are those of the processors the process may run on."""
    root = tree(tmp_path, siblings(["0,2", "1,3", "0,2", "1,3"]))
    assert [cores(some, root / "cpu") for some in ({0, 2}, {0, 1}, {3}, range(4))] == [1, 2, 1, 2]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"own": "0::/a/b", "cgroup/a/b/cpu.max": "max 100000"}, math.inf),
        ({"own": "0::/a/b", "cgroup/a/b/cpu.max": "250000 100000"}, 2.5),
        ({"own": "0::/a/b", "cgroup/a/cpu.max": "50000 100000"}, 0.5),
        ({"own": "0::/", "cgroup/cpu.max": "300000 100000"}, 3),
        ({"own": "0::/docker/ab12", "cgroup/cpu.max": "200000 100000"}, 2),
        ({"own": "0::/a", "cgroup/unified/a/cpu.max": "200000 100000"}, 2),
        (
            {
                "own": "0::/a/b",
                "cgroup/a/b/cpu.max": "400000 100000",
                "cgroup/a/cpu.max": "300000 100000",
            },
            3,
        ),
        (
            {
                "own": "5:memory:/x\n4:cpu,cpuacct:/pod",
                "cgroup/cpu,cpuacct/pod/cpu.cfs_quota_us": "150000",
                "cgroup/cpu,cpuacct/pod/cpu.cfs_period_us": "50000",
            },
            3,
        ),
        (
            {
                "own": "1:cpu:/",
                "cgroup/cpu/cpu.cfs_quota_us": "-1",
                "cgroup/cpu/cpu.cfs_period_us": "100000",
            },
            math.inf,
        ),
        ({"own": "1:cpuset:/", "cgroup/cpu/cpu.cfs_quota_us": "1"}, math.inf),
        ({"own": "0::/", "cgroup/cpu.max": "nonsense"}, math.inf),
        ({"own": "not a line"}, math.inf),
        ({}, math.inf),
    ],
)
def test_quota(tmp_path: Path, files: dict[str, str], expected: float) -> None:
    """The least limit of all groups around the process counts, in both versions of control groups."""
    assert quota(tree(tmp_path, files) / "cgroup", tmp_path / "own") == expected


@pytest.mark.parametrize(
    ("limit", "expected"), [("250000", 2), ("50000", 1), ("1600000", 8), ("max", 8)]
)
def test_no_more_threads_than_time(tmp_path: Path, limit: str, expected: int) -> None:
    """Threads fill the share of time that the container has, at least one, and never more than the cores."""
    root = tree(tmp_path, {"own": "0::/", "cgroup/cpu.max": f"{limit} 100000"})
    assert count(root) == expected


def test_rag_threads_is_obeyed(tmp_path: Path) -> None:
    """Who names a number gets it, whatever the machine has; an empty one names none."""
    assert count(tmp_path, RAG_THREADS="3") == 3
    assert count(tmp_path, RAG_THREADS="") == 8


@pytest.mark.parametrize("named", ["0", "-1", "two", "1.5", "²"])
def test_no_number_is_an_error(tmp_path: Path, named: str) -> None:
    """What is no number of threads is told with its name and value."""
    with pytest.raises(RagError, match=f"RAG_THREADS = '{named}'"):
        count(tmp_path, RAG_THREADS=named)


def test_this_machine_has_a_processor() -> None:
    """The real system tells at least one processor and one thread."""
    assert 1 <= thread_count({}, allowed()) <= len(allowed())
