"""The pages as Streamlit runs them, without a browser: choosing, addresses, uploads, typed facts, errors."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from matcher.errors import UsageError
from matcher.matching.status import GROUPS
from matcher.web.data import house, read_upload, sample_registry

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "enterprises" / "sample" / "registry.csv"
WAIT = 300


class File:
    """A file as a person uploads it."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name, self.content = name, content

    def getvalue(self) -> bytes:
        return self.content


def opened(**query: str) -> AppTest:
    """The first page, opened at an address."""
    app = AppTest.from_file(str(ROOT / "app_streamlit.py"), default_timeout=WAIT)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def drawn(app: AppTest) -> str:
    """All that the page draws as HTML."""
    return "\n".join(one.proto.body for one in app.get("html"))


def told(app: AppTest) -> str:
    """All warnings and errors of the page."""
    return "\n".join(one.value for one in [*app.error, *app.warning])


def by_way(name: str) -> AppTest:
    """The first page with another way to name an enterprise."""
    app = opened()
    app.segmented_control(key="way").set_value(name).run()
    assert not app.exception
    return app


# The sample


def test_the_first_page_shows_an_enterprise_of_the_sample_and_says_that_it_is_made_up() -> None:
    app = opened()
    html = drawn(app)
    about = house()
    assert about.sample and "虚构" in html
    assert about.sample.first and about.sample.first in html
    assert all(group in html for group in GROUPS)
    assert not told(app)


def test_the_address_opens_the_enterprise_and_the_date_that_it_names() -> None:
    registry = sample_registry()
    assert registry
    app = opened(code=registry.text(5, "code"), date="2025-01-02")
    assert registry.text(5, "name") in drawn(app)
    assert app.date_input(key="day-示例企业").value == dt.date(2025, 1, 2)
    assert app.query_params["code"] == registry.text(5, "code")


def test_another_choice_is_written_into_the_address() -> None:
    registry = sample_registry()
    assert registry
    app = opened()
    app.selectbox(key="row-示例企业").set_value(7).run()
    assert registry.text(7, "name") in drawn(app)
    assert app.query_params["code"] == registry.text(7, "code")


def test_a_wrong_address_is_said_with_what_to_do() -> None:
    app = opened(code="没有这家", date="昨天")
    assert "没有「没有这家」" in told(app) and "重新选" in told(app)
    assert "昨天" in told(app)
    assert "先选一家企业" in drawn(app)


def test_filters_narrow_the_list_and_an_empty_list_says_why() -> None:
    app = opened()
    all_of_them = drawn(app).count("<details")
    app.toggle(key="unfit").set_value(True).run()
    with_unfit = drawn(app).count("<details")
    assert with_unfit == len(house().library) > all_of_them
    app.pills(key="levels").set_value(["国家"]).run()
    assert 0 < drawn(app).count("<details") < with_unfit
    app.text_input(key="words").set_value("绝无此词").run()
    assert drawn(app).count("<details") == 0 and "没有一项合这些筛选" in drawn(app)


@pytest.mark.parametrize("place", range(5))
def test_every_order_shows_the_same_policies(place: int) -> None:
    app = opened()
    before = drawn(app).count("<details")
    app.selectbox(key="order").select_index(place).run()
    assert not app.exception and drawn(app).count("<details") == before


# An uploaded registry


def test_an_uploaded_registry_is_summed_up_and_its_rejected_rows_can_be_taken_away() -> None:
    lines = SAMPLE.read_text("utf-8").splitlines()[:5]
    content = "\n".join([*lines, lines[1], ",,2020-01-01,,,,,,"]).encode()
    app = by_way("上传登记表")
    app.file_uploader(key="registry-file").set_value(("registry.csv", content, "text/csv")).run()
    assert not app.exception
    assert "读入 6 行" in told(app) and "拒收 2 行" in told(app)
    assert any("拒收" in one.proto.label for one in app.get("download_button"))
    [chooser] = [one for one in app.selectbox if one.label.startswith("选一家企业")]
    chooser.select_index(2).run()
    assert lines[3].split(",")[0] in drawn(app)
    assert "code" not in app.query_params


