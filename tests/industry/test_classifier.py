"""The classifier: scikit-learn manners, shipped weights, calibrated probabilities."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone

from matcher.enterprises.industry import IndustryClassifier
from matcher.enterprises.industry.evidence import FEATURES
from matcher.enterprises.industry.rules import industry_folder
from matcher.enterprises.industry.shipping import Stored, save
from matcher.errors import MatcherError, UsageError

PAIRS = [
    ("甲塑料制品有限公司", "塑料制品生产加工"),
    ("乙塑料厂", "塑料袋，塑料薄膜制造"),
    ("丙贸易有限公司", "建材，五金交电，日用百货销售"),
    ("丁商贸有限公司", "钢材，化工原料及产品销售"),
    ("戊物业管理有限公司", "物业管理"),
    ("己物业有限公司", "物业管理，停车服务"),
] * 3
ANSWERS = ["29", "29", "51", "51", "70", "70 54"] * 3


@pytest.fixture(scope="module")
def shipped() -> IndustryClassifier:
    return IndustryClassifier.shipped()


def test_it_has_scikit_learn_manners() -> None:
    model = IndustryClassifier(cross=3.0)
    assert model.get_params()["cross"] == 3.0
    assert clone(model.set_params(second=0.5)).second == 0.5
    assert not hasattr(model, "classes_"), "no work in __init__"


def test_it_learns_from_a_few_companies_and_judges_others() -> None:
    model = IndustryClassifier(folds=3, iterations=60).fit(PAIRS, ANSWERS)
    assert list(model.predict([("庚塑胶制品有限公司", "塑料管制造"), ("辛经贸有限公司", "木材销售")])) == [
        "29",
        "51",
    ]
    assert model.score(PAIRS, [answer.split()[0] for answer in ANSWERS]) == 1.0


def test_probabilities_are_one_row_an_enterprise_and_sum_to_one(shipped: IndustryClassifier) -> None:
    chances = shipped.predict_proba(PAIRS)
    assert chances.shape == (len(PAIRS), len(shipped.classes_))
    assert np.allclose(chances.sum(axis=1), 1.0)
    assert shipped.predict_proba([]).shape == (0, len(shipped.classes_))


@pytest.mark.parametrize(
    ("name", "scope", "division"),
    [
        ("某实业有限公司", "塑料制品生产加工，五金交电，日用百货销售", "29"),
        ("某贸易有限公司", "服装，鞋帽，针纺织品销售，商务咨询", "51"),
        ("某服饰有限公司", "服装生产加工，服装辅料销售", "18"),
        ("某大药房有限公司", "中成药，化学药制剂，抗生素零售", "52"),
        ("某装饰工程有限公司", "室内装潢及设计，建筑装饰材料销售", "50"),
        ("某货物运输有限公司", "道路货物运输，仓储服务", "54"),
        ("某国际货运代理有限公司", "海上、航空国际货物运输代理", "58"),
        ("某广告有限公司", "设计、制作、代理、发布各类广告", "72"),
        ("某软件科技有限公司", "计算机软件开发，从事计算机领域内的技术开发、技术服务", "65"),
        ("某房地产经纪有限公司", "房地产经纪", "70"),
        ("某汽车维修有限公司", "二类机动车维修", "81"),
        ("某蔬菜专业合作社", "蔬菜种植，食用农产品销售", "01"),
        ("某模具有限公司", "模具制造加工", "35"),
        ("某印务有限公司", "包装印刷，其他印刷，纸张销售", "23"),
        ("某银行股份有限公司支行", "人民币存款、贷款、结算业务", "66"),
        ("某石油有限公司加油站", "汽油、柴油零售，润滑油销售", "52"),
    ],
)
def test_the_shipped_weights_know_common_trades(
    shipped: IndustryClassifier, name: str, scope: str, division: str
) -> None:
    assert shipped.predict([(name, scope)])[0] == division


def test_traditional_characters_are_judged_alike(shipped: IndustryClassifier) -> None:
    simple, traditional = shipped.predict_proba([("某贸易公司", "钢材销售"), ("某貿易公司", "鋼材銷售")])
    assert np.array_equal(simple, traditional)


def test_saved_weights_come_back_the_same(tmp_path: Path, shipped: IndustryClassifier) -> None:
    for name in ("goods.tsv", "activities.tsv", "rules.yaml", "traditional.txt"):
        shutil.copy(industry_folder() / name, tmp_path / name)
    stored = Stored(shipped.weights_, shipped.temperature_, shipped.threshold_)
    save(tmp_path, stored, FEATURES, shipped.collector_.flag_names, {})
    again = IndustryClassifier.shipped(tmp_path)
    assert np.allclose(again.predict_proba(PAIRS), shipped.predict_proba(PAIRS), atol=1e-5)
    assert again.threshold_ == shipped.threshold_
    assert sorted(path.name for path in tmp_path.iterdir() if "part" in path.name) == []


def test_weights_for_other_rules_or_broken_files_are_told(
    tmp_path: Path, shipped: IndustryClassifier
) -> None:
    for name in ("goods.tsv", "activities.tsv", "rules.yaml", "traditional.txt"):
        shutil.copy(industry_folder() / name, tmp_path / name)
    with pytest.raises(MatcherError, match="读不出行业判读的权重"):
        IndustryClassifier.shipped(tmp_path)
    stored = Stored(shipped.weights_, shipped.temperature_, shipped.threshold_)
    save(tmp_path, stored, FEATURES, ["bias"], {})
    with pytest.raises(MatcherError, match="对不上"):
        IndustryClassifier.shipped(tmp_path)
    (tmp_path / "model.npz").write_bytes(b"PK broken")
    with pytest.raises(MatcherError, match="读不出行业判读的权重"):
        IndustryClassifier.shipped(tmp_path)


def test_wrong_use_is_told() -> None:
    model = IndustryClassifier()
    with pytest.raises(UsageError, match="还没有训练"):
        model.predict(PAIRS)
    with pytest.raises(UsageError, match="不是行业大类代码"):
        model.fit(PAIRS[:1], ["X9"])
    with pytest.raises(UsageError, match="样本 2 行，答案 1 个"):
        model.fit(PAIRS[:2], ["29"])
    with pytest.raises(UsageError, match="两项"):
        model.fit(["甲公司"], ["29"])


def test_the_weights_are_small_and_hold_no_text() -> None:
    assert (industry_folder() / "model.npz").stat().st_size < 1_000_000
    with np.load(industry_folder() / "model.npz", allow_pickle=False) as stored:
        assert {stored[name].dtype.kind for name in stored.files} == {"f"}
