"""The same answers through the real command: python -m matcher rule … --json."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from language.asking import FOREIGN, ROOT


def rule(expression: str, given: Any = None, *options: str) -> subprocess.CompletedProcess[str]:
    """Runs the command as a person would."""
    stated = [] if given is None else ["--given", json.dumps(given, ensure_ascii=False)]
    command = [
        sys.executable,
        "-m",
        "matcher",
        "rule",
        expression,
        *stated,
        "--as-of",
        "2024-06-30",
        *options,
    ]
    environment = os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", cwd=ROOT, env=environment, check=False
    )


def answer(expression: str, given: Any = None, *options: str) -> dict[str, Any]:
    """The JSON that the command prints."""
    done = rule(expression, given, "--json", *options)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_an_answer_carries_verdict_missing_review_reasons_and_the_canonical_text() -> None:
    told = answer("营收不低于2000万元 且 独立法人", {"营业收入": "3000万元"})
    assert told["verdict"] == "待核实"
    assert told["missing"] == ["独立法人"]
    assert told["review"] == []
    assert told["canonical"] == "营业收入 ≥ 2000万元 且 独立法人"
    first, second = told["reasons"]
    assert first["verdict"] == "符合"
    assert "3000万元" in first["facts"][0]
    assert second["missing"] == ["独立法人"]


@pytest.mark.parametrize(
    ("expression", "given", "verdict", "missing", "review"),
    [
        ("注册地 属于 金山区", {"注册地": "枫泾镇"}, "符合", [], ""),
        ("行业 属于 C26", {"行业": "C"}, "待核实", ["行业"], "粗"),
        ("研发占比 ≥ 3%", {"研发费用": "1万元", "营业收入": "0元"}, "待核实", [], "分母为零"),
        ("年产值 首次达到 10亿元", {"年产值": "12亿元"}, "待核实", ["历史最高年产值"], ""),
    ],
)
def test_a_handful_of_cases_through_the_command(
    expression: str, given: Any, verdict: str, missing: list[str], review: str
) -> None:
    told = answer(expression, given)
    assert (told["verdict"], told["missing"]) == (verdict, missing)
    assert any(review in remark for remark in told["review"]) if review else told["review"] == []


def test_another_dictionary_is_asked_by_its_folder() -> None:
    assert answer("员工不少于10人", {"用工人数": 10}, "--enterprises", str(FOREIGN))["verdict"] == "符合"


def test_the_plain_answer_is_for_people() -> None:
    done = rule("成立年限 ≥ 3年 且 营业收入 ≥ 2000万元", {"注册日期": "2022-06-30"})
    assert done.returncode == 0
    assert done.stdout.startswith("不符合")
    assert "还差 1年" in done.stdout


@pytest.mark.parametrize(
    ("expression", "given"),
    [
        ("营业收人 ≥ 1元", None),
        ("营业收入 ≥ 1", None),
        ("独立法人", {"营业收入": "3000"}),
        ("独立法人", {"不存在": 1}),
        ("", None),
    ],
)
def test_wrong_use_ends_with_two_and_a_remedy_and_no_traceback(expression: str, given: Any) -> None:
    done = rule(expression, given, "--json")
    assert done.returncode == 2
    assert "怎么办" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
