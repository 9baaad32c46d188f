"""The linter: each kind of mistake on a small file made for it, and what is right and must be let pass."""

from __future__ import annotations

import datetime as dt

import pytest
from language.asking import foreign

from matcher.policies.lint import ERROR, HINT, WARNING, lint_folder
from matcher.policies.taxonomy import Taxonomy
from policies.desk import CONDITIONS, EXAMPLES, conditions, file, found, item, taxonomy, tiers

HERE = "登记镇 属于 海州"


def said(text: str, **how) -> list[tuple[str, str]]:
    """Level and words of each finding, examples left out where the file was made for something else."""
    return [(one.level, one.what) for one in found(text, **how) if "例子" not in one.what]


def test_a_sound_file_gives_no_finding():
    assert found(file()) == []


# --- conditions -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "texts",
    [
        ("销售额 ≥ 5亿元", "销售额 < 3亿元"),
        ("行当 属于 P", "非 行当 属于 P"),
        ("开业日 ≥ 2023-01-01", "存续期 ≥ 1年 且 开业日 < 2020-01-01"),
        ("有许可", "非 有许可"),
        ("至少 2 项 (销售额 ≥ 5亿元; 销售额 < 3亿元)",),
        ("存在 工程 (投资额 ≥ 500万元 且 投资额 < 300万元)",),
    ],
)
def test_conditions_that_nobody_can_satisfy_are_an_error_at_their_line(texts):
    findings = [one for one in found(file(item(conditions(HERE, *texts)))) if "没有企业能符合" in one.what]
    assert [one.level for one in findings] == [ERROR]
    assert findings[0].where == f"hz.yaml:{10 + len(texts)} 事项 hz-1"
    assert HERE not in findings[0].what


def test_every_contradiction_of_an_item_is_told():
    text = conditions(HERE, "销售额 ≥ 5亿元", "行当 属于 P", "销售额 < 3亿元", "行当 属于 Q")
    told = [what for level, what in said(file(item(text))) if level == ERROR]
    assert sorted(told) == [
        "条件「行当 属于 P」与「行当 属于 Q」不能同时成立，没有企业能符合",
        "条件「销售额 ≥ 5亿元」与「销售额 < 3亿元」不能同时成立，没有企业能符合",
    ]


def test_an_exclusion_counts_turned_around():
    text = "conditions:\n  - {if: 有许可, cites: 持证}\n  - {if: 有许可, kind: 排除, cites: 持证的除外}\n"
    assert any(level == ERROR and "没有企业能符合" in what for level, what in said(file(item(text))))


def test_a_procedure_never_contradicts():
    text = "conditions:\n  - {if: 登记镇 属于 海州, cites: 本县}\n  - {if: 有许可, cites: 持证}\n"
    text += "  - {if: 非 有许可, kind: 程序, cites: 程序}\n"
    assert said(file(item(text))) == []


def test_a_condition_that_another_implies_is_worth_a_hint():
    [(level, what)] = said(file(item(conditions(HERE, "销售额 ≥ 3亿元", "销售额 ≥ 5亿元"))))
    assert level == HINT
    assert what == "条件「销售额 ≥ 3亿元」多余：「销售额 ≥ 5亿元」成立时它一定成立"


def test_of_two_equal_conditions_the_later_is_named():
    findings = [one for one in found(file(item(conditions(HERE, "有许可", "有许可")))) if "多余" in one.what]
    assert [one.where for one in findings] == ["hz.yaml:12 事项 hz-1"]


def test_a_condition_that_always_holds_is_a_warning():
    assert (WARNING, "条件「销售额 ≥ 3亿元 或 销售额 < 3亿元」对任何企业都成立，等于没写") in said(
        file(item(conditions(HERE, "销售额 ≥ 3亿元 或 销售额 < 3亿元")))
    )


def test_a_branch_that_is_never_taken_is_a_warning():
    told = said(file(item(conditions(HERE, "销售额 ≥ 5亿元", "有许可 或 销售额 < 3亿元"))))
    assert told == [(WARNING, "“或”的一支「销售额 < 3亿元」永远走不到")]


def test_a_condition_without_a_cite_is_a_warning():
    text = CONDITIONS.replace(", cites: 五千万元", "")
    assert said(file(item(text))) == [(WARNING, "条件「销售额 ≥ 5000万元」没有引原文")]


