"""Sets this checkout up and runs it: `python3 run.py`, on Linux, macOS and Windows; standard library only.

Makes .venv, installs what requirements/ pins by hash (again only when the pins have changed), then hands
over to `python -m matcher` inside it. The syntax stays readable for Python 3.6: an old Python that can read
this file can say that it is too old.
"""

import hashlib
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Dict, List, Optional, Sequence

OLDEST = (3, 11)
NEWEST_TESTED = (3, 13)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
UV = VENV / ("Scripts/uv.exe" if os.name == "nt" else "bin/uv")
DONE = VENV / "matcher-setup.json"
RUNNING = VENV / "matcher-setup-running"
SAMPLE = ROOT / "enterprises" / "sample"
SAMPLE_DATE = "2026-06-30"  # the day its figures are of: asked later, last year's would be missing
RESULT = ROOT / "result" / "sample"

HELP = """惠企匹配：把惠企政策匹配给企业

  python3 run.py                    设置环境，匹配示例企业，然后打开网页
  python3 run.py match 名册 --out 目录   匹配一份企业名册（csv、xlsx、parquet）
  python3 run.py serve              只打开网页
  python3 run.py test [参数]         运行全部测试（参数交给 pytest）
  python3 run.py bench [名称]        性能与质量测量；不带名称则列出
  python3 run.py docs               重新生成参考文档
  python3 run.py setup [--dev] [--extra 名称]   只设置环境
  其余命令（check、rule、policies、import …）原样交给 matcher：python3 run.py check --help
"""


class SetupError(Exception):
    """The environment cannot be made; the message, in Chinese, says why and what to do."""


def say(text: str) -> None:
    """Print one line at once, even where the output is a file."""
    print(text, flush=True)


def is_interactive() -> bool:
    """True where a person sits at a terminal, so that a page is worth serving."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty() and not os.environ.get("CI")


def check_python() -> None:
    """Raise SetupError if this Python is too old or lacks venv; note one that is newer than those tested."""
    here = "{}.{}.{}".format(*sys.version_info[:3])
    if sys.version_info < OLDEST:
        other = newer_python()
        remedy = "请运行：{} run.py".format(other) if other else "请安装 Python 3.11 或更新的版本"
        raise SetupError("Python 太旧：需要 3.11 或更新，现在是 {}\n  怎么办：{}".format(here, remedy))
    for name in ("venv", "ensurepip"):
        try:
            importlib.import_module(name)
        except ImportError:
            raise SetupError(
                "这个 Python 缺少 {} 模块，建不了虚拟环境\n"
                "  怎么办：Debian、Ubuntu 上运行 apt install python3-venv（需管理员权限）；"
                "其他系统请安装 python.org 的完整版本".format(name)
            ) from None
    if sys.version_info[:2] > NEWEST_TESTED:
        say("提示：本项目在 Python 3.11–3.13 上测试过，现在是 {}".format(here))


def newer_python() -> Optional[str]:
    """The name of a Python on this machine that is new enough and starts, if there is one."""
    for name in ("python3.13", "python3.12", "python3.11"):
        found = shutil.which(name)
        if found and succeeds([found, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]):
            return name
    return None


def child_environment() -> Dict[str, str]:
    """The environment for programs started here: UTF-8, this .venv, no other Python fetched."""
    env = dict(os.environ, PYTHONUTF8="1", VIRTUAL_ENV=str(VENV), UV_PYTHON_DOWNLOADS="never")
    env.pop("PYTHONHOME", None)
    return env


def succeeds(command: List[str]) -> bool:
    """True if `command` starts and exits 0; its output is not shown."""
    try:
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    except OSError:
        return False
    return done.returncode == 0


def shown(command: List[str], env: Optional[Dict[str, str]] = None) -> bool:
    """Run `command` with its output shown; True if it started and exited 0."""
    try:
        return subprocess.run(command, env=env or child_environment(), check=False).returncode == 0
    except OSError as error:
        say("  {}：{}".format(command[0], error))
        return False


def hand_over(command: List[str]) -> int:
    """Become `command`: its signals, its exit code. Windows has no exec, so it waits there."""
    sys.stdout.flush()
    if os.name != "nt":
        os.execve(command[0], command, child_environment())
    return subprocess.run(command, env=child_environment(), check=False).returncode


def digest(path: Path) -> str:
    """SHA-256 of a file's text; line ends do not count, since git may change them."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def wanted_state(stage: str) -> Dict[str, str]:
    """What a finished environment records of itself: place, Python, project file, each lock installed."""
    state = {
        "root": str(ROOT),
        "python": os.path.realpath(str(PYTHON)),
        "project": digest(ROOT / "pyproject.toml"),
    }
    for name in ["default"] if stage == "default" else ["default", stage]:
        state[name] = digest(lock_of(name))
    return state


