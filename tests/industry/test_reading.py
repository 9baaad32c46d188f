"""How names and scopes are read: words, verbs of a list, kinds of name."""

from __future__ import annotations

import pytest

from matcher.enterprises.industry.names import NameReader
from matcher.enterprises.industry.reading import Reader
from matcher.enterprises.industry.rules import industry_folder, read_rules


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(read_rules(industry_folder()))


def roles(reader: Reader, scope: str) -> dict[str, set[str]]:
    """First word of each phrase → its roles."""
    return {one.seen.found[0].entry.word: set(one.roles) for one in reader.scope(scope) if one.seen.found}


def test_a_verb_at_the_end_of_a_list_holds_for_the_whole_list(reader: Reader) -> None:
    assert roles(reader, "塑料制品，模具生产加工，化妆品") == {
        "塑料制品": {"make"},
        "模具": {"make"},
        "化妆品": set(),
    }


def test_a_verb_before_a_list_holds_until_the_next_verb(reader: Reader) -> None:
    assert roles(reader, "生产橡胶制品，涂料；销售钢材") == {
        "橡胶制品": {"make"},
        "涂料": {"make"},
        "钢材": {"sell"},
    }


def test_verbs_that_stand_alone_before_or_after_their_goods_are_joined(reader: Reader) -> None:
    assert roles(reader, "生产、加工、销售服装") == {"服装": {"make", "sell"}}
    assert roles(reader, "阀门、水泵的设计、制造、销售")["阀门"] == {"make", "sell"}


def test_a_process_is_made_even_in_a_list_that_is_sold(reader: Reader) -> None:
    found = roles(reader, "包装印刷，纸张，五金销售")
    assert found["包装印刷"] == {"make"} and found["纸张"] == {"sell"}


def test_an_activity_takes_no_verb_from_the_list_it_stands_in(reader: Reader) -> None:
    assert roles(reader, "室内装潢，建材，五金销售")["室内装潢"] == set()


def test_fields_of_technical_services_are_not_goods(reader: Reader) -> None:
    first = reader.scope("从事计算机、网络科技领域内的技术开发、技术咨询")[0]
    assert first.seen.technical == "computing"
    assert reader.scope("从事机电科技领域内的技术开发")[0].seen.technical == "other"
    assert reader.scope("从事电子、计算机领域内的技术服务")[0].seen.technical == "mixed"


def test_remarks_in_brackets_and_set_sentences_are_left_out(reader: Reader) -> None:
    assert roles(reader, "钢材（除建材）销售。【依法须经批准的项目，经相关部门批准后方可开展经营活动】") == {
        "钢材": {"sell"}
    }


def test_traditional_and_full_width_characters_read_like_simplified_ones(reader: Reader) -> None:
    assert roles(reader, "塑料製品，模具生產加工") == roles(reader, "塑料制品，模具生产加工")


def test_the_last_and_longest_word_of_a_phrase_names_the_thing(reader: Reader) -> None:
    assert reader.words("塑料包装机械")[0].entry.make == "346"
    assert reader.words("汽车热交换器")[0].entry.make == "367"


def test_works_contracts_are_read_by_their_trade(reader: Reader) -> None:
    assert reader.scope("建筑装修装饰建设工程专业施工")[0].seen.found[0].entry.act == "501"
    assert reader.scope("房屋建筑工程施工总承包一级")[0].seen.found[0].entry.act == "471"


def test_kinds_of_a_name_are_read_from_its_end(reader: Reader) -> None:
    names = NameReader(reader)
    assert names.read("某某实业发展有限公司").kinds[:2] == ("development", "industry")
    branch = names.read("某某便利有限公司南塘路店")
    assert branch.branch and branch.kinds[0] == "shop"
    assert names.read("某某塑料制品厂").kinds[0] == "works"
    assert names.read("某某果蔬种植专业合作社").stem[0].entry.act == "014"
