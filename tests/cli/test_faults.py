"""Faults with the real thing: a full disk, a killed run, a target that cannot be written, two runs at once."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from cli.desk import ELSEWHERE, ROOT, THEN, command, many, registry, run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="平台：Windows 没有这些信号和限额")


def seen(folder: Path) -> dict[str, bytes]:
    """Everything in a folder, by name."""
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def hidden(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir() if one.name.startswith("."))


def small_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (3_000, 3_000))


@pytest.mark.parametrize("what", ["match", "import"])
@pytest.mark.parametrize("out", ["result", "result.csv", "result.parquet", "result.xlsx"])
def test_a_limit_to_files_leaves_the_earlier_result(tmp_path, what, out):
    if what == "import" and out != "result":
        return
    place = tmp_path / "place"
    place.mkdir()
    assert run(what, registry(tmp_path), *ELSEWHERE, *THEN, "--out", place / out).returncode == 0
    before = seen(place)
    done = run(what, many(tmp_path, 300), *ELSEWHERE, *THEN, "--out", place / out, before=small_files)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "写不" in done.stderr and "怎么办" in done.stderr
    assert seen(place) == before and hidden(place) == []


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 128 KB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(place)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("平台：这里不能挂载小文件系统")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.parametrize("what", ["match", "import"])
def test_a_full_disk_leaves_the_earlier_result(tmp_path, disk, what):
    outs = ["result", "result.csv", "result.xlsx"] if what == "match" else ["result"]
    for out in outs:
        place = disk / out.replace(".", "-")
        assert run(what, registry(tmp_path), *ELSEWHERE, *THEN, "--out", place / out).returncode == 0
        free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        (disk / "filler").write_bytes(b"x" * max(0, free - 8_192))
        before = seen(place)
        done = run(what, many(tmp_path, 3_000), *ELSEWHERE, *THEN, "--out", place / out)
        assert done.returncode == 1 and "写不" in done.stderr, done.stdout + done.stderr
        assert seen(place) == before and hidden(place) == []
        (disk / "filler").unlink()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("what", "out"), [("match", "result"), ("match", "result.csv"), ("import", "result")]
)
def test_a_killed_run_leaves_the_earlier_result_and_is_swept_up(tmp_path, what, out):
    place = tmp_path / "place"
    place.mkdir()
    assert run(what, registry(tmp_path), *ELSEWHERE, *THEN, "--out", place / out).returncode == 0
    before, path, chance = seen(place), many(tmp_path), random.Random(7)
    arguments = command(what, path, *ELSEWHERE, *THEN, "--out", place / out)
    killed = 0
    for _ in range(5):
        going = subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 120
        while not hidden(place) and going.poll() is None and time.monotonic() < until:
            time.sleep(0.002)
        time.sleep(chance.random() * 0.4)
        going.send_signal(signal.SIGKILL)
        if going.wait() == -signal.SIGKILL:
            killed += 1
            after = {name: what for name, what in seen(place).items() if not name.startswith(".")}
            # Killed in the last moment, the new result may stand there already: whole, like the earlier one.
            assert after == before or rows_of(place / out, what) >= 20_000
            before = after
    assert killed
    done = run(what, path, *ELSEWHERE, *THEN, "--out", place / out)
    assert done.returncode == 0, done.stderr
    assert hidden(place) == []
    assert rows_of(place / out, what) >= 20_000


def rows_of(result: Path, what: str) -> int:
    """The rows of a whole result of either kind."""
    if result.suffix == ".csv":
        return pl.read_csv(result).height
    return pl.read_parquet(result / ("matches.parquet" if what == "match" else "enterprises.parquet")).height


def test_a_result_moved_aside_by_a_killed_run_comes_back(tmp_path):
    from matcher.output import sweep, whole_folder

    place, dead = tmp_path / "result", subprocess.Popen(["true"])
    dead.wait()
    with whole_folder(place, frozenset({"x"})) as fresh:
        (fresh / "x").write_text("1")
    mine = _name(place, dead.pid, "old")
    place.rename(mine)
    sweep(place)
    assert (place / "x").read_text() == "1"
    _name(place, dead.pid, "tmp").mkdir()
    alive = _name(place, os.getpid(), "tmp")
    alive.mkdir()
    sweep(place)
    assert hidden(tmp_path) == [alive.name]


def _name(path: Path, process: int, ending: str) -> Path:
    from matcher.output import _machine

    return path.with_name(f".{path.name}.{_machine()}.{process}.0a1b2c.{ending}")


def test_a_folder_with_other_files_is_not_touched(tmp_path):
    place = tmp_path / "place"
    place.mkdir()
    (place / "mein.txt").write_text("wichtig", "utf-8")
    for what in ("match", "import"):
        done = run(what, registry(tmp_path), *ELSEWHERE, *THEN, "--out", place)
        assert done.returncode == 1 and "mein.txt" in done.stderr
    assert seen(place) == {"mein.txt": b"wichtig"}


def test_a_folder_that_may_not_be_written_is_told(tmp_path):
    if os.geteuid() == 0 and not Path("/proc/sys").is_dir():
        pytest.skip("平台：没有不能写的位置")
    place = Path("/proc/sys/result")  # nobody may make files there, not even root
    if not place.parent.is_dir():
        place = tmp_path / "locked" / "result"
        place.parent.mkdir(mode=0o500)
    for out in (place, place.with_suffix(".csv")):
        done = run("match", registry(tmp_path), *ELSEWHERE, *THEN, "--out", out)
        assert done.returncode == 1 and "写不" in done.stderr, done.stderr


def test_two_runs_into_one_target_leave_one_whole_result(tmp_path):
    place = tmp_path / "place"
    path = many(tmp_path, 300)
    for out in ("result", "result.csv"):
        both = [
            subprocess.Popen(
                command("match", path, *ELSEWHERE, *THEN, "--out", place / out),
                cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            )
            for _ in range(2)
        ]  # fmt: skip
        ends = [one.communicate()[1] for one in both]
        assert [one.returncode for one in both] == [0, 0], ends
    assert pl.read_parquet(place / "result" / "matches.parquet").height
    assert pl.read_csv(place / "result.csv").height and hidden(place) == []


def test_many_runs_putting_a_folder_in_place_at_once_all_end_well(tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    from matcher.output import whole_folder

    def once(number: int) -> None:
        with whole_folder(tmp_path / "result", frozenset({"x"})) as fresh:
            (fresh / "x").write_text(str(number))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(once, range(60)))
    assert (tmp_path / "result" / "x").read_text().isdigit() and hidden(tmp_path) == []
