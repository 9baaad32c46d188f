"""Which column of a table is which: by name, by synonym, by a mapping file; else an error that helps.

Headers carry more than a name: a unit in brackets, a year before or after it, `@来源` for provenance.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from matcher.enterprises.registry.layout import Column, Layout
from matcher.errors import RegistryError
from matcher.language.numerals import plain
from matcher.language.vocabulary import Field, Vocabulary

PROVENANCE = ("来源", "日期", "部门", "覆盖", "原文")
_BRACKETS = re.compile(r"^(.*?)[(\[【]([^()\[\]【】]*)[)\]】]$")
_YEAR_FIRST = re.compile(r"^((?:19|20)\d{2})(?:年度|年末|年)?[_\-·.]?(?=\D)(.+)$")
_YEAR_LAST = re.compile(r"^(.+?)(?:@|_|-|·)?((?:19|20)\d{2})(?:年度|年末|年)?$")


@dataclass(frozen=True, slots=True)
class FieldHeader:
    """A header that names a dictionary field: the field, its year if it says one, its unit if it says one."""

    field: Field
    year: int | None = None
    unit: str | None = None

    @property
    def column(self) -> str:
        """The column of the wide table that it feeds."""
        return self.field.name if self.year is None else f"{self.field.name}@{self.year}"


@dataclass(frozen=True)
class Headers:
    """What each header of a table is: a standard column, a field, a column of provenance, or not used."""

    standard: Mapping[str, str]
    """Header by standard column."""
    units: Mapping[str, str]
    """Unit written in the header, by standard column."""
    fields: Mapping[str, FieldHeader]
    """By header."""
    provenance: tuple[str, ...]
    persons: tuple[str, ...]
    unused: tuple[str, ...]


def field_header(header: str, vocabulary: Vocabulary) -> FieldHeader | None:
    """The field that `header` names, with its year and unit, or None.

    For a field 甲: 甲, 甲（万元）, 2023年甲, 甲@2023, 甲_2023, 甲2023 and such.
    """
    known = vocabulary.field(header)
    if known:
        return FieldHeader(known)
    word, unit = split_unit(header)
    known = vocabulary.field(word)
    if known:
        return FieldHeader(known, None, unit)
    for pattern, place in ((_YEAR_FIRST, 2), (_YEAR_LAST, 1)):
        found = pattern.match(word)
        known = vocabulary.field(split_unit(found[place])[0]) if found else None
        if found and known and known.by_year:
            return FieldHeader(known, int(found[3 - place]), unit or split_unit(found[place])[1])
    return None


def split_unit(header: str) -> tuple[str, str | None]:
    """A header without the bracket at its end, and what the bracket says.

    >>> split_unit("甲（单位：万元）"), split_unit("名称")
    (('甲', '万元'), ('名称', None))
    """
    found = _BRACKETS.match(plain(header))
    if not found:
        return header, None
    unit = re.sub(r"^单位:?", "", found[2]).strip()
    return found[1].strip(), unit or None


def read_mapping(path: str | Path) -> dict[str, str]:
    """A mapping file (YAML: 表里的列名: 标准列名); RegistryError where it is not one."""
    file = Path(path)
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise RegistryError(f"找不到列名对照文件：{file.name}", where=str(file), remedy="检查路径") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise RegistryError(
            "列名对照文件读不懂",
            where=file.name,
            cause=str(error),
            remedy="每行写「表里的列名: 标准列名」，存为 UTF-8",
        ) from error
    if not isinstance(data, dict) or not all(isinstance(value, str) for value in data.values()):
        raise RegistryError(
            "列名对照文件应是「表里的列名: 标准列名」",
            where=file.name,
            remedy="每行一对，例如 单位全称: 企业名称",
        )
    return {"".join(str(key).split()): value.strip() for key, value in data.items()}


def find_headers(
    headers: Sequence[str],
    layout: Layout,
    vocabulary: Vocabulary,
    *,
    mapping: Mapping[str, str] | None = None,
    where: str = "",
) -> Headers:
    """What each header is; RegistryError naming the columns found and the nearest ones if no name is there."""
    renamed = {header: (mapping or {}).get(header, header) for header in headers}
    _check_mapping(headers, layout, vocabulary, mapping or {}, where)
    standard: dict[str, str] = {}
    units: dict[str, str] = {}
    fields: dict[str, FieldHeader] = {}
    persons, provenance, unused = [], [], []
    for header, word in sorted(renamed.items(), key=lambda pair: _rank(pair[1], layout)):
        base = word.rpartition("@")
        column = standard_column(word, layout)
        known = field_header(word, vocabulary)
        if column and column.role == "person":
            persons.append(header)
        elif column and column.name not in standard:
            standard[column.name] = header
            if unit := (split_unit(word)[1] if word not in (column.name, *column.synonyms) else None):
                units[column.name] = unit
        elif known and known.column not in {other.column for other in fields.values()}:
            fields[header] = known
        elif base[2] in PROVENANCE and base[0]:
            provenance.append(header)
        else:
            unused.append(header)
    if layout.name_of("name") not in standard and layout.name_of("code") not in standard:
        raise missing_column(layout.name_of("name"), headers, layout, where)
    order = {header: place for place, header in enumerate(headers)}
    return Headers(
        standard,
        units,
        fields,
        *(tuple(sorted(part, key=order.__getitem__)) for part in (provenance, persons, unused)),
    )


def standard_column(word: str, layout: Layout) -> Column | None:
    """The standard column that a header means: as written, without its bracket, or without case and marks."""
    for spelling in (word, split_unit(word)[0]):
        key = _key(spelling)
        for column in layout.columns:
            if key in map(_key, (column.name, *column.synonyms)):
                return column
    return None


def _rank(word: str, layout: Layout) -> int:
    """First names before synonyms, so that a column so called is not lost to an earlier synonym."""
    return 0 if any(word == column.name for column in layout.columns) else 1


def _key(word: str) -> str:
    return re.sub(r"[\s_\-]", "", plain(word)).lower()


def _check_mapping(
    headers: Iterable[str], layout: Layout, vocabulary: Vocabulary, mapping: Mapping[str, str], where: str
) -> None:
    absent = [header for header in mapping if header not in set(headers)]
    if absent:
        raise RegistryError(
            f"列名对照里的列，表里没有：{'、'.join(absent)}",
            where=where,
            cause=f"表里的列是：{'、'.join(headers)}",
            remedy="照表头原样改正列名对照",
        )
    unknown = [
        word
        for word in mapping.values()
        if not standard_column(word, layout) and not field_header(word, vocabulary)
    ]
    if unknown:
        names = [column.name for column in layout.columns] + list(vocabulary.fields)
        near = {word: difflib.get_close_matches(word, names, 3, 0.4) for word in unknown}
        hints = "；".join(f"{word} → {'、'.join(found) or '没有相近的'}" for word, found in near.items())
        raise RegistryError(
            f"列名对照指向的不是标准列，也不是指标：{'、'.join(unknown)}",
            where=where,
            cause=f"相近的有：{hints}",
            remedy="改成标准列名或指标名",
        )


def missing_column(name: str, headers: Sequence[str], layout: Layout, where: str) -> RegistryError:
    """The error for a table without the column `name`: columns found, nearest candidates, an example of a mapping."""
    column = next(column for column in layout.columns if column.name == name)
    words = (column.name, *column.synonyms)
    score = {
        header: max(difflib.SequenceMatcher(None, header, word).ratio() for word in words)
        for header in headers
    }
    near = [header for header in sorted(score, key=lambda header: -score[header]) if score[header] >= 0.34][
        :3
    ]
    example = near[0] if near else headers[0]
    return RegistryError(
        f"表里找不到「{name}」这一列",
        where=where,
        cause=f"表里的列是：{'、'.join(headers)}。最像的是：{'、'.join(near) or '没有相近的'}",
        remedy=f"写一个列名对照文件，例如 mapping.yaml 里写一行「{example}: {name}」，再用 --mapping mapping.yaml；"
        f"认得的列名有：{'、'.join(words[:8])}",
    )
