"""The field dictionary, its code tables and the label system: nothing dangling, nothing double, and what they answer."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from matcher.enterprises.fields import load_vocabulary
from matcher.enterprises.given import facts_of
from matcher.language.explain import explained
from matcher.language.facts import Context
from matcher.language.lexer import KEYWORDS
from matcher.language.parse import parse
from matcher.language.vocabulary import Vocabulary

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / "enterprises"
CODES = HOME / "codes"
AS_OF = dt.date(2024, 6, 30)
KINDS = {"quantity", "percent", "boolean", "date", "duration", "year", "code", "text", "list", "records"}
MEASURED = {"quantity", "percent", "duration"}
REQUIRED = (
    "注册地 行业 营业收入 研发费用 研发占比 净利润 产值 年产值 历史最高年产值 员工人数 发明专利数 资质 名录 曾获支持 注册日期 成立年限"
    " 注册资本 固定资产投资 企业规模 企业类型 独立法人 失信被执行 项目 纳税地 所在园区 规上 主营业务收入 资产负债率 纳税额"
    " 应纳税所得额 研发人员数 股权融资额"
)


@cache
def dictionary() -> dict[str, Any]:
    return dict(yaml.safe_load((HOME / "fields.yaml").read_text(encoding="utf-8")))


@cache
def rows(file: str) -> list[dict[str, str]]:
    with (HOME / file).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@cache
def words() -> Vocabulary:
    """The dictionary as conditions speak it."""
    return load_vocabulary(HOME)


def fields() -> dict[str, dict[str, Any]]:
    return dict(dictionary()["fields"])


def systems() -> dict[str, dict[str, str]]:
    return dict(dictionary()["systems"])


def spellings(row: dict[str, str]) -> list[str]:
    return [row["name"], *filter(None, row["aliases"].split(";"))]


def names_of(field: str, body: dict[str, Any]) -> list[str]:
    return [field, *body.get("synonyms", [])]


def parts() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every record field with the list or records it belongs to."""
    for owner, body in fields().items():
        for name, part in body.get("record", {}).items():
            yield owner, name, part


def code_words() -> set[str]:
    words: set[str] = set()
    for system in systems().values():
        for row in rows(system["file"]):
            words.update((row["code"], *spellings(row)))
        if "groups" in system:
            words.update(row["name"] for row in rows(system["groups"]))
    return words


def ancestors(code: str, parents: dict[str, str]) -> list[str]:
    chain: list[str] = []
    while parents[code]:
        code = parents[code]
        assert code not in chain, f"{code} 的上级绕成了圈"
        chain.append(code)
    return chain


SYSTEMS = sorted(systems())


# ── the dictionary ──
def test_the_fields_that_others_count_on_are_there() -> None:
    known = {name for field, body in fields().items() for name in names_of(field, body)}
    assert not [name for name in REQUIRED.split() if name not in known]
    assert len(fields()) >= 95


@pytest.mark.parametrize("name", sorted(fields()))
def test_a_field_says_all_that_a_reader_needs(name: str) -> None:
    body = fields()[name]
    assert body["type"] in KINDS
    assert body["period"] in {"时点", "年度", "年末"}
    assert body["sensitivity"] in {"公开", "内部", "敏感"}
    assert isinstance(body["movable"], bool)
    assert body["department"] and body["note"]
    assert ("unit" in body) == (body["type"] in {"quantity", "duration"})
    assert ("system" in body) == (body["type"] == "code")
    assert ("record" in body) == (body["type"] in {"list", "records"})


@pytest.mark.parametrize("name", sorted(fields()))
def test_only_a_movable_measure_has_a_reach(name: str) -> None:
    body = fields()[name]
    measured = body["type"] in MEASURED
    assert ("reach" in body) == (body["movable"] and measured)
    if "reach" in body:
        assert re.fullmatch(r"\d+(%|人|项|个月|年|家)", body["reach"])


def test_no_two_fields_share_a_name() -> None:
    owners = Counter(name for field, body in fields().items() for name in names_of(field, body))
    assert not [name for name, count in owners.items() if count > 1]


