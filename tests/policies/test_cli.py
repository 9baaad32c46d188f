"""`matcher policies …`: what a person and a program see, the files that are written, and the exit codes."""

from __future__ import annotations

import csv
import io
import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

import openpyxl
import pytest
from language.asking import FOREIGN

from matcher.cli import main
from policies.desk import EXAMPLES, TAXONOMY, conditions, file, item

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]


def matcher(*arguments: str, code: int = 0) -> str:
    """Runs the command line in this process; its output, after the exit code was as expected."""
    told = io.StringIO()
    with (
        redirect_stdout(told),
        redirect_stderr(told),
        patched_argv("matcher", "policies", *arguments),
        pytest.raises(SystemExit) as left,
    ):
        main()
    assert left.value.code == code, told.getvalue()
    return told.getvalue()


@contextmanager
def patched_argv(*words: str) -> Iterator[None]:
    """The command line as if it were these words."""
    before, sys.argv = sys.argv, list(words)
    try:
        yield
    finally:
        sys.argv = before


@pytest.fixture
def library(tmp_path: Path) -> tuple[str, ...]:
    """The options that point at a small library of another place."""
    folder = tmp_path / "政策"
    folder.mkdir()
    (folder / "taxonomy.yaml").write_text(TAXONOMY, "utf-8")
    rest = "application: {window: [{from: 2024-06-01, to: 2024-07-31}], materials: [申请表, =1+1], contact: 工商科}\nopen: [没有写比例]\n"
    first = item(rest=rest, tags="tags: {层级: [区], 主题: [增产], 地区: [东镇]}\n")
    about = "number: 海〔2024〕1号, region: 海州, state: 现行"
    (folder / "hz.yaml").write_text(file(first, item(name="hz-2"), document=about), "utf-8")
    return "--policies", str(folder), "--enterprises", str(FOREIGN), "--as-of", "2024-06-30"


@pytest.mark.parametrize("command", ["list", "show", "lint", "export"])
def test_every_command_helps_with_an_example(command):
    assert f"例：matcher policies {command}" in matcher(command, "--help")


def test_list_tells_level_status_and_title_and_filters_by_label(library):
    text = matcher("list", *library)
    assert "hz-1  区    申报中  扩产奖励" in text
    assert "共 2 个事项（库里 2 个）" in text
    assert [one["id"] for one in json.loads(matcher("list", "--tag", "主题=增产", "--json", *library))] == [
        "hz-1"
    ]
    assert [one["id"] for one in json.loads(matcher("list", "--tag", "地区=海州", "--json", *library))] == [
        "hz-1"
    ]
    assert json.loads(matcher("list", "--tag", "地区=西镇", "--json", *library)) == []
    assert json.loads(matcher("list", "--level", "市", "--json", *library)) == []


def test_list_refuses_a_label_or_level_that_does_not_exist(library):
    assert "是不是要写：绿色" in matcher("list", "--tag", "主题=绿色化", *library, code=2)
    assert "少了等号" in matcher("list", "--tag", "扩产", *library, code=2)
    assert "没有「省」这一级" in matcher("list", "--level", "省", *library, code=2)


def test_show_tells_everything_of_an_item_in_words(library):
    text = matcher("show", "hz-1", *library)
    for needed in (
        "扩产奖励（hz-1）", "状态：申报中（按 2024-06-30）", "2024-06-01 至 2024-07-31", "海〔2024〕1号", "工商科",
        "1. 登记镇属于海州", "条件式：销售额 ≥ 5000万元", "原文：“五千万元”", "20万元", "主题：扩产", "申请表", "没有写比例", "符合　够",
    ):  # fmt: skip
        assert needed in text


def test_show_gives_a_program_the_same(library):
    content = json.loads(matcher("show", "hz-1", "--json", *library))
    assert content["status"] == "申报中"
    assert content["conditions"][1] == {
        "if": "销售额 ≥ 5000万元", "words": "销售额不低于5000万元", "kind": "硬条件", "cites": "五千万元",
    }  # fmt: skip
    assert content["application"]["window"] == [{"from": "2024-06-01", "to": "2024-07-31"}]


def test_show_names_the_nearest_id(library):
    assert "hz-1" in matcher("show", "hz1", *library, code=2)


def test_lint_of_sound_files_counts_and_leaves_with_0(library):
    assert matcher("lint", *library).strip() == "查了 2 个事项：0 处错误，0 处警告，0 处提示。"


