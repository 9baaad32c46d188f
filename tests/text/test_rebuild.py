"""The encoder rebuilt from a registry and policies, with a real little teacher: the built-in encoder itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from matcher.text.encoder import StaticEncoder, load_encoder
from matcher.text.rebuild import main, rebuild, texts_of

SCOPES = [
    "橡胶制品生产，塑料制品生产",
    "养老服务，家政服务",
    "橡胶制品销售，养老服务",
    "橡胶制品生产，家政服务",
    None,
] * 3
POLICIES = ["养老机构运营补贴。家政企业免税", "橡胶企业技术改造补贴"]


def test_a_student_stands_where_its_teacher_does(tmp_path: Path) -> None:
    teacher = load_encoder()
    done = rebuild(
        pl.Series(SCOPES), POLICIES, tmp_path, teacher=(teacher.encode, "built-in"), size=400, width=16
    )
    assert done["width"] == 16
    assert float(str(done["cosine"])) > 0.9
    student = StaticEncoder(tmp_path)
    rubber, plastic, care = student.encode(["橡胶制品生产", "塑料制品生产", "养老服务"])
    assert rubber @ plastic > rubber @ care
    assert np.isfinite(student.encode(["从未见过的词"])).all()


def test_words_are_counted_only_where_three_scopes_share_them(tmp_path: Path) -> None:
    rebuild(
        pl.Series(SCOPES), POLICIES, tmp_path, teacher=(load_encoder().encode, "built-in"), size=200, width=8
    )
    lines = (tmp_path / "words.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "word,scopes,policies"
    counts = {line.split(",")[0]: int(line.split(",")[1]) for line in lines[1:]}
    assert counts["橡胶"] == 9
    assert min(counts.values()) >= 3


def test_policy_texts_come_from_files_of_every_kind(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("- {title: 甲, more: [乙]}\n- {title: 丙}\n", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"title": "丁"}\n\n{"title": "戊"}\n', encoding="utf-8")
    (tmp_path / "c.csv").write_text("code,name\n1,己\n", encoding="utf-8")
    (tmp_path / "d.txt").write_text("庚", encoding="utf-8")
    assert texts_of(tmp_path) == ["甲\n乙", "丙", "丁", "戊", "1 己", "庚"]


def test_a_registry_that_is_not_there_is_told_in_chinese(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main([str(tmp_path / "none.csv")]) == 2
    assert "找不到登记表" in capsys.readouterr().err
