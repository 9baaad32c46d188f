"""The steps of an import that read one role each: code, name, dates, amounts, scope, places."""

from __future__ import annotations

import polars as pl

from matcher.enterprises.registry.cleaning import (
    CODE_ALPHABET,
    CODE_SHAPE,
    OTHER_KINDS,
    USUAL_KIND,
    Amount,
    Code,
    Day,
    any_code,
    read_amount,
    read_code,
    read_date,
)
from matcher.enterprises.registry.layout import Column
from matcher.enterprises.registry.places import Place
from matcher.enterprises.registry.report import FLAGGED, REPAIRED
from matcher.enterprises.registry.values import as_text, distinct, mapped
from matcher.enterprises.registry.work import Work
from matcher.language.facts import SOURCES
from matcher.language.units import Unit

BROKEN = "\ufffd"


def read_codes(work: Work) -> None:
    """Credit codes in canonical spelling; one that fails its own check is no code, and its text is kept aside."""
    name = work.layout.name_of("code")
    cells = work.text("code")
    plain = valid_codes(cells) if work.layout.checks_codes else cells.is_not_null() & False
    answers: dict[str, Code] = distinct(
        cells.filter(~plain), read_code if work.layout.checks_codes else any_code
    )
    values = cells.zip_with(plain, mapped(cells, {key: one.value for key, one in answers.items()}, pl.String))
    usual = pl.Series([USUAL_KIND] * len(cells), dtype=pl.String)
    kinds = usual.zip_with(plain, mapped(cells, {key: one.kind for key, one in answers.items()}, pl.String))
    for kind, told in ((FLAGGED, "problem"), (REPAIRED, "repaired")):
        remarks = mapped(cells, {key: getattr(one, told) for key, one in answers.items()}, pl.String)
        work.report.note_problems(name, kind, work.numbers, cells, remarks)
    for kind in OTHER_KINDS:
        note = f"{kind}（校验通过，照原样保留）"
        work.report.note_cells(name, note, FLAGGED, work.numbers, cells, (kinds == kind).fill_null(False))
    work.cells[name], work.code_kinds = values, kinds
    work.give(
        f"{name}@原文", cells.zip_with(values.is_null(), pl.Series([None] * len(cells), dtype=pl.String))
    )


def valid_codes(cells: pl.Series) -> pl.Series:
    """Which cells are credit codes in canonical spelling, by the check of GB 32100-2015 on whole columns.

    The same as stdnum.cn.uscc.is_valid (a test holds them equal), some fifty times faster.
    """
    frame = cells.alias("x").to_frame()
    code = pl.col("x")
    values = {character: place for place, character in enumerate(CODE_ALPHABET)}
    digits = [
        code.str.slice(place, 1).replace_strict(values, default=None, return_dtype=pl.Int64)
        for place in range(18)
    ]
    total = pl.sum_horizontal([digit * pow(3, place, 31) for place, digit in enumerate(digits[:17])])
    fits = code.str.contains(CODE_SHAPE) & ((31 - total % 31) % 31 == digits[17])
    return frame.select(fits.fill_null(False)).to_series()


def read_names(work: Work) -> None:
    """Names without blanks inside Chinese; those with unreadable characters are doubted."""
    name = work.layout.name_of("name")
    cells = work.text("name")
    frame = cells.alias("x").to_frame()
    tidy = frame.select(
        pl.col("x")
        .str.replace_all(r"(\p{Han}|[（）()])\s+", "$1")
        .str.replace_all(r"\s+(\p{Han}|[（）()])", "$1")
    ).to_series()
    work.report.note_cells(
        name, "去掉名称里的空格", REPAIRED, work.numbers, cells, (tidy != cells).fill_null(False)
    )
    work.report.note_cells(
        name, "没有名称，只凭代码识别", FLAGGED, work.numbers, work.text("code"), tidy.is_null()
    )
    work.cells[name] = tidy.alias(name)
    for column, series in work.cells.items():
        if series.dtype == pl.String:
            work.report.note_cells(
                column,
                "有乱码（原文件的字已损坏）",
                FLAGGED,
                work.numbers,
                series,
                series.str.contains(BROKEN, literal=True).fill_null(False),
            )


def read_dates(work: Work, column: Column) -> None:
    """Dates of one column; those that cannot be are doubted and not used."""
    cells = work.cells[column.name]
    if cells.dtype.is_temporal():
        cells = cells.cast(pl.Date)
    texts = as_text(cells)

    def read(text: str) -> Day:
        return read_date(
            text, placeholders=work.layout.placeholders, earliest=work.layout.earliest, latest=work.latest
        )

    answers: dict[str, Day] = distinct(texts, read)
    problems = mapped(texts, {key: one.problem for key, one in answers.items()}, pl.String)
    repaired = mapped(texts, {key: one.repaired for key, one in answers.items()}, pl.Boolean)
    work.report.note_problems(column.name, FLAGGED, work.numbers, texts, problems)
    work.report.note_cells(
        column.name, "改成 2004-04-22 的写法", REPAIRED, work.numbers, texts, repaired.fill_null(False)
    )
    if column.field:
        work.give(column.field, mapped(texts, {key: one.value for key, one in answers.items()}, pl.Date))


