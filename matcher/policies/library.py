"""The policy library: all documents and items of a folder, with the dictionary and label system they use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from matcher.enterprises.fields import load_vocabulary
from matcher.errors import MatcherError, PolicyFileError, Problems, UsageError
from matcher.language.hints import did_you_mean
from matcher.language.vocabulary import Vocabulary
from matcher.policies.files import read_policies
from matcher.policies.model import Document, Policy
from matcher.policies.taxonomy import FILE as TAXONOMY_FILE
from matcher.policies.taxonomy import Taxonomy, load_taxonomy
from matcher.resources import data_root

NOT_POLICIES = (TAXONOMY_FILE, "weights.yaml")


@dataclass(frozen=True)
class Library:
    """Policy items by id, in the order of their files."""

    policies: tuple[Policy, ...]
    vocabulary: Vocabulary
    taxonomy: Taxonomy = field(default_factory=Taxonomy)
    folder: Path | None = None
    enterprises: Path | None = None

    def __iter__(self) -> Iterator[Policy]:
        return iter(self.policies)

    def __len__(self) -> int:
        return len(self.policies)

    def documents(self) -> list[Document]:
        """The documents, each once."""
        return list(dict.fromkeys(policy.document for policy in self.policies))

    def policy(self, policy_id: str) -> Policy:
        """The item with an id.

        Raises:
            UsageError: there is none; names the nearest ids.
        """
        found = next((policy for policy in self.policies if policy.id == policy_id), None)
        if found is None:
            near = did_you_mean(policy_id, [policy.id for policy in self.policies])
            raise UsageError(
                f"政策库里没有「{policy_id}」",
                cause="id 写错了",
                remedy=near or "用 matcher policies list 看全部",
            )
        return found


def load_library(policies: Path | str | None = None, enterprises: Path | str | None = None) -> Library:
    """The library of a folder, with the dictionary of another; both default to those that come along.

    Args:
        policies: a folder with policy files (*.yaml, in any depth) and taxonomy.yaml.
        enterprises: a folder with fields.yaml and codes.

    Raises:
        Problems, PolicyFileError, DictionaryError: with every mistake of every file.
    """
    folder = Path(policies) if policies is not None else data_root() / "policies"
    about = Path(enterprises) if enterprises is not None else data_root() / "enterprises"
    vocabulary = load_vocabulary(about)
    taxonomy = load_taxonomy(folder, vocabulary)
    items = read_folder(folder, vocabulary, taxonomy)
    return Library(tuple(items), vocabulary, taxonomy, folder, about)


def policy_files(folder: Path) -> list[Path]:
    """The policy files of a folder (or the one file given), in order."""
    if folder.is_file():
        return [folder]
    if not folder.is_dir():
        raise PolicyFileError(f"找不到政策目录 {folder}", cause="路径写错", remedy="检查 --policies")
    return sorted(path for path in folder.rglob("*.yaml") if path.name not in NOT_POLICIES)


def read_folder(folder: Path, vocabulary: Vocabulary, taxonomy: Taxonomy) -> list[Policy]:
    """The items of all files of a folder; raises with the mistakes of all of them."""
    items: list[Policy] = []
    errors: list[MatcherError] = []
    for path in policy_files(folder):
        try:
            items += read_policies(path, vocabulary, taxonomy)
        except Problems as problems:
            errors += problems.errors
        except PolicyFileError as error:
            errors.append(error)
    errors += _repeated(items)
    if errors:
        raise Problems("政策库", errors)
    if not items:
        raise PolicyFileError(
            f"政策目录 {folder} 里没有政策", cause="目录不对，或还没有文件", remedy="放入 .yaml 政策文件"
        )
    return items


def _repeated(items: list[Policy]) -> list[MatcherError]:
    seen: dict[str, Policy] = {}
    errors: list[MatcherError] = []
    for item in items:
        if item.id in seen:
            where = f"{item.document.file}:{item.line}"
            errors.append(
                PolicyFileError(
                    f"id「{item.id}」与 {seen[item.id].document.file} 里的重复",
                    where=where,
                    remedy="换一个 id",
                )
            )
        seen[item.id] = item
    return errors