def recorded_state() -> Dict[str, str]:
    """What the environment on disk says of itself; empty where it was never finished."""
    try:
        return dict(json.loads(DONE.read_text("utf-8")))
    except (OSError, ValueError):
        return {}


def lock_of(stage: str) -> Path:
    """The lock file of a stage: "default", or "dev" with what tests need."""
    return ROOT / "requirements" / (stage + ".txt")


def set_up(stage: str = "default", extras: Sequence[str] = ()) -> None:
    """Bring .venv to what the lock of `stage` pins, plus `extras` of pyproject; nothing to do where it is so.

    Raises SetupError.
    """
    if not is_sound():
        make_venv()
    state, wanted = recorded_state(), wanted_state(stage)
    stale = {key for key in wanted if state.get(key) != wanted[key]}
    if not stale and not extras:
        return
    RUNNING.write_text("", "utf-8")
    try:
        if stale - {"project"}:
            install(stage)
        install_project(extras)
        record(dict(state, **wanted))
    except SetupError:  # the installer ended by itself, so nothing is half there
        RUNNING.unlink()
        raise
    RUNNING.unlink()
    say("环境就绪：{}".format(VENV))


def is_sound() -> bool:
    """True if .venv can be built on: it works, was not cut short, and neither it nor its Python has moved.

    A set-up that was killed leaves RUNNING behind; of a package, half the files may then lie there and look whole.
    """
    if RUNNING.exists() or not PYTHON.exists():
        return False
    state = recorded_state()
    if not state:
        return succeeds([str(PYTHON), "-c", "import pip"])
    return state.get("root") == str(ROOT) and state.get("python") == os.path.realpath(str(PYTHON))


def make_venv() -> None:
    """Make .venv anew."""
    if Path(sys.prefix).resolve() == VENV.resolve():
        raise SetupError("要重建 .venv，但正用着其中的 Python\n  怎么办：用系统的 Python 运行 run.py setup")
    say("上一次设置没有完成，重新来过……" if RUNNING.exists() else "正在建立虚拟环境 .venv ……")
    shutil.rmtree(str(VENV), ignore_errors=True)
    VENV.mkdir(exist_ok=True)
    RUNNING.write_text("", "utf-8")
    if not shown([sys.executable, "-m", "venv", str(VENV)]):
        remedy = "看上面的原因；Debian、Ubuntu 上运行 apt install python3-venv"
        raise SetupError("建不了虚拟环境 {}\n  怎么办：{}".format(VENV, remedy))


def install(stage: str) -> None:
    """Install the lock of `stage` with uv, which the lock itself pins; with pip where uv will not do."""
    say("正在安装依赖（约 100 个包；首次需下载约 330 MB，视网速需几分钟）……")
    lock = str(lock_of(stage))
    if get_uv() and shown([*uv_install(), "--require-hashes", "-r", lock], uv_environment()):
        return
    say("改用 pip 安装，会慢一些……")
    if not shown([*pip_install(), "--require-hashes", "-r", lock]):
        raise SetupError(
            "依赖没有装成\n  可能原因：网络或代理不通，软件源缺包，或磁盘已满（需约 1.5 GB）\n"
            "  怎么办：看上面的最后几行；可先用 pip config 设好本地软件源，然后再运行一次"
        )


def install_project(extras: Sequence[str]) -> None:
    """Put this checkout, with optional parts of pyproject, into .venv; parts keep to the versions of the lock."""
    if extras:
        say("正在安装附加组件：{} ……".format("、".join(extras)))
    target = str(ROOT) + ("[" + ",".join(extras) + "]" if extras else "")
    options = ["--no-build-isolation", "-e", target]
    with tempfile.TemporaryDirectory() as folder:
        pins = Path(folder) / "pins.txt"
        pins.write_text(without_hashes(lock_of("dev").read_text("utf-8")), "utf-8")
        options = ["-c", str(pins), *options] if extras else ["--no-deps", *options]
        installer = uv_install() if get_uv() else pip_install()
        if not shown([*installer, *options], uv_environment()):
            raise SetupError("没能把本项目装进 .venv\n  怎么办：看上面的原因，改正后再运行一次")


def get_uv() -> bool:
    """Install the uv that the lock pins, unless it is there; False where that fails."""
    if UV.exists() and succeeds([str(UV), "--version"]):
        return True
    with tempfile.TemporaryDirectory() as folder:
        only = Path(folder) / "uv.txt"
        only.write_text(pin_of("uv", lock_of("default").read_text("utf-8")), "utf-8")
        return shown([*pip_install(), "--no-deps", "--require-hashes", "-r", str(only)]) and UV.exists()


