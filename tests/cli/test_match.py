"""matcher match, check and import from end to end, each in its own process."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import polars as pl
import pytest

from cli.desk import ELSEWHERE, HEAD, ROWS, SAMPLE, THEN, inside, registry, run

COUNTS = {"rows_read": 3, "rows_rejected": 1, "enterprises_matched": 2, "policies": 3}


def manifest_of(path: Path) -> dict:
    return json.loads(path.read_text("utf-8"))


def test_a_folder_holds_matches_rejected_rows_report_and_manifest(tmp_path):
    done = run("match", registry(tmp_path), *ELSEWHERE, *THEN, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "读入 3 行" in done.stdout and "拒收 1 行" in done.stdout
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == [
        "manifest.json", "matches.parquet", "rejected.csv", "report.md",
    ]  # fmt: skip
    manifest, matches = (
        manifest_of(tmp_path / "out" / "manifest.json"),
        pl.read_parquet(tmp_path / "out" / "matches.parquet"),
    )
    assert {name: manifest[name] for name in COUNTS} == COUNTS
    assert sum(manifest["pairs"].values()) == 2 * 3
    assert manifest["matches_written"] == matches.height == sum(manifest["groups"].values())
    assert pl.read_csv(tmp_path / "out" / "rejected.csv").height == 1


@pytest.mark.parametrize("suffix", [".parquet", ".csv", ".xlsx"])
def test_every_kind_of_file_says_the_same(tmp_path, suffix):
    out = tmp_path / f"result{suffix}"
    done = inside("match", registry(tmp_path), *ELSEWHERE, *THEN, "--out", out, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == manifest_of(tmp_path / "result.manifest.json")
    table = {
        ".parquet": pl.read_parquet,
        ".csv": pl.read_csv,
        ".xlsx": lambda path: pl.read_excel(path, engine="openpyxl"),
    }[suffix](out)
    assert table.height == json.loads(done.stdout)["matches_written"]
    assert table["Firma"].to_list() == sorted(table["Firma"].to_list(), reverse=True)
    if suffix != ".parquet":
        assert all(isinstance(json.loads(cell), list) for cell in table["missing"])
        assert all(one["condition"] for cell in table["reasons"] for one in json.loads(cell))
    assert (tmp_path / "result.rejected.csv").exists()
    assert not [one for one in tmp_path.iterdir() if one.name.startswith(".")]


def test_the_same_input_gives_the_same_bytes(tmp_path):
    path = registry(tmp_path)
    for suffix in (".csv", ".parquet"):
        for name in ("a", "b"):
            assert (
                run("match", path, *ELSEWHERE, *THEN, "--out", tmp_path / f"{name}{suffix}").returncode == 0
            )
        assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


def test_batches_make_no_difference_to_the_bytes(tmp_path, monkeypatch):
    import datetime as dt

    from matcher.cli import match as door
    from matcher.cli.registries import read_registry
    from matcher.matching.writing import write_matches
    from matcher.policies.library import load_library

    path, library = registry(tmp_path), load_library(ELSEWHERE[1], ELSEWHERE[3])
    # The first batch writes nothing: the header must stand once all the same.
    path.write_text(ROWS.replace("Weg 1, 80331 München", "Frankfurt"), "utf-8")
    imported = read_registry(path, None, None, library, dt.date(2024, 6, 30))
    for size, name in ((5_000, "a"), (1, "b")):
        monkeypatch.setattr(door, "BATCH", size)
        write_matches(
            door._Run(library, imported, dt.date(2024, 6, 30), 1, False).tables(), tmp_path / name, ".csv"
        )
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_first_batch_without_matches_leaves_one_header(tmp_path):
    from matcher.matching.writing import write_matches

    tables = [pl.DataFrame({"a": [1]}).head(0), pl.DataFrame({"a": [1]}), pl.DataFrame({"a": [2]})]
    assert write_matches(tables, tmp_path / "x.csv", ".csv") == 2
    assert (tmp_path / "x.csv").read_text("utf-8-sig") == "a\n1\n2\n"


def test_a_registry_of_nobody_is_written_as_an_empty_table(tmp_path):
    done = inside("match", registry(tmp_path, HEAD), *ELSEWHERE, *THEN, "--out", tmp_path / "x.csv", "--json")
    if done.returncode == 0:
        assert json.loads(done.stdout)["matches_written"] == 0
        assert next(csv.reader(io.StringIO((tmp_path / "x.csv").read_text("utf-8-sig"))))[0] == "Firma"
    else:
        assert done.returncode == 1 and "错误" in done.stderr


def test_top_and_all(tmp_path):
    path = registry(tmp_path)
    few = inside("match", path, *ELSEWHERE, *THEN, "--top", "1", "--out", tmp_path / "few.parquet", "--json")
    every = inside("match", path, *ELSEWHERE, *THEN, "--all", "--out", tmp_path / "all.parquet", "--json")
    assert json.loads(few.stdout)["matches_written"] == 2
    assert json.loads(every.stdout)["matches_written"] == 6
    assert json.loads(few.stdout)["pairs"] == json.loads(every.stdout)["pairs"]


def test_the_sample_is_checked_by_code_by_name_and_by_what_is_given():
    code, name = (SAMPLE / "registry.csv").read_text("utf-8-sig").splitlines()[1].split(",")[:2]
    code, name = (code, name) if code.isalnum() and code.isascii() else (name, code)
    one = inside("check", code, "--registry", SAMPLE / "registry.csv", "--as-of", "2026-06-30", "--json")
    two = inside("check", name, "--registry", SAMPLE / "registry.csv", "--as-of", "2026-06-30", "--json")
    assert one.returncode == two.returncode == 0, one.stderr + two.stderr
    assert json.loads(one.stdout) == json.loads(two.stdout)
    told = json.loads(one.stdout)["matches"][0]
    assert told.keys() >= {
        "policy",
        "verdict",
        "group",
        "reasons",
        "missing",
        "failed",
        "amount_low",
        "amount_high",
    }


def test_one_enterprise_is_told_by_group_with_reasons():
    given = json.dumps({"Sitz": "Bayern", "Umsatz": "900千欧元", "Quote": "4%", "Rechtsform": "GmbH"})
    done = inside("check", "--given", given, *ELSEWHERE, *THEN)
    assert done.returncode == 0, done.stderr
    assert "【差一点】1 项" in done.stdout and "✗" in done.stdout and "还缺：" in done.stdout


def test_import_writes_enterprises_facts_and_report(tmp_path):
    done = inside("import", registry(tmp_path), *ELSEWHERE, *THEN, "--out", tmp_path / "in", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["rows_read"] == 3
    assert pl.read_parquet(tmp_path / "in" / "enterprises.parquet").height == 2
    again = inside(
        "match", tmp_path / "in" / "enterprises.parquet", *ELSEWHERE, *THEN, "--out", tmp_path / "a.csv"
    )
    assert again.returncode == 0, again.stderr
    assert inside("match", registry(tmp_path), *ELSEWHERE, *THEN, "--out", tmp_path / "b.csv").returncode == 0
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "rows"), [("jinshan_even_years.csv", 2_916), ("shanghai_even_years.csv.gz", 46_789)]
)
def test_every_row_of_a_real_registry_is_matched_or_rejected(shared, tmp_path, file, rows):
    done = run("match", shared / "registry" / file, *THEN, "--top", "3", "--out", tmp_path / "out", "--json")
    assert done.returncode == 0, done.stderr
    manifest = json.loads(done.stdout)
    assert manifest["rows_read"] == rows == manifest["enterprises_matched"] + manifest["rows_rejected"]
    assert sum(manifest["pairs"].values()) == manifest["enterprises_matched"] * manifest["policies"]
    rejected = (tmp_path / "out" / "rejected.csv").read_text("utf-8-sig")
    assert sum(1 for _ in csv.reader(io.StringIO(rejected))) - 1 == manifest["rows_rejected"]