def test_a_field_never_goes_by_the_name_of_a_code() -> None:
    codes = code_words()
    named = {name for field, body in fields().items() for name in names_of(field, body)}
    named |= {name for _, field, body in parts() for name in names_of(field, body)}
    assert not named & codes


def test_a_record_field_repeats_an_enterprise_field_only_where_both_are_meant() -> None:
    """固定资产投资 is asked of a year and of a project; inside 存在 项目 (…) only the project's is seen."""
    named = {name for field, body in fields().items() for name in names_of(field, body)}
    assert {name for _, field, body in parts() for name in names_of(field, body)} & named == {
        "固定资产投资",
        "投产日期",
    }


def test_no_name_is_a_word_of_the_language() -> None:
    named = {name for field, body in fields().items() for name in names_of(field, body)}
    named |= {name for _, field, body in parts() for name in names_of(field, body)}
    assert not (named | code_words()) & set(KEYWORDS)


def test_field_names_need_no_quotes() -> None:
    for name in fields():
        assert re.fullmatch(r"[\u4e00-\u9fff]+", name), name


def test_every_code_field_points_at_a_known_system() -> None:
    used = [body["system"] for body in fields().values() if "system" in body]
    used += [part["system"] for _, _, part in parts() if "system" in part]
    assert set(used) == set(systems())


def test_every_list_is_asked_by_a_verb_and_every_verb_by_one_list() -> None:
    asked = {name: body["asked_by"] for name, body in fields().items() if body["type"] == "list"}
    assert asked == {"资质": "包含", "名录": "列入", "曾获支持": "曾获"}
    for name in asked:
        roles = Counter(part.get("role") for part in fields()[name]["record"].values())
        assert roles["name"] == 1 and roles["start"] == 1


def test_derivations_speak_only_of_known_fields() -> None:
    own = {name for field, body in fields().items() for name in names_of(field, body)}
    own |= {name for _, field, body in parts() for name in names_of(field, body)}
    known = sorted(own | code_words() | set(KEYWORDS) | {"上年", "前年", "−"}, key=len, reverse=True)
    for name, body in fields().items():
        text = body.get("derivation", "")
        if isinstance(text, dict):
            assert (HOME / text["thresholds"]).is_file()
            continue
        rest = re.sub(r"\d+(万元|元|%)?|\s", " ", text)
        for word in known:
            rest = rest.replace(word, " ")
        assert not rest.strip(), f"{name}：{rest}"


def test_one_field_says_when_the_enterprise_began() -> None:
    assert [name for name, body in fields().items() if body.get("role") == "founded"] == ["注册日期"]


# ── the code tables ──
@pytest.mark.parametrize("system", SYSTEMS)
def test_codes_are_single_and_their_parents_exist(system: str) -> None:
    table = rows(systems()[system]["file"])
    assert list(table[0]) == ["code", "name", "parent", "aliases"]
    parents = {row["code"]: row["parent"] for row in table}
    assert len(parents) == len(table)
    for row in table:
        assert row["code"] and row["name"]
        assert not row["parent"] or row["parent"] in parents
        ancestors(row["code"], parents)


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_name_means_one_entry_or_an_entry_and_its_only_child(system: str) -> None:
    table = rows(systems()[system]["file"])
    parents = {row["code"]: row["parent"] for row in table}
    owners: defaultdict[str, list[str]] = defaultdict(list)
    for row in table:
        for word in {row["code"], *spellings(row)}:
            owners[word].append(row["code"])
    for word, codes in owners.items():
        deepest = max(codes, key=lambda code: len(ancestors(code, parents)))
        assert set(codes) <= {deepest, *ancestors(deepest, parents)}, f"{word}：{codes}"


@pytest.mark.parametrize("system", [name for name in SYSTEMS if "groups" in systems()[name]])
def test_groups_gather_known_codes_under_a_name_of_their_own_or_of_their_lowest_rung(system: str) -> None:
    table = rows(systems()[system]["file"])
    codes = {row["code"] for row in table}
    spelled = {word for row in table for word in spellings(row)}
    by_code = {row["code"]: row for row in table}
    groups = rows(systems()[system]["groups"])
    assert len({row["name"] for row in groups}) == len(groups)
    for row in groups:
        members = row["members"].split(";")
        assert row["note"], row["name"]
        assert row["name"] not in spelled or row["name"] in spellings(
            by_code[members[0]]
        )  # a rung: see codes/README.md
        assert set(members) <= codes


