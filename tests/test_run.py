"""run.py sets a checkout up, hands over to matcher, and says plainly what it lacks.

The set-ups here are real but small: a project with one tiny dependency, from a folder of wheels, without a network.
"""

from __future__ import annotations

import ast
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import run

ROOT = Path(__file__).resolve().parents[1]
BACKEND = '''"""The smallest build backend: an editable wheel that holds one path."""
import pathlib, zipfile

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    name = "matcher-1-py3-none-any.whl"
    info = "matcher-1.dist-info/"
    with zipfile.ZipFile(pathlib.Path(wheel_directory) / name, "w") as wheel:
        wheel.writestr("matcher_here.pth", str(pathlib.Path.cwd()))
        wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: matcher\\nVersion: 1\\n")
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(info + "RECORD", "")
    return name
'''
PYPROJECT = """[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "matcher"
version = "1"
"""
MATCHER = "import leaf, os, sys\nprint('matcher', *sys.argv[1:])\nsys.exit(int(os.environ.get('FAIL', 0)))\n"


def make_leaf(folder: Path, version: str) -> str:
    """Write a wheel of the package `leaf`; gives the line that pins it by hash."""
    path = folder / f"leaf-{version}-py3-none-any.whl"
    info = f"leaf-{version}.dist-info/"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("leaf/__init__.py", f"version = {version!r}\n")
        wheel.writestr(info + "METADATA", f"Metadata-Version: 2.1\nName: leaf\nVersion: {version}\n")
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(info + "RECORD", "")
    return f"leaf=={version} \\\n    --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def set_lock(project: Path, version: str) -> None:
    """Pin `leaf` at a version in both locks."""
    pin = make_leaf(project / "wheels", version)
    for stage in ("default", "dev"):
        (project / "requirements" / f"{stage}.txt").write_text(pin, "utf-8")


def make_project(folder: Path) -> Path:
    """A checkout in small: this run.py, a package called matcher, and one dependency in a folder of wheels."""
    for name in ("matcher", "requirements", "wheels", "enterprises/sample"):
        (folder / name).mkdir(parents=True)
    shutil.copy(ROOT / "run.py", folder)
    (folder / "pyproject.toml").write_text(PYPROJECT, "utf-8")
    (folder / "backend.py").write_text(BACKEND, "utf-8")
    (folder / "matcher" / "__init__.py").touch()
    (folder / "matcher" / "__main__.py").write_text(MATCHER, "utf-8")
    for name in ("registry", "finance"):
        (folder / "enterprises" / "sample" / f"{name}.csv").touch()
    set_lock(folder, "1")
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A fresh checkout, in a folder named as people name them."""
    return make_project(tmp_path / "政策 匹配")


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout that is set up already."""
    folder = make_project(tmp_path_factory.mktemp("ready") / "checkout")
    assert "正在安装依赖" in carry_out(folder, "setup").stdout
    return folder


