"""Policy texts read: what trade a title, a sentence or a document speaks of."""

from __future__ import annotations

import pytest

from matcher.text.lexicon import lexicon, read_themes
from matcher.text.policy_text import read_policy


def themes(text: str) -> list[str]:
    read = read_policy(text)
    return [
        lexicon().themes[number].name
        for number in sorted(read.themes, key=lambda number: -read.themes[number])
    ]


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("冷链物流设施建设补助", "冷链物流"),
        ("关于支持生物医药产业发展的若干政策", "生物医药"),
        ("绿色工厂创建奖励", "工业制造"),
        ("高新技术企业首次认定奖励", "科技创新"),
        ("企业参加境外展会展位费补贴", "外贸"),
    ],
)
def test_a_title_tells_its_trade(text: str, theme: str) -> None:
    assert theme in themes(text)


def test_a_longer_word_hides_the_shorter_one_inside_it() -> None:
    assert "物流与运输" not in themes("冷链物流设施建设补助")


def test_the_title_weighs_more_than_what_the_body_says_in_passing() -> None:
    body = "申报企业应当节约资源。" * 3 + "另可参照文化创意企业的办法。"
    assert themes("养老机构运营补贴\n" + body)[0] == "养老"


def test_issuers_and_places_are_no_trade_of_the_policy() -> None:
    assert themes("专项资金申报通知\n【发文机构】\n某某市文化和旅游局\n【联络方式】\n某某市体育局") == []


@pytest.mark.parametrize("text", ["", "稳岗返还", "小微企业贷款贴息支持", "！！！", "abc"])
def test_a_text_without_a_trade_is_for_all(text: str) -> None:
    assert read_policy(text).for_all


def test_every_theme_has_words_on_both_sides_and_an_own_name() -> None:
    told = lexicon().themes
    assert len({theme.name for theme in told}) == len(told)
    assert all(theme.said and (theme.done or theme.deeds) for theme in told)


def test_a_theme_without_its_parts_is_told_with_its_name(tmp_path: object) -> None:
    from pathlib import Path

    from matcher.errors import DictionaryError

    path = Path(str(tmp_path)) / "themes.yaml"
    path.write_text(
        "themes:\n- {name: 甲, kind: 制造}\n- {name: 乙, kind: 别的, said: [一], done: [二]}\n",
        encoding="utf-8",
    )
    with pytest.raises(DictionaryError, match=r"甲.*乙"):
        read_themes(path)