def test_what_a_person_must_settle_is_marked_so_and_nothing_else_is():
    text = "conditions:\n  - {if: 登记镇 属于 海州, cites: 本县, kind: 人工认定}\n"
    assert said(file(item(text))) == [
        (WARNING, "条件「登记镇 属于 海州」标为人工认定，里面却没有要人认定的问题")
    ]
    assert said(file(item(conditions(HERE, "人工认定「好」")))) == [
        (HINT, "条件「人工认定「好」」要人认定，却没有标出来")
    ]


# --- tiers ------------------------------------------------------------------------------------------------
def ladder(*rows: tuple[str | None, str], **how) -> list[tuple[str, str]]:
    return said(file(item(conditions(HERE), tiers(*rows), **how)))


def test_a_ladder_from_the_top_is_sound():
    assert ladder(("销售额 首次达到 50亿元", "50万元"), ("销售额 首次达到 10亿元", "20万元")) == []
    assert ladder(("销售额 ≥ 50亿元", "50万元"), ("销售额 ≥ 10亿元", "20万元"), (None, "5万元")) == []


def test_a_tier_that_an_earlier_one_takes_over_is_never_reached():
    told = ladder(("销售额 ≥ 10亿元", "20万元"), ("销售额 ≥ 50亿元", "50万元"))
    assert told == [(ERROR, "第 2 档「销售额 ≥ 50亿元」永远够不到")]


def test_whatever_stands_after_the_tier_for_all_is_never_reached():
    told = ladder((None, "5万元"), ("销售额 ≥ 50亿元", "50万元"))
    assert (ERROR, "第 2 档「销售额 ≥ 50亿元」永远够不到") in told


def test_a_tier_that_contradicts_the_conditions_is_never_reached():
    told = said(
        file(
            item(
                conditions(HERE, "销售额 < 20亿元"),
                tiers(("销售额 ≥ 50亿元", "50万元"), ("销售额 ≥ 10亿元", "20万元")),
            )
        )
    )
    assert told == [(ERROR, "第 1 档「销售额 ≥ 50亿元」永远够不到")]


def test_who_passes_two_thresholds_at_once_must_not_get_the_lower():
    told = ladder(("销售额 首次达到 10亿元", "20万元"), ("销售额 首次达到 50亿元", "50万元"))
    assert told == [
        (
            WARNING,
            "同时够「销售额 首次达到 10亿元」和「销售额 首次达到 50亿元」的企业按前面的 20万元 算，得不到 50万元",
        )
    ]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (("创新强度 在 10% 到 20% 之间", "创新强度 > 30%"), "20% 到 30% 之间没有档次"),
        (("创新强度 > 30%", "创新强度 < 30%"), "恰好 30% 时没有档次"),
        (("创新强度 ≤ 30% 且 创新强度 ≥ 10%", "创新强度 ≥ 30%"), "恰好 30% 时有两档都成立"),
        (("创新强度 在 10% 到 30% 之间", "创新强度 在 20% 到 50% 之间"), "20% 到 30% 之间有两档都成立"),
        (("员工 ≤ 10人", "员工 ≥ 12人"), "10人 到 12人 之间没有档次"),
    ],
)
def test_tiers_that_leave_a_gap_or_overlap_at_a_bound_are_named(rows, words):
    told = ladder(*((text, "20万元") for text in rows))
    assert len(told) == 1
    assert told[0][0] == WARNING
    assert words in told[0][1]


@pytest.mark.parametrize(
    "rows",
    [
        ("创新强度 ≥ 30%", "创新强度 < 30%"),
        ("创新强度 ≥ 30%", "创新强度 ≥ 10% 且 创新强度 < 30%"),
        ("员工 ≤ 10人", "员工 ≥ 11人"),
        ("行当 属于 P1", "行当 属于 Q"),
        ("创新强度 ≥ 30%", "销售额 ≥ 5亿元"),
    ],
)
def test_tiers_that_meet_or_speak_of_different_things_are_sound(rows):
    assert ladder(*((text, "20万元") for text in rows)) == []


def test_two_ladders_in_one_are_judged_each_by_itself():
    rows = ("销售额 首次达到 50亿元", "创新强度 在 10% 到 20% 之间", "创新强度 ≥ 30%")
    [(level, what)] = ladder(*((text, "20万元") for text in rows))
    assert level == WARNING
    assert "创新强度 20% 到 30% 之间没有档次" in what


