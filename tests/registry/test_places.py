"""Where an enterprise is registered: three witnesses, and what happens when they disagree."""

from __future__ import annotations

import pytest

from matcher.enterprises.registry import Dictionary
from matcher.enterprises.registry.places import Gazetteer


@pytest.fixture(scope="module")
def places(dictionary: Dictionary) -> Gazetteer:
    field = dictionary.vocabulary.field("注册地")
    assert field is not None and field.system is not None
    return Gazetteer(field.system, dictionary.layout.places)


def name(places: Gazetteer, code: str | None) -> str:
    return places.system.label(code or "")


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("上海市金山区枫泾镇工业园区钱明西路501号", "枫泾镇"),
        ("金山区枫泾镇", "枫泾镇"),
        ("嘉定安亭镇墨玉路185号", "安亭镇"),
        ("上海市金山县张堰镇东首", "张堰镇"),
        ("上海市金山区兴塔镇兴发路63号", "枫泾镇"),
        ("中国(上海)自由贸易试验区东方路818号", "浦东新区"),
        ("上海竖新经济开发区（崇明县竖新镇新东联北路8号）", "竖新镇"),
        ("上海市南汇区惠南镇人民路1号", "惠南镇"),
        ("卢湾区打浦路339弄1号", "黄浦区"),
        ("闸北区恒丰路1号", "静安区"),
        ("城桥镇南门路西首", "城桥镇"),
        ("上海市虹口区黄浦路53号", "虹口区"),
        ("上海市金山区漕廊公路7993号", "金山区"),
    ],
)
def test_the_narrowest_place_that_an_address_names_is_found(
    places: Gazetteer, address: str, place: str
) -> None:
    assert name(places, places.in_address(address).code) == place


@pytest.mark.parametrize("address", ["黄浦路53号", "闵行路1号", "宝山路100弄", "天宝路410弄200号"])
def test_a_road_named_after_a_district_is_not_in_it(places: Gazetteer, address: str) -> None:
    assert places.in_address(address).code is None


def test_old_names_of_districts_are_no_conflict(places: Gazetteer) -> None:
    for address, district in (
        ("上海市南汇区惠南镇1号", "浦东"),
        ("卢湾区打浦路1号", "黄浦"),
        ("闸北区恒丰路1号", "静安"),
        ("崇明县城桥镇1号", "崇明"),
    ):
        place = places.decide(address, district, None)
        assert place.conflict is None
        assert place.source == "官方"


def test_an_address_in_full_outweighs_the_district_column_and_the_conflict_is_told(places: Gazetteer) -> None:
    place = places.decide("上海市奉贤区青村镇1号", "金山", None)
    assert name(places, place.code) == "青村镇"
    assert "以地址为准" in (place.conflict or "")


def test_a_short_name_in_an_address_yields_to_the_district_column(places: Gazetteer) -> None:
    place = places.decide("浦东陈行工业园", "闵行", None)
    assert name(places, place.code) == "闵行区"
    assert "以登记表的列为准" in (place.conflict or "")


def test_the_credit_code_settles_a_doubt_between_address_and_column(places: Gazetteer) -> None:
    place = places.decide("浦东陈行工业园", "闵行", "91310115000000000X")
    assert name(places, place.code) == "浦东新区"
    assert "信用代码与地址一致" in (place.conflict or "")


def test_the_credit_code_alone_is_an_inference(places: Gazetteer) -> None:
    place = places.decide("天宝路410弄200号", None, "91310109133140525N", "上海")
    assert name(places, place.code) == "虹口区"
    assert place.source == "推断"


def test_an_old_area_in_the_credit_code_means_todays_district(places: Gazetteer) -> None:
    for area, district in (
        ("310230", "崇明区"),
        ("310108", "静安区"),
        ("310119", "浦东新区"),
        ("310228", "金山区"),
    ):
        assert name(places, places.of_credit_code(f"91{area}000000000X")) == district


def test_without_any_witness_the_place_is_unknown(places: Gazetteer) -> None:
    assert places.decide(None, None, None).code is None
    assert places.decide("某路1号", "火星", None).code is None


def test_the_district_column_alone_is_believed(places: Gazetteer) -> None:
    place = places.decide("沪太路1128号", "静安", "91310109133140525N")
    assert (name(places, place.code), place.source, place.conflict) == ("静安区", "官方", None)