def pin_of(name: str, lock: str) -> str:
    """The lines of `lock` that pin one package with its hashes."""
    found = re.search(r"^{}==[^\n]*\n(?:[ \t]+--hash[^\n]*\n)*".format(re.escape(name)), lock, re.MULTILINE)
    return found.group() if found else ""


def without_hashes(lock: str) -> str:
    """The pins of `lock` as plain constraints, which pip and uv both take."""
    pins = re.findall(r"^[A-Za-z0-9][^\\\n]*", lock, re.MULTILINE)
    return "\n".join(pin.strip() for pin in pins) + "\n"


def uv_install() -> List[str]:
    """The start of every installation by uv."""
    return [str(UV), "pip", "install", *quietly(), "--python", str(PYTHON)]


def pip_install() -> List[str]:
    """The start of every installation by pip."""
    return [str(PYTHON), "-m", "pip", "install", *quietly(), "--disable-pip-version-check", "--no-input"]


def quietly() -> List[str]:
    """A progress bar at a terminal, silence elsewhere."""
    return [] if sys.stderr.isatty() else ["--quiet"]


def uv_environment() -> Dict[str, str]:
    """The child environment plus the index that pip is set to: uv does not read pip's settings."""
    env = child_environment()
    listed = subprocess.run(
        [str(PYTHON), "-m", "pip", "config", "list"], stdout=subprocess.PIPE, env=env, check=False
    ).stdout.decode("utf-8", "replace")
    for key, name in (("index-url", "UV_DEFAULT_INDEX"), ("cert", "SSL_CERT_FILE")):
        found = re.search(r"^(?:global|install|:env:)\.{}='(.+)'\s*$".format(key), listed, re.MULTILINE)
        if found:
            env.setdefault(name, found.group(1))
    return env


def record(state: Dict[str, str]) -> None:
    """Write down what the environment now holds, whole or not at all."""
    fresh = DONE.with_suffix(".new")
    fresh.write_text(json.dumps(state, indent=1), "utf-8")
    os.replace(str(fresh), str(DONE))


def matcher(*arguments: str) -> List[str]:
    """The command line that runs matcher inside .venv; -P: no file of the current folder passes for a library."""
    return [str(PYTHON), "-P", "-m", "matcher", *arguments]


def show_all() -> int:
    """Match the sample, which says where its result lies, then serve the page to a person at a terminal."""
    set_up()
    say("正在匹配示例企业（全部虚构，数据参照日 {}）……".format(SAMPLE_DATE))
    tables = sorted(path for path in SAMPLE.glob("*.csv") if path.name != "registry.csv")
    facts = [word for path in tables for word in ("--facts", str(path))]
    command = matcher(
        "match", str(SAMPLE / "registry.csv"), *facts, "--as-of", SAMPLE_DATE, "--out", str(RESULT)
    )
    code = subprocess.run(command, env=child_environment(), check=False).returncode
    if code != 0:
        return code
    return hand_over(matcher("serve")) if is_interactive() else 0


def test(arguments: List[str]) -> int:
    """Run the tests: on two processes where the whole suite is asked for, else as pytest is told."""
    set_up("dev")
    os.chdir(str(ROOT))
    spread = [] if arguments else ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "loadfile"]
    return hand_over([str(PYTHON), "-m", "pytest", *spread, *arguments])


def bench(arguments: List[str]) -> int:
    """Run a measurement of benchmarks/; without a name, list them."""
    set_up("dev")
    os.chdir(str(ROOT))
    return hand_over([str(PYTHON), "-m", "benchmarks", *arguments])


def setup_command(arguments: List[str]) -> int:
    """`setup [--dev] [--extra NAME …]`: the environment only."""
    stage, extras, rest = "default", [], list(arguments)
    while rest:
        word = rest.pop(0)
        if word == "--dev":
            stage = "dev"
        elif word == "--extra" and rest:
            extras.append(rest.pop(0))
        else:
            raise SetupError(
                "不认识的参数：{}\n  用法：python3 run.py setup [--dev] [--extra 名称]".format(word)
            )
    set_up(stage, extras)
    return 0


def run(arguments: List[str]) -> int:
    """Carry out one command line of run.py; gives its exit code."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if command in ("-h", "--help", "help"):
        say(HELP)
        return 0
    check_python()
    if not command:
        return show_all()
    own = {"setup": setup_command, "test": test, "bench": bench}
    if command in own:
        return own[command](rest)
    set_up()
    return hand_over(matcher(command, *rest))


def main() -> int:
    """Run, turning what can go wrong into one plain message and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        return run(sys.argv[1:])
    except SetupError as error:
        print("错误：{}".format(error), file=sys.stderr)
        return 1
    except OSError as error:
        print("错误：{}\n  怎么办：检查磁盘空间与目录权限，然后再运行一次".format(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\n已中断。再运行一次即可继续。", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