def test_a_low_tier_within_a_higher_one_takes_its_money():
    told = ladder(("创新强度 在 10% 到 20% 之间", "5万元"), ("创新强度 ≥ 5%", "20万元"))
    assert [what for _, what in told] == [
        "同时够「创新强度 在 10% 到 20% 之间」和「创新强度 ≥ 5%」的企业按前面的 5万元 算，得不到 20万元"
    ]


def test_a_ladder_is_judged_even_where_the_conditions_exclude_each_other():
    text = conditions(HERE, "有许可", "非 有许可")
    told = said(file(item(text, tiers(("销售额 ≥ 1亿元", "2万元"), ("销售额 ≥ 5亿元", "5万元")))))
    assert [level for level, _ in told] == [ERROR, ERROR]


def test_a_tier_above_the_cap_is_a_warning():
    benefit = tiers(("销售额 ≥ 50亿元", "50万元"), ("销售额 ≥ 10亿元", "最小(投资额合计 × 10%, 20万元)"))
    benefit = benefit.replace("投资额合计", "创新投入") + "  cap: 30万元\n"
    assert said(file(item(conditions(HERE), benefit))) == [(WARNING, "「50万元」高于上限 30万元")]


def test_an_amount_for_each_record_needs_a_condition_on_the_records():
    benefit = "benefit: {kind: 资金, pay: '最小(投资额 × 10%, 20万元)', per: 工程}\n"
    assert said(file(item(CONDITIONS, benefit))) == [
        (WARNING, "金额按每条工程算，条件里却没有说哪些工程算数")
    ]
    assert said(file(item(conditions(HERE, "存在 工程 (完工)"), benefit))) == []


def test_an_amount_that_is_not_money_is_an_error_and_none_at_all_a_warning():
    assert said(file(item(benefit="benefit: {kind: 资金, pay: 20人}\n"))) == [(ERROR, "「20人」算出来不是钱")]
    assert said(file(item(benefit="benefit: {kind: 资金}\n"))) == [(WARNING, "是资金类，却没有写数额")]
    assert said(file(item(benefit="benefit: {kind: 资金, note: 没有见到}\n"))) == []
    assert said(file(item(benefit="benefit: {kind: 称号}\n"))) == []


# --- windows, validity, labels, place -----------------------------------------------------------------------
def test_windows_that_are_all_past_are_a_hint_only_where_a_date_is_asked():
    rest = "application: {window: [{from: 2023-05-01, to: 2023-06-01}]}\n"
    assert said(file(item(rest=rest))) == [(HINT, "申报期都已过去，最后一期到 2023-06-01")]
    assert said(file(item(rest=rest)), as_of=None) == []
    assert said(file(item(rest=rest)), as_of=dt.date(2023, 6, 1)) == []


def test_windows_that_overlap_or_open_after_the_document_ends_are_warnings():
    rest = "application: {window: [{from: 2025-05-01, to: 2025-06-01}, {from: 2025-06-01, to: 2025-07-01}]}\n"
    told = said(file(item(rest=rest), document="state: 现行, effective: {from: 2024-01-01, to: 2024-12-31}"))
    assert [what for _, what in told] == [
        "申报期从 2025-05-01 开始，文件 2024-12-31 就失效了",
        "申报期从 2025-06-01 开始，文件 2024-12-31 就失效了",
        "申报期 2025-05-01 至 2025-06-01 与 2025-06-01 至 2025-07-01 重叠",
    ]


@pytest.mark.parametrize(
    "document",
    ["state: 已过期", "state: 已废止", "state: 现行, effective: {from: 2020-01-01, to: 2023-12-31}"],
)
def test_an_item_of_a_dead_document_cannot_be_open_all_year(document):
    told = said(file(item(rest="application: {window: 长期}\n"), document=document))
    assert told == [(WARNING, "文件已失效，申报期却写长期")]


def test_a_document_that_ends_before_it_begins_is_an_error():
    told = said(file(document="state: 现行, effective: {from: 2025-01-01, to: 2024-12-31}"))
    assert told == [(ERROR, "文件的有效期止（2024-12-31）早于有效期起（2025-01-01）")]


