"""Wrong use and wrong data: told in Chinese with a remedy, code 2 or 1, no traceback, nothing written."""

from __future__ import annotations

import json
import shutil

import pytest

from cli.desk import ELSEWHERE, FOREIGN, THEN, registry
from cli.desk import inside as run
from matcher.cli import COMMANDS

R = "{registry}"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["match", R, "--out", "{out}/x.pdf"], 2, ".pdf"),
        (["match", R, "--out", "{out}/x.csv", "--as-of", "2024-13-01"], 2, "--as-of"),
        (["match", R, "--out", "{out}/x.csv", "--as-of", "去年"], 2, "--as-of"),
        (["match", R, "--out", "{out}/x.csv", "--top", "0"], 2, "--top"),
        (["match", R, "--out", "{out}/x.csv", "--top", "viel"], 2, "--top"),
        (["match", R], 2, "--out"),
        (["match", R, "--out", "{out}/x.csv", "--nix"], 2, "--nix"),
        (["match", "{out}/fehlt.csv", "--out", "{out}/x.csv"], 1, "fehlt.csv"),
        (["match", R, "--out", "{out}/x.csv", "--facts", "{out}/fehlt.csv"], 1, "fehlt.csv"),
        (["match", R, "--out", "{out}/x.csv", "--mapping", "{out}/fehlt.yaml"], 1, "fehlt.yaml"),
        (["match", "{out}", "--out", "{out}/x.csv"], 1, "错误"),
        (["match", R, "--out", "{registry}/x.csv"], 1, "写不"),
        (["match", R, "--out", "{out}/x.csv", "--policies", "{out}/fehlt"], 1, "fehlt"),
        (["match", R, "--out", "{out}/x.csv", "--enterprises", "{out}/fehlt"], 1, "fehlt"),
        (["import", R, "--out", "{registry}"], 1, "文件"),
        (["check"], 2, "--given"),
        (["check", "HRB1", "--given", "{{}}"], 2, "--given"),
        (["check", "HRB1"], 2, "--registry"),
        (["check", "HRB 77", "--registry", R], 2, "HRB 77"),
        (["check", "--given", "{{kaputt"], 2, "JSON"),
        (["check", "--given", "[1]"], 2, "JSON"),
        (["check", "--given", "@{out}/fehlt.json"], 2, "--given"),
        (["check", "--given", '{{"Umsats": "1千欧元"}}'], 2, "Umsatz"),
        (["check", "--given", '{{"Umsatz": "1"}}'], 2, "千欧元"),
        (["policies", "show", "by-wachstun"], 2, "by-wachstum"),
        (["rule", "Umsatz ≥ "], 2, "^"),
        (["gibtsnicht"], 2, "gibtsnicht"),
    ],
)
def test_a_mistake_is_told_with_its_remedy(tmp_path, arguments, code, says):
    path, out = registry(tmp_path), tmp_path / "out"
    out.mkdir()
    words = [word.format(registry=path, out=out) for word in arguments]
    extra = {"gibtsnicht": [], "rule": ELSEWHERE[2:]}.get(arguments[0], ELSEWHERE)
    done = run(*words[:1], *extra, *words[1:]) if "show" not in words else run(*words, *extra)
    assert done.returncode == code, done.stdout + done.stderr
    assert says in done.stderr and "错误" in done.stderr
    assert list(out.iterdir()) == [] and done.stdout == ""


def test_every_mistake_of_every_policy_file_is_told_at_once(tmp_path):
    folder = tmp_path / "policies"
    shutil.copytree(FOREIGN / "policies", folder)
    good = (folder / "land" / "wachstum.yaml").read_text("utf-8")
    (folder / "a.yaml").write_text(good.replace("Sitz 属于 Bayern", "Sitz 属于 Bayernn"), "utf-8")
    (folder / "b.yaml").write_text(good.replace("pay: 1万元", "pay: 1"), "utf-8")
    (folder / "c.yaml").write_text("document: [", "utf-8")
    done = run(
        "match", registry(tmp_path), "--policies", folder, *ELSEWHERE[2:], *THEN, "--out", tmp_path / "x"
    )
    assert done.returncode in (1, 2)
    assert all(name in done.stderr for name in ("a.yaml", "b.yaml", "c.yaml")), done.stderr
    assert not (tmp_path / "x").exists()


def test_a_dictionary_with_mistakes_is_told(tmp_path):
    shutil.copytree(FOREIGN / "enterprises", tmp_path / "e")
    path = tmp_path / "e" / "fields.yaml"
    path.write_text(path.read_text("utf-8").replace("type: boolean", "type: bool"), "utf-8")
    done = run(
        "match", registry(tmp_path), *ELSEWHERE[:2], "--enterprises", tmp_path / "e", "--out", tmp_path / "x"
    )
    assert done.returncode == 1 and "fields.yaml" in done.stderr and "bool" in done.stderr


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"PK\x03\x04kaputt", "只有一列\n".encode()])
@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_a_file_that_is_no_registry_is_told(tmp_path, content, suffix):
    path = tmp_path / f"x.{suffix}"
    path.write_bytes(content)
    done = run("match", path, *ELSEWHERE, *THEN, "--out", tmp_path / "out")
    assert done.returncode == 1 and "错误" in done.stderr
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("command", [one for one in COMMANDS if one != "docs"])
def test_every_command_has_a_help_with_an_example(command):
    done = run(command, "--help")
    assert done.returncode == 0 and done.stderr == ""
    if command in ("policies", "encoder"):
        inner = run(command, {"policies": "list", "encoder": "info"}[command], "--help")
        assert "例：matcher" in inner.stdout
    else:
        assert "例：matcher" in done.stdout


@pytest.mark.parametrize("command", [["rule", "Export"], ["policies", "list"], ["check", "--given", "{}"]])
def test_what_programs_read_is_json(command):
    extra = ELSEWHERE[2:] if command[0] == "rule" else ELSEWHERE
    done = run(*command, *extra, *THEN, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)
