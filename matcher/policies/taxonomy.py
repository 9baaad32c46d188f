"""The label system (标签体系): dimensions with closed vocabularies, read from taxonomy.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from matcher.errors import PolicyFileError
from matcher.language.hints import did_you_mean
from matcher.language.systems import CodeSystem
from matcher.language.vocabulary import Vocabulary
from matcher.yamlfile import read_yaml

FILE = "taxonomy.yaml"


@dataclass(frozen=True)
class Tag:
    """A value of a dimension: its definition, where it comes from, and words that hint at it."""

    name: str
    definition: str = ""
    origin: str = ""
    hints: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dimension:
    """A dimension of labels; `system` is the code system it borrows values from."""

    name: str
    definition: str
    origin: str
    closed: bool
    multi: bool
    tags: Mapping[str, Tag]
    system: CodeSystem | None = None
    required: bool = False
    """Whether every item needs a label of this dimension."""

    def canonical(self, value: str) -> str | None:
        """The first name of a value, or None where the dimension does not have it."""
        if value in self.tags:
            return value
        for tag in self.tags.values():
            if value in tag.aliases:
                return tag.name
        if self.system is not None and self.system.codes_of(value):
            return self.system.print_name(value)
        return None if self.closed else value

    def words(self) -> list[str]:
        """Every value."""
        return [*self.tags, *(self.system.words() if self.system else ())]


@dataclass(frozen=True)
class Taxonomy:
    """All dimensions by name."""

    dimensions: Mapping[str, Dimension] = field(default_factory=dict)

    def problem(self, dimension: str, value: str) -> tuple[str, str] | None:
        """What is wrong with a tag, and the remedy; None where it is right."""
        known = self.dimensions.get(dimension)
        if known is None:
            return f"没有「{dimension}」这个标签维度", did_you_mean(dimension, self.dimensions) or "、".join(
                self.dimensions
            )
        if known.canonical(value) is None:
            return f"「{dimension}」里没有「{value}」", did_you_mean(value, known.words()) or f"查 {FILE}"
        return None


def load_taxonomy(folder: Path, vocabulary: Vocabulary) -> Taxonomy:
    """The label system of a policy folder; empty where it has none.

    Raises:
        PolicyFileError: the file cannot be read, or names a code system that does not exist.
    """
    path = folder / FILE
    if not path.exists():
        return Taxonomy()
    content = read_yaml(path, PolicyFileError)
    dimensions = {}
    for name, about in (content.get("dimensions") or {}).items():
        system = vocabulary.systems.get(str(about.get("system"))) if about.get("system") else None
        if about.get("system") and system is None:
            raise PolicyFileError(
                f"标签维度「{name}」借用的代码表「{about['system']}」不存在", where=FILE, remedy="改正 system"
            )
        tags = {str(one["name"]): _tag(one) for one in about.get("values") or ()}
        dimensions[str(name)] = Dimension(
            str(name), str(about.get("definition", "")), str(about.get("origin", "")), bool(about.get("closed", True)),
            bool(about.get("multi", True)), tags, system, bool(about.get("required", False)),
        )  # fmt: skip
    return Taxonomy(dimensions)


def _tag(about: Mapping[str, object]) -> Tag:
    def words(key: str) -> tuple[str, ...]:
        value = about.get(key)
        return tuple(str(one) for one in value) if isinstance(value, list) else ()

    return Tag(
        str(about["name"]),
        str(about.get("definition", "")),
        str(about.get("origin", "")),
        words("hints"),
        words("aliases"),
    )