def test_required_labels_and_single_choice_come_from_the_label_system(tmp_path):
    labels = taxonomy(tmp_path)
    assert said(file(item(tags="tags: {主题: [扩产]}\n")), labels=labels) == [(WARNING, "没有「层级」标签")]
    assert said(file(item(tags="tags: {层级: [区, 市]}\n")), labels=labels) == [
        (WARNING, "「层级」只能有一个标签，写了 区、市")
    ]
    assert said(file(), labels=labels) == []


def test_a_document_of_a_place_must_ask_where_the_enterprise_is():
    text = conditions("销售额 ≥ 5000万元")
    told = said(file(item(text), document="region: 东镇, state: 现行"))
    assert told == [(WARNING, "文件只管东镇，条件里却没有说企业要在哪里")]
    assert (
        said(file(item(text), document="region: 海州, state: 现行")) == []
    )  # the top of the table: no limit


# --- examples and questions -----------------------------------------------------------------------------------
def test_a_verdict_without_an_example_is_a_warning():
    [one] = found(file(item(examples=EXAMPLES.split("  - {name: 不够")[0])))
    assert (one.level, one.what) == (WARNING, "缺例子：不符合、待核实")
    [one] = found(file(item(examples="")))
    assert (one.level, one.cause) == (WARNING, "一个例子也没有")


def test_an_example_that_answers_otherwise_is_an_error():
    findings = found(file(item(examples=EXAMPLES.replace("9亿元", "9万元"))))
    assert [(one.level, one.where) for one in findings] == [(ERROR, "hz.yaml:14 事项 hz-1")]
    assert "verdict 应为 符合，得到 不符合" in findings[0].what


def test_an_example_that_cannot_be_read_is_an_error_with_its_cause():
    findings = found(file(item(examples=EXAMPLES.replace("9亿元", "九块"))))
    assert [one.level for one in findings] == [ERROR]
    assert "例子「够」算不出来" in findings[0].what


def test_a_question_in_slightly_different_words_is_named_once():
    first = item(conditions(HERE, "人工认定「符合本县的产业导向」 或 有许可"), name="hz-1")
    second = item(conditions(HERE, "人工认定「符合本县产业导向」 或 有许可"), name="hz-2")
    third = item(conditions(HERE, "人工认定「2023年度符合本县产业导向」 或 有许可"), name="hz-3")
    told = said(file(first, second, third))
    assert [(level, what[:16]) for level, what in told] == [(WARNING, "人工认定「符合本县产业导向」与「")]


# --- files ------------------------------------------------------------------------------------------------
def test_all_mistakes_of_all_files_come_at_once_beside_what_loads(tmp_path):
    labels = taxonomy(tmp_path)
    (tmp_path / "a.yaml").write_text(
        file(item(CONDITIONS.replace("销售额 ≥ 5000万元", "销售额 ≥ 5000人"), tags="tags: {主题: [环保]}\n")),
        "utf-8",
    )
    (tmp_path / "b.yaml").write_text(
        file(item(benefit="benefit: {kind: 资金, pay: '20'}\n", name="hz-2")), "utf-8"
    )
    (tmp_path / "c.yaml").write_text("document: [\n", "utf-8")
    (tmp_path / "d.yaml").write_text(
        file(item(conditions(HERE, "有许可", "非 有许可"), name="hz-3")), "utf-8"
    )
    (tmp_path / "e.yaml").write_text(file(item(conditions(HERE, "销售收人 ≥ 3万元"), name="hz-4")), "utf-8")
    findings, count = lint_folder(tmp_path, foreign(), labels, as_of=dt.date(2024, 6, 30))
    errors = [one for one in findings if one.level == ERROR]
    assert count == 1
    assert {one.where.split(":")[0] for one in errors} == {f"{name}.yaml" for name in "abcde"}
    words = "\n".join(map(str, errors))
    for needed in ("「主题」里没有「环保」", "YAML 格式不对", "没有单位", "没有企业能符合", "销售收入", "^"):
        assert needed in words


def test_an_id_used_twice_is_an_error(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(file(), "utf-8")
    findings, count = lint_folder(tmp_path, foreign(), Taxonomy())
    assert count == 2
    assert [one.what for one in findings if one.level == ERROR] == ["id「hz-1」与 a.yaml:4 的重复"]