def environment(project: Path, **more: str) -> dict[str, str]:
    """The environment of a run without a network: pip knows only the wheels of the project."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_", "PYTHON"))
    }
    wheels = {
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": (project / "wheels").as_uri(),
        "PIP_CONFIG_FILE": os.devnull,
    }
    return {**kept, **wheels, "CI": "1", "PYTHONUTF8": "1", **more}


def carry_out(project: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the project's run.py from another folder, as a person might."""
    return subprocess.run(
        [base_python(), str(project / "run.py"), *arguments],
        cwd=project.parent,
        env=environment(project, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def base_python() -> str:
    """The Python that this environment was made from."""
    return str(getattr(sys, "_base_executable", sys.executable))


def leaf_version(project: Path) -> str:
    """The version of `leaf` that the project's environment holds."""
    python = project / run.PYTHON.relative_to(run.ROOT)
    code = "import leaf; print(leaf.version)"
    return subprocess.run(
        [python, "-c", code], capture_output=True, encoding="utf-8", check=True
    ).stdout.strip()


# Set-up


def test_one_command_sets_up_and_matches_the_sample_with_all_its_tables(project: Path) -> None:
    done = carry_out(project)
    sample, result = project / "enterprises" / "sample", project / "result" / "sample"
    assert done.returncode == 0, done.stderr
    question = f"match {sample / 'registry.csv'} --facts {sample / 'finance.csv'} --as-of {run.SAMPLE_DATE}"
    assert f"matcher {question} --out {result}\n" in done.stdout
    assert "serve" not in done.stdout


def test_a_second_run_installs_nothing(ready: Path) -> None:
    assert carry_out(ready, "setup").stdout == ""


def test_a_set_up_that_was_killed_is_made_anew_on_the_next_run(ready: Path) -> None:
    next((ready / ".venv").rglob("leaf/__init__.py")).unlink()
    (ready / run.RUNNING.relative_to(run.ROOT)).touch()
    done = carry_out(ready, "setup")
    assert "上一次设置没有完成" in done.stdout
    assert leaf_version(ready) == "1"


def test_a_new_lock_is_installed(ready: Path) -> None:
    set_lock(ready, "2")
    assert "正在安装依赖" in carry_out(ready, "setup").stdout
    assert leaf_version(ready) == "2"


def test_a_checkout_that_was_copied_elsewhere_is_set_up_there(ready: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(ready, tmp_path / "copy", symlinks=True)
    done = carry_out(copy, "rule", "甲")
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("matcher rule 甲\n")
    assert str(ready) not in next((copy / ".venv").rglob("matcher_here.pth")).read_text("utf-8")


def test_a_dependency_that_is_not_what_was_pinned_is_refused_with_what_to_do(project: Path) -> None:
    make_leaf(project / "wheels", "1")
    lock = project / "requirements" / "default.txt"
    lock.write_text(lock.read_text("utf-8").replace("sha256:", "sha256:0000")[:-5] + "\n", "utf-8")
    done = carry_out(project, "setup")
    assert done.returncode == 1
    assert "依赖没有装成" in done.stderr
    assert "怎么办" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_exit_code_of_matcher_is_that_of_run(ready: Path) -> None:
    done = carry_out(ready, FAIL="1")
    assert done.returncode == 1
    assert "serve" not in done.stdout
    assert carry_out(ready, "match", "x.csv", FAIL="2").returncode == 2


def test_a_person_at_a_terminal_is_then_served_the_page(ready: Path) -> None:
    pty = pytest.importorskip("pty", reason="平台：没有伪终端")
    ours, theirs = pty.openpty()
    env = {name: value for name, value in environment(ready).items() if name != "CI"}
    command = [base_python(), str(ready / "run.py")]
    done = subprocess.run(command, env=env, stdin=theirs, stdout=theirs, stderr=theirs, check=False)
    os.close(theirs)
    shown = os.read(ours, 100_000).decode("utf-8")
    os.close(ours)
    assert done.returncode == 0, shown
    assert shown.rstrip().endswith("matcher serve")


# What can be wrong before anything starts


def test_a_python_that_is_too_old_can_read_run_py_and_is_told() -> None:
    source = (ROOT / "run.py").read_text("utf-8")
    ast.parse(source, feature_version=(3, 6))
    assert "from __future__" not in source  # 3.6 knows no "annotations"
    old = "import sys, runpy; sys.version_info = (3, 9, 2, 'final', 0); runpy.run_path('run.py', run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", old], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 1
    assert "需要 3.11 或更新，现在是 3.9.2" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_venv_is_told_what_to_install(module: str, project: Path) -> None:
    (project / f"{module}.py").write_text("raise ImportError('kept apart, as Debian does')\n", "utf-8")
    done = carry_out(project, "setup")
    assert done.returncode == 1
    assert f"缺少 {module} 模块" in done.stderr
    assert "apt install python3-venv" in done.stderr
    assert not (project / ".venv").exists()


def test_help_needs_no_environment(project: Path) -> None:
    done = carry_out(project, "--help")
    assert done.returncode == 0
    assert "python3 run.py match" in done.stdout
    assert not (project / ".venv").exists()


def test_an_unknown_option_of_setup_is_named(project: Path) -> None:
    done = carry_out(project, "setup", "--fast")
    assert done.returncode == 1
    assert "--fast" in done.stderr


# Pieces


def test_uv_is_installed_by_the_hash_of_the_lock() -> None:
    pin = run.pin_of("uv", run.lock_of("default").read_text("utf-8"))
    assert pin.startswith("uv==")
    assert "--hash=sha256:" in pin
    assert pin.count("==") == 1


def test_optional_parts_keep_to_the_versions_of_the_lock() -> None:
    text = 'a==1 \\\n    --hash=sha256:00\n    # via x\nb==2 ; python_version < "3.12" \\\n    --hash=sha256:11\n'
    assert run.without_hashes(text) == 'a==1\nb==2 ; python_version < "3.12"\n'


def test_this_checkout_answers_its_first_command(tmp_path: Path) -> None:
    if not run.recorded_state():
        pytest.skip("平台：这里的 .venv 不是 run.py 设置的")
    done = subprocess.run(
        [sys.executable, str(ROOT / "run.py")],
        cwd=tmp_path,
        env={**os.environ, "CI": "1", "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"结果在 {run.RESULT}" in done.stdout
    assert any(run.RESULT.iterdir())


def test_the_measurements_are_listed_and_a_wrong_name_is_told() -> None:
    command = [sys.executable, "-m", "benchmarks"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout
    assert "relevance_speed" in listed
    wrong = subprocess.run([*command, "nope"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert wrong.returncode == 2
    assert "没有这项测量：nope" in wrong.stderr