def test_lint_leaves_with_1_only_for_errors(library, tmp_path):
    folder = tmp_path / "草稿"
    folder.mkdir()
    (folder / "a.yaml").write_text(file(item(examples=EXAMPLES.split("  - {name: 没报")[0])), "utf-8")
    assert "缺例子：待核实" in matcher("lint", str(folder), *library)
    (folder / "a.yaml").write_text(file(item(conditions("有许可", "非 有许可"))), "utf-8")
    content = json.loads(matcher("lint", str(folder), "--json", *library, code=1))
    assert content["policies"] == 1
    assert content["counts"]["错误"] >= 1
    assert any("没有企业能符合" in one["what"] for one in content["findings"])


def test_lint_tells_all_mistakes_of_a_file_that_does_not_load_with_a_caret(library, tmp_path):
    path = tmp_path / "坏.yaml"
    path.write_text(file(item(conditions("销售收人 ≥ 3万元", "销售额 ≥ 3人"))), "utf-8")
    text = matcher("lint", str(path), *library, code=1)
    assert "^" in text
    assert "坏.yaml:10" in text
    assert "坏.yaml:11" in text
    assert "销售收入" in text


def test_lint_of_no_folder_or_an_empty_one_says_so(library, tmp_path):
    assert "找不到政策目录" in matcher("lint", str(tmp_path / "没有"), *library, code=1)
    (tmp_path / "空").mkdir()
    assert "里没有政策" in matcher("lint", str(tmp_path / "空"), *library, code=1)


def test_our_own_library_has_no_errors():
    assert "0 处错误，0 处警告" in matcher("lint", "--as-of", "2024-06-30")


def test_the_list_in_excel_has_one_row_an_item_a_frozen_header_and_the_documents(library, tmp_path):
    out = tmp_path / "清单.xlsx"
    assert "写出 2 个事项、1 份政策文件" in matcher("export", "--out", str(out), *library)
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["政策事项", "政策文件"]
    sheet = book["政策事项"]
    header, *rows = sheet.iter_rows(values_only=True)
    first = dict(zip(header, rows[0], strict=True))
    assert len(rows) == 2
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref
    assert first["级别"] == "区"
    assert first["状态"] == "申报中"
    assert first["申报条件"] == "1. 登记镇属于海州\n2. 销售额不低于5000万元"
    assert first["条件式"].endswith("销售额 ≥ 5000万元")
    assert first["支持标准"] == "20万元"
    assert first["申报期"] == "2024-06-01 至 2024-07-31"
    assert first["主题"] == "扩产"
    assert first["待定"] == "没有写比例"
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    documents = list(book["政策文件"].iter_rows(values_only=True))
    assert dict(zip(documents[0], documents[1], strict=True))["事项数"] == "2"


def test_the_list_in_csv_and_markdown_says_the_same(library, tmp_path):
    matcher("export", "--out", str(tmp_path / "清单.csv"), *library)
    with (tmp_path / "清单.csv").open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.DictReader(text))
    assert [row["事项编号"] for row in rows] == ["hz-1", "hz-2"]
    assert rows[0]["材料"] == "申请表\n=1+1"
    matcher("export", "--out", str(tmp_path / "清单.md"), *library)
    page = (tmp_path / "清单.md").read_text("utf-8")
    assert "## 海州扩产办法" in page
    assert "  - 销售额不低于5000万元" in page


def test_a_list_that_cannot_be_written_leaves_nothing_behind(library, tmp_path):
    assert "清单.pdf" not in matcher("export", "--out", str(tmp_path / "清单.pdf"), *library, code=2)
    for name in ("占着.csv", "占着.md", "占着.xlsx"):
        (tmp_path / name).mkdir()
        assert "结果写不下去" in matcher("export", "--out", str(tmp_path / name), *library, code=1)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["占着.csv", "占着.md", "占着.xlsx", "政策"]


@pytest.mark.skipif(resource is None, reason="平台：没有 resource")
def test_a_full_disk_is_told_and_leaves_the_earlier_list_alone(library, tmp_path):
    out = tmp_path / "清单.xlsx"
    matcher("export", "--out", str(out), *library)
    before = out.read_bytes()
    limit, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))  # no file may grow beyond a thousand bytes
        assert "结果写不下去" in matcher("export", "--out", str(out), *library, code=1)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
        signal.signal(signal.SIGXFSZ, handler)
    assert out.read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["政策", "清单.xlsx"]