def read_amounts(work: Work, column: Column) -> None:
    """Amounts of one column in the unit of its field; foreign currency is kept as text unless a rate is given."""
    cells = work.cells[column.name]
    texts = as_text(cells)
    unit = work.headers.units.get(column.name)
    amounts = work.layout.amounts
    answers: dict[str, Amount] = distinct(texts, lambda text: read_amount(text, amounts, unit=unit))
    field = work.vocabulary.field(column.field) if column.field else None
    factor = _factor(field.unit if field else None, work.vocabulary.units.find(amounts.base))
    rates = {amounts.home: 1.0, **work.rates}

    def value(one: Amount) -> float | None:
        rate = rates.get(one.currency or "")
        return None if one.value is None or rate is None else round(one.value * rate / factor, 6)

    values = mapped(texts, {key: value(one) for key, one in answers.items()}, pl.Float64)
    _note_amounts(work, column.name, texts, answers, amounts.home)
    if column.field:
        foreign = mapped(
            texts, {key: one.currency not in (None, amounts.home) for key, one in answers.items()}, pl.Boolean
        ).fill_null(False)
        none = pl.Series([None] * len(texts), dtype=pl.String)
        sources = pl.Series([SOURCES[2]] * len(texts)).zip_with(foreign & values.is_not_null(), none)
        work.give(column.field, values, sources, texts.zip_with(foreign, none))


def _factor(own: Unit | None, base: Unit | None) -> float:
    return float(own.factor / base.factor) if own and base and own.dimension == base.dimension else 1.0


def _note_amounts(work: Work, name: str, texts: pl.Series, answers: dict[str, Amount], home: str) -> None:
    def remark(one: Amount) -> str | None:
        if one.problem:
            return one.problem
        if one.currency != home:
            how = "按给定汇率折算" if one.currency in work.rates else "保留原文，没有折算"
            return f"外币（{one.currency}），{how}"
        if one.value == 0:
            return "金额是 0"
        return f"没有写单位，按{work.layout.amounts.default_unit}理解" if one.assumed_unit else None

    work.report.note_problems(
        name,
        FLAGGED,
        work.numbers,
        texts,
        mapped(texts, {key: remark(one) for key, one in answers.items()}, pl.String),
    )


def read_scopes(work: Work) -> None:
    """Scopes as they stand; those cut short by the source are doubted, so that nobody concludes from what is absent."""
    name = work.layout.name_of("scope")
    if name not in work.cells:
        return
    cells = work.text("scope")
    frame = cells.alias("x").to_frame()
    scope = pl.col("x")
    told = scope.str.contains(work.layout.scope_cut)
    opened = scope.str.count_matches(r"[（(【]") > scope.str.count_matches(r"[）)】]")
    dangling = scope.str.contains(work.layout.scope_dangling)
    marks = frame.select(
        pl.when(told)
        .then(pl.lit("被截断（以省略号结尾）"))
        .when(dangling)
        .then(pl.lit("像是被截断（以标点结尾）"))
        .when(opened & scope.str.contains(r"[（(【][^）)】]*$"))
        .then(pl.lit("像是被截断（最后的括号没有闭合）"))
    ).to_series()
    work.report.note_problems(
        name, FLAGGED, work.numbers, frame.select(scope.str.tail(30)).to_series(), marks
    )
    work.cells[name] = cells


def read_places(work: Work) -> None:
    """The place of each enterprise, from address, district column and credit code; each combination once."""
    column = work.layout.place_field
    if column is None or work.places is None or work.vocabulary.field(column) is None:
        return
    frame = pl.DataFrame(
        {
            "a": work.text("address"),
            "d": work.text("district"),
            "c": work.text("code").str.slice(2, 6),
            "p": work.text("province"),
        }
    )
    keys = frame.unique(maintain_order=True)
    places: list[Place] = [work.places.decide(a, d, c and f"00{c}", p) for a, d, c, p in keys.iter_rows()]
    answers = keys.with_columns(
        pl.Series("code", [one.code for one in places], dtype=pl.String),
        pl.Series("source", [one.source for one in places], dtype=pl.String),
        pl.Series("conflict", [one.conflict for one in places], dtype=pl.String),
    )
    joined = frame.join(answers, on=["a", "d", "c", "p"], how="left", nulls_equal=True, maintain_order="left")
    shown = frame.select(
        pl.concat_str(
            [pl.col("a").fill_null("（无地址）"), pl.col("d").fill_null("（无地区）")], separator="｜"
        )
    ).to_series()
    work.report.note_problems(column, FLAGGED, work.numbers, shown, joined["conflict"])
    _note_unknown(work, "district", frame["d"])
    _note_unknown(work, "province", frame["p"])
    source = joined["source"]
    official = source.replace({SOURCES[0]: None}) if SOURCES[0] != work.source else source
    work.give(column, joined["code"], official)


def _note_unknown(work: Work, role: str, cells: pl.Series) -> None:
    assert work.places is not None
    known = distinct(cells, work.places.named)
    unknown = mapped(cells, {key: code is None for key, code in known.items()}, pl.Boolean).fill_null(False)
    name = work.layout.name_of(role)
    if name in work.cells:
        work.report.note_cells(name, "代码表里没有这个地名，没有采用", FLAGGED, work.numbers, cells, unknown)


def name_key(series: pl.Series) -> pl.Series:
    """A name for comparing: brackets and letters of one width, without blanks.

    >>> name_key(pl.Series(["迅达（中国） 电梯"])).to_list()
    ['迅达(中国)电梯']
    """
    frame = series.alias("x").to_frame()
    tidy = pl.col("x").str.replace_all("（", "(", literal=True).str.replace_all("）", ")", literal=True)
    return frame.select(tidy.str.replace_all(r"\s", "").str.to_uppercase()).to_series().alias(series.name)