def test_a_word_in_two_tables_is_one_that_the_field_beside_it_settles() -> None:
    """A park is also a place, an organisation is also an industry: 所在园区 属于 X asks parks, 注册地 属于 X asks places."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for system, tables in systems().items():
        for row in rows(tables["file"]):
            for word in spellings(row):
                owners[word].add(system)
        for row in rows(tables["groups"]) if "groups" in tables else []:
            owners[row["name"]].add(system)
    shared = {frozenset(where) for where in owners.values() if len(where) > 1}
    assert shared <= {
        frozenset({"parks", "places"}),
        frozenset({"industries", "enterprise_types"}),
        frozenset({"industries", "clusters"}),
    }


def test_industry_codes_nest_as_the_standard_nests_them() -> None:
    table = rows("codes/industries.csv")
    levels = Counter(len(row["code"]) for row in table)
    assert (levels[1], levels[3], levels[4], levels[5]) == (20, 97, 473, 1381)  # see codes/README.md on 1,380
    for row in table:
        code, parent = row["code"], row["parent"]
        assert parent == ("" if len(code) == 1 else code[0] if len(code) == 3 else code[:-1])
        assert len(code) == 1 or code[1:] in row["aliases"].split(";")


def test_industry_names_and_codes_are_those_of_the_standard(shared: Path) -> None:
    with (shared / "codes" / "gbt4754_2017.csv").open(encoding="utf-8-sig", newline="") as handle:
        source = list(csv.DictReader(handle))
    ours = {row["code"]: row["name"] for row in rows("codes/industries.csv")}
    theirs = {
        row["code"] if row["level"] == "1" else row["section"] + row["code"]: row["name"] for row in source
    }
    assert {code: name.replace("(", "（").replace(")", "）") for code, name in theirs.items()} == ours


def test_every_town_of_shanghai_lies_in_its_district(shared: Path) -> None:
    ours = {row["code"]: row["parent"] for row in rows("codes/places.csv")}
    with (shared / "codes" / "shanghai_towns.csv").open(encoding="utf-8-sig", newline="") as handle:
        for town in csv.DictReader(handle):
            assert ours[town["code"]] == town["areaCode"]
            assert ours[town["areaCode"]] == "31"


@pytest.mark.parametrize(
    ("old", "today"),
    [
        ("金山", "金山区"),
        ("南汇区", "浦东新区"),
        ("卢湾区", "黄浦区"),
        ("闸北区", "静安区"),
        ("崇明县", "崇明区"),
        ("朱行镇", "金山工业区"),
    ],
)
def test_old_and_short_place_names_mean_todays_places(old: str, today: str) -> None:
    found = [row["name"] for row in rows("codes/places.csv") if old in spellings(row)]
    assert found == [today]


def test_size_thresholds_fall_and_name_known_fields_and_industries() -> None:
    codes = {row["code"] for row in rows("codes/industries.csv")}
    for row in rows("codes/size_thresholds.csv"):
        assert set(row["industries"].split(";")) <= codes
        assert row["unit"] == fields()[row["field"]]["unit"]
        assert float(row["large"]) > float(row["medium"]) > float(row["small"]) > 0


def test_size_bounds_are_the_published_ones(shared: Path) -> None:
    with (shared / "codes" / "enterprise_size_2017.csv").open(encoding="utf-8-sig", newline="") as handle:
        source = list(csv.DictReader(handle))
    words = {"从业人员": "员工人数"}
    theirs = [
        (words.get(r["指标"], r["指标"]), r["大型下限"], r["中型下限"], r["小型下限"], r["单位"])
        for r in source
    ]
    ours = [
        (r["field"], r["large"], r["medium"], r["small"], r["unit"])
        for r in rows("codes/size_thresholds.csv")
    ]
    assert ours == theirs


@pytest.mark.parametrize(
    ("holds", "asked", "answer"),
    [
        ("专精特新小巨人企业", "专精特新中小企业", "符合"),
        ("专精特新小巨人企业", "创新型中小企业", "符合"),
        ("专精特新中小企业", "专精特新小巨人企业", "不符合"),
        ("专精特新小巨人企业", "市级专精特新中小企业", "不符合"),
        ("专精特新小巨人企业", "高新技术企业", "不符合"),
        ("市级企业技术中心", "企业研发机构", "符合"),
        ("企业技术中心", "市级企业技术中心", "待核实"),
        ("国家级绿色工厂", "市级绿色工厂", "不符合"),
        ("国家级绿色工厂", "市级以上绿色工厂", "符合"),
    ],
)
def test_a_higher_rung_answers_for_a_lower_one_and_never_the_other_way(
    holds: str, asked: str, answer: str
) -> None:
    facts = facts_of({"资质": [holds]}, words(), AS_OF)
    assert explained(parse(f"资质 包含 {asked}", words()), Context.at(facts, AS_OF)).verdict == answer


@pytest.mark.parametrize(
    ("industry", "figures", "size"),
    [
        ("C26", {"员工人数": "1000人", "营业收入": "4亿元"}, "大型"),
        ("C26", {"员工人数": "1000人", "营业收入": "3.9亿元"}, "中型"),
        ("C26", {"员工人数": "19人", "营业收入": "5亿元"}, "微型"),
        ("F51", {"员工人数": "20人", "营业收入": "5000万元"}, "中型"),
        ("I65", {"员工人数": "10人", "营业收入": "50万元"}, "小型"),
        ("G591", {"员工人数": "300人", "营业收入": "3000万元"}, "中型"),
        ("G592", {"员工人数": "100人", "营业收入": "1000万元"}, "中型"),
        ("L72", {"员工人数": "300人", "资产总额": "12亿元"}, "大型"),
        ("R88", {"员工人数": "9人"}, "微型"),
    ],
)
def test_sizes_follow_the_method_of_2017(industry: str, figures: dict[str, str], size: str) -> None:
    """国统字〔2017〕213号: every bound of a size must be reached, else the next size down."""
    facts = facts_of({"行业": industry, **figures}, words(), AS_OF)
    assert explained(parse(f"企业规模 = {size}", words()), Context.at(facts, AS_OF)).verdict == "符合"


@pytest.mark.parametrize("industry", ["G53", "J66", "K704", "P83"])
def test_an_industry_outside_the_method_has_no_size(industry: str) -> None:
    facts = facts_of(
        {"行业": industry, "员工人数": "50人", "营业收入": "1亿元", "资产总额": "1亿元"}, words(), AS_OF
    )
    assert explained(parse("企业规模 属于 中小微企业", words()), Context.at(facts, AS_OF)).verdict == "待核实"


def test_every_name_of_every_table_can_be_asked_without_a_space() -> None:
    asked = {item.system.name: item.name for item in words().fields.values() if item.system is not None}
    for system, field in asked.items():
        for name in words().systems[system].words():
            quoted = f"「{name}」" if name.isdigit() or re.search(r"[^\w]|[且或]", name) else name
            parse(f"{field}属于{quoted}", words())


# ── the label system ──
def test_the_label_system_has_its_dimensions_and_explains_every_value() -> None:
    dimensions = yaml.safe_load((ROOT / "policies" / "taxonomy.yaml").read_text(encoding="utf-8"))[
        "dimensions"
    ]
    expected = "层级 适用区域 支持方式 兑现方式 扶持领域 适用行业 产业 企业规模 规上 企业类型 企业资质 发展阶段 普惠 限制"
    assert " ".join(dimensions) == expected
    for name, dimension in dimensions.items():
        assert dimension["definition"] and dimension["origin"] and dimension["closed"] is True
        assert isinstance(dimension["multi"], bool)
        assert bool(dimension["values"]) != ("system" in dimension), name
        assert dimension.get("system") in {None, *systems()}
        words = [w for value in dimension["values"] for w in (value["name"], *value.get("aliases", []))]
        assert len(words) == len(set(words)), name
        assert all(value["definition"] and value["origin"] for value in dimension["values"])


def test_the_tables_carry_no_text_of_the_standard() -> None:
    for table in CODES.glob("*.csv"):
        for row in rows(f"codes/{table.name}"):
            if "name" in row and "parent" in row:
                assert len(row["name"]) <= 32, row
