"""What the pages show of an answer: sums, filters, orders, cards, downloads; asked of the library that comes along."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from matcher.enterprises.facts import EnterpriseFacts
from matcher.enterprises.given import facts_of
from matcher.enterprises.registry.layout import load_layout
from matcher.errors import DictionaryError, MatcherError, Problems
from matcher.language.facts import DECLARED
from matcher.matching.eligibility import Assessment
from matcher.matching.one import check
from matcher.matching.status import CAN_APPLY, GROUPS, UNDETERMINED, UNFIT
from matcher.policies.library import Library, load_library
from matcher.web import result as results
from matcher.web.cards import amount_words, card, policy_card, worth_words
from matcher.web.export import report, workbook
from matcher.web.frame import error_text
from matcher.web.picture import bars, drawn
from matcher.web.profile import asked_count, gaps, head, known_count
from matcher.web.result import Filters, Result, ordered, tags_of, totals
from matcher.web.settings import PAGE, page_settings, sample_settings

DAY = dt.date(2026, 6, 30)
GIVEN = {
    "注册地": "金山区", "行业": "C26", "独立法人": True, "注册日期": "2018-05-20", "员工人数": "80人",
    "营业收入": {"2024": "2600万元", "2025": "3000万元"}, "研发费用": "150万元", "资质": ["高新技术企业"], "名录": [],
}  # fmt: skip


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="module")
def facts(library: Library) -> EnterpriseFacts:
    return facts_of(GIVEN, library.vocabulary, DAY, source=DECLARED)


@pytest.fixture(scope="module")
def found(library: Library, facts: EnterpriseFacts) -> list[Assessment]:
    return check(facts, library, as_of=DAY)  # type: ignore[arg-type]


# Sums


def test_every_policy_is_counted_in_one_group(library: Library, found: list[Assessment]) -> None:
    figures = totals(found)
    assert [one.group for one in figures] == list(GROUPS)
    assert sum(one.count for one in figures) == len(library)


def test_a_sum_adds_what_has_bounds_and_counts_the_rest(found: list[Assessment]) -> None:
    for one in totals(found):
        members = [each for each in found if each.group == one.group]
        bounded = [each.amount for each in members if each.amount and each.amount.high is not None]
        assert one.count == len(bounded) + one.open + one.without
        assert one.amount.low >= sum(amount.low for amount in bounded)
        assert one.amount.high is not None and one.amount.high >= one.amount.low


# Filters and orders


def test_what_does_not_fit_is_shown_only_when_asked_for(found: list[Assessment]) -> None:
    assert not any(Filters().keeps(one) for one in found if one.group == UNFIT)
    assert all(Filters(unfit=True).keeps(one) for one in found)
    assert all(Filters(groups=(UNFIT,)).keeps(one) == (one.group == UNFIT) for one in found)


def test_words_are_searched_in_titles_labels_and_conditions_and_all_must_occur(
    found: list[Assessment],
) -> None:
    one = next(each for each in found if each.policy.departments and each.policy.conditions)
    tag = tags_of(one.policy)[0].partition("：")[2]
    assert Filters(words=f"{one.policy.title[:4]} {tag}", unfit=True).keeps(one)
    assert not Filters(words=f"{one.policy.title[:4]} 绝无此词", unfit=True).keeps(one)


def test_filters_of_level_department_label_and_status_narrow_together(found: list[Assessment]) -> None:
    one = found[0]
    exact = Filters(
        (one.group,),
        (one.policy.document.level,),
        one.policy.departments[:1],
        tags_of(one.policy)[:1],
        (one.status,),
    )
    assert exact.keeps(one)
    assert not replace(exact, levels=("街镇",)).keeps(one)
    assert not replace(exact, departments=("没有这个部门",)).keeps(one)


@pytest.mark.parametrize(
    "order", [results.BY_SCORE, results.BY_AMOUNT, results.BY_DEADLINE, results.BY_STATUS, results.BY_LEVEL]
)
def test_every_order_keeps_the_groups_apart_and_loses_nobody(order: str, found: list[Assessment]) -> None:
    sorted_ = ordered(found, order, {one.policy.id: number for number, one in enumerate(found)})
    places = [GROUPS.index(one.group) for one in sorted_]
    assert places == sorted(places)
    assert {one.policy.id for one in sorted_} == {one.policy.id for one in found}


# The head and what is missing


def test_the_head_says_the_value_its_year_and_where_it_comes_from(
    library: Library, facts: EnterpriseFacts
) -> None:
    income, share, park = head(facts, ["营业收入", "研发占比", "所在园区"], library.vocabulary, DAY)
    assert (income.value, income.origin) == ("3000万元", "2025年度 · 自报")
    assert share.value == "5%" and "由其他事实得出" in share.origin
    assert park.value is None
    assert known_count(facts) == len(GIVEN) and asked_count(library) > known_count(facts)


def test_gaps_name_the_fact_its_department_and_the_policies_that_wait(
    library: Library, found: list[Assessment]
) -> None:
    listed = gaps(found, library.vocabulary)
    undecided = [one for one in found if one.group == UNDETERMINED]
    assert {gap.name for gap in listed} == {name for one in undecided for name in one.missing}
    assert all(gap.department and gap.policies for gap in listed)
    assert [len(gap.policies) for gap in listed] == sorted(
        (len(gap.policies) for gap in listed), reverse=True
    )


# Cards


def test_a_card_holds_every_condition_with_its_mark_its_fact_and_the_words_of_the_policy(
    library: Library, found: list[Assessment]
) -> None:
    for one in found:
        html = card(one, library.vocabulary)
        assert html.count("<li class='hz-") >= len(one.reasons)
        for condition in one.policy.conditions:
            assert condition.cites in html or not condition.cites
        assert one.status in html and one.policy.document.title in html


def test_a_failed_condition_says_how_far_it_is(library: Library) -> None:
    near = facts_of(GIVEN | {"产值": "9.9亿元", "历史最高年产值": "9亿元"}, library.vocabulary, DAY)
    one = next(
        each for each in check(near, library, as_of=DAY) if each.policy.id == "js-shiti-2023-01-chanzhi"
    )  # type: ignore[arg-type]
    assert one.group == "差一点"
    assert "还差 1000万元" in card(one, library.vocabulary)


def test_nothing_of_the_data_becomes_html(found: list[Assessment], library: Library) -> None:
    evil = replace(found[0].policy, title="<script>x</script>", summary="<img src=x>", departments=("<b>",))
    html = card(replace(found[0], policy=evil), library.vocabulary) + policy_card(evil, DAY)
    assert "<script" not in html and "<img" not in html and "<b>&lt;" not in html
    assert "&lt;script&gt;" in html


def test_a_source_that_is_no_address_of_the_web_is_no_link(found: list[Assessment]) -> None:
    document = replace(found[0].policy.document, source="javascript:alert(1)")
    assert "href='javascript" not in policy_card(replace(found[0].policy, document=document), DAY)


def test_every_policy_of_the_library_has_a_card_and_a_worth(library: Library) -> None:
    for policy in library:
        assert policy.title in policy_card(policy, DAY).replace("&amp;", "&")
        assert 0 < len(worth_words(policy)) < 30


def test_a_card_claims_no_lack_of_an_amount_that_the_policy_states(found: list[Assessment]) -> None:
    for one in found:
        benefit = one.policy.benefit
        if benefit.pay or benefit.tiers or benefit.cap:
            assert "没有写金额" not in amount_words(one)


# The picture


def test_the_picture_draws_what_has_an_upper_bound_and_says_what_it_leaves_out(
    found: list[Assessment],
) -> None:
    shown = drawn(found)
    assert all(one.amount and one.amount.high and one.group != UNFIT for one in shown)
    widths = [float(text) for text in re.findall(r"width:([\d.]+)%", bars(found))]
    assert widths and max(widths) == 100
    assert bars([]) == ""


# Downloads


def test_the_workbook_lists_what_is_shown_and_runs_no_formula(
    library: Library, found: list[Assessment]
) -> None:
    shown = [one for one in found if one.group == CAN_APPLY] + found[-2:]
    evil = replace(shown[0], policy=replace(shown[0].policy, title="=1+1"))
    result = Result("甲公司", "代码", DAY, "测试", tuple(found))
    content = workbook(result, [evil, *shown[1:]], [], gaps(found, library.vocabulary), library.vocabulary)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["结果", "逐条条件", "还缺的事实", "说明"]
    rows = list(book["结果"].iter_rows(values_only=True))
    assert len(rows) == len(shown) + 1
    cell = book["结果"]["B2"]
    assert cell.value == "=1+1" and cell.data_type == "s"
    assert book["逐条条件"].max_row > len(shown)


def test_the_report_stands_alone_and_asks_nothing_of_a_network(
    library: Library, facts: EnterpriseFacts, found: list[Assessment]
) -> None:
    result = Result("甲<公司>", "代码", DAY, "测试", tuple(found))
    lines = head(facts, ["注册地"], library.vocabulary, DAY)
    html = report(result, found, lines, gaps(found, library.vocabulary), library.vocabulary)
    assert html.startswith("<!doctype html>") and "甲&lt;公司&gt;" in html
    assert not re.search(r"<(?:script|link|img)|url\(", html)
    assert html.count("<details class='hz-card") == html.count(" open><summary>") == len(found)


# Settings and errors


def test_without_a_page_file_the_roles_of_the_dictionary_fill_the_head(
    library: Library, tmp_path: Path
) -> None:
    assert library.enterprises
    settings = page_settings(tmp_path, library.vocabulary, load_layout(library.enterprises))
    assert {"注册地", "行业", "注册日期"} <= set(settings.head)
    assert sample_settings(tmp_path) is None


def test_a_page_file_that_names_an_unknown_field_says_so(library: Library, tmp_path: Path) -> None:
    assert library.enterprises
    (tmp_path / PAGE).write_text("form: [{field: 没有的指标}]", "utf-8")
    with pytest.raises(DictionaryError, match="没有的指标"):
        page_settings(tmp_path, library.vocabulary, load_layout(library.enterprises))


def test_errors_are_told_whole_and_as_they_are_written() -> None:
    one = MatcherError("表*空*", where="a_b.csv", cause="没有行", remedy="换 <文件>")
    assert error_text(one) == "**表\\*空\\***\n\n位置：a\\_b.csv\n\n可能原因：没有行\n\n怎么办：换 \\<文件\\>"
    many = error_text(Problems("文件", [one] * 25))
    assert many.count("位置：") == 20 and "还有 5 处" in many
