"""A look at a whole export before anything is sent: what there is, and in which order it comes in."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from seamark.history.findings import Findings, Kind
from seamark.history.neptune_export.heads import SYS, Head, Name, read_head
from seamark.history.neptune_export.layout import Export, RunFolder
from seamark.history.neptune_export.parts import PartReader, TornPart
from seamark.history.report import Report
from seamark.model.errors import InvalidValue
from seamark.model.objects import ObjectKind

_RANKS: Final = {ObjectKind.RUN: 0, ObjectKind.MODEL: 1, ObjectKind.MODEL_VERSION: 2}


@dataclass(frozen=True, slots=True)
class Found:
    """A run, model or version of the export, with what has to be known of it beforehand."""

    folder: RunFolder
    head: Head
    rows: int


@dataclass(frozen=True, slots=True)
class Survey:
    """What there is to bring in: runs, parents before their forks; models, and then their versions."""

    runs: list[Found]
    report: Report

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(found.rows for found in self.runs)

    def projects(self) -> list[str]:
        """Return the projects as Neptune called them."""
        return list(dict.fromkeys(found.head.project for found in self.runs))


def survey(export: Export, folders: Iterable[RunFolder], *, only: frozenset[str], dry: bool) -> Survey:
    """Look at all that an export has, or at that of some ids. Raises InvalidValue for ids that nothing has."""
    report = Report(str(export.data), dry)
    findings = Findings()
    found = []
    for folder in folders:
        one = _look(folder, findings)
        if one is not None and (not only or {one.head.run, one.head.neptune_id} & only):
            found.append(one)
    unknown = only - {name for one in found for name in (one.head.run, one.head.neptune_id)}
    if unknown:
        raise InvalidValue(
            f"The export has no run or model {', '.join(sorted(unknown))}.", "Give ids as Neptune had them."
        )
    report.findings = list(findings)
    return Survey(_order(found), report)


def _look(folder: RunFolder, findings: Findings) -> Found | None:
    if not folder.is_complete:
        findings.add(Kind.INCOMPLETE_RUN, folder.name, "part 0 is missing: export it again")
        return None
    rows, names, facts = 0, None, []
    for part in folder.parts:
        try:
            reader = PartReader(part)
            names = names or reader.read_names()
            facts += list(reader.read_facts(SYS))
            rows += reader.rows
            reader.close()
        except TornPart:
            continue  # told when its rows are read, or below
    if names is None:
        findings.add(Kind.TORN_PART, folder.name, "none of its files of rows can be read")
        return None
    return Found(folder, read_head(folder.kind, *names, facts), rows)


def _order(found: list[Found]) -> list[Found]:
    """Return runs by the time that they were made, parents before their forks; then models, then their versions."""
    by_name = index(found)
    found = sorted(found, key=_place)
    ordered: dict[Name, Found] = {}
    for one in found:
        line: list[Found] = []
        next: Found | None = one
        while next is not None and next.head.name not in ordered and next not in line:
            line.append(next)
            next = by_name.get(next.head.parent) if next.head.parent else None
        ordered |= {each.head.name: each for each in reversed(line)}
    return list(ordered.values())


def _place(one: Found) -> tuple[int, int, str, str]:
    return _RANKS[one.head.kind], one.head.created_at or 0, one.head.project, one.folder.prefix


def index(found: list[Found]) -> dict[Name, Found]:
    """Return what was found by each name that a fork may call its parent, or a version its model."""
    ids = {(one.head.kind, one.head.project, one.head.neptune_id): one for one in found if one.head.neptune_id}
    return ids | {one.head.name: one for one in found}