def test_a_file_that_is_no_registry_is_refused_with_cause_and_remedy() -> None:
    app = by_way("上传登记表")
    app.file_uploader(key="registry-file").set_value(("bad.csv", b"a,b\n1,2\n", "text/csv")).run()
    assert not app.exception
    assert "位置：bad.csv" in told(app) and "可能原因" in told(app) and "怎么办" in told(app)


def test_facts_join_an_uploaded_registry() -> None:
    folder = SAMPLE.parent
    facts = [File(name, (folder / name).read_bytes()) for name in ("finance.csv", "finance.yaml")]
    registry = read_upload(house(), File("registry.csv", SAMPLE.read_bytes()), facts, dt.date(2026, 6, 30))
    assert sum(column.endswith("@2025") for column in registry.wide.columns) > 10
    assert registry.wide.height == len(registry.labels)


def test_two_files_of_one_name_are_refused() -> None:
    one = File("a.csv", b"x")
    with pytest.raises(UsageError, match="重名"):
        read_upload(house(), one, [one], dt.date(2026, 6, 30))


# Typed facts


def test_facts_in_the_form_are_asked_of_the_library_as_declared_ones() -> None:
    app = by_way("填写事实")
    app.text_input(key="typed-name").set_value("某化工")
    app.selectbox(key="typed-行业").set_value("C26")
    app.text_input(key="typed-营业收入").set_value("3000万元")
    app.multiselect(key="typed-名录").set_value(["（一项也没有）"])
    app.button[0].click().run()
    html = drawn(app)
    assert "某化工" in html and "3000万元" in html and "自报" in html


def test_a_number_without_a_unit_is_refused_with_the_right_spelling() -> None:
    app = by_way("填写事实")
    app.text_input(key="typed-营业收入").set_value("3000")
    app.button[0].click().run()
    assert not app.exception
    assert "营业收入" in told(app) and "怎么办" in told(app)


def test_json_can_be_typed_and_its_mistake_has_a_place() -> None:
    app = by_way("填写事实")
    app.segmented_control(key="typed-way").set_value("JSON").run()
    app.button[0].click().run()
    assert drawn(app).count("<details") > 10
    app.text_area(key="typed-json-text").set_value('{"a": ')
    app.button[0].click().run()
    assert "不是 JSON" in told(app) and "第 1 行" in told(app)


# The library's page


def test_the_library_lists_every_policy_and_opens_one_by_its_address() -> None:
    def page() -> None:
        from matcher.web import policy_page

        policy_page.show()

    app = AppTest.from_function(page, default_timeout=WAIT).run()
    assert not app.exception
    assert drawn(app).count("<details") == len(house().library)
    first = next(iter(house().library))
    one = AppTest.from_function(page, default_timeout=WAIT)
    one.query_params["policy"] = first.id
    one.run()
    assert drawn(one).count("<details") == 1 and first.version in drawn(one)
    assert all(example.name in drawn(one) for example in first.examples)


def test_an_unknown_policy_is_said() -> None:
    def page() -> None:
        from matcher.web import policy_page

        policy_page.show()

    app = AppTest.from_function(page, default_timeout=WAIT)
    app.query_params["policy"] = "no-such"
    app.run()
    assert "no-such" in told(app) and not app.exception


def test_an_unforeseen_error_is_told_in_chinese_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    def page() -> None:
        from matcher.web.frame import framed

        def broken() -> None:
            raise ZeroDivisionError("secret detail")

        framed(broken)()

    app = AppTest.from_function(page, default_timeout=WAIT).run()
    assert not app.exception
    assert "怎么办" in told(app) and "secret" not in told(app)
    assert "secret detail" in caplog.text
