"""What an import did, run by run, models and their versions among them: rows read, rows stored as counted by asking the server, and what was left out."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from seamark.history.findings import Finding
from seamark.model.objects import ObjectKind

NAMED = 1_000
"""So many findings of one run are told one by one."""


@dataclass(slots=True)
class RunReport:
    """One run, model or model version. ``expected`` are the rows that are to be there, ``stored`` those that are, both by type."""

    project: str
    run: str
    id: str = ""
    url: str = ""
    kind: ObjectKind = ObjectKind.RUN
    read: Counter[str] = field(default_factory=Counter)
    left_out: int = 0
    expected: Counter[str] = field(default_factory=Counter)
    stored: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Say whether nothing was left out, and all is there."""
        return not any(finding.is_loss for finding in self.findings) and self.is_equal

    @property
    def is_equal(self) -> bool:
        """Say whether the server has what it is to have."""
        return self.expected == self.stored


@dataclass(slots=True)
class Report:
    """The whole import; ``findings`` are those of no run. A dry run has stored nothing."""

    folder: str
    dry: bool
    runs: list[RunReport] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Say whether nothing was left out, and all is there."""
        return not any(finding.is_loss for _, finding in self.all_findings()) and (
            self.dry or all(run.is_equal for run in self.runs)
        )

    def all_findings(self) -> Iterator[tuple[str, Finding]]:
        """Yield all findings with the run that they are of."""
        yield from (("", finding) for finding in self.findings)
        yield from ((run.run, finding) for run in self.runs for finding in run.findings)

    def totals(self) -> "dict[str, tuple[int, int, int]]":
        """Return by type how many rows were read, are to be there, and are there."""
        read, expected, stored = Counter[str](), Counter[str](), Counter[str]()
        for run in self.runs:
            read += run.read
            expected += run.expected
            stored += run.stored
        return {type: (read[type], expected[type], stored[type]) for type in sorted(read)}

    def encode(self) -> bytes:
        """Return the report as JSON."""
        content = {
            "folder": self.folder,
            "dry_run": self.dry,
            "whole": self.is_whole,
            "totals": {
                type: {"read": read, "expected": expected, "stored": stored}
                for type, (read, expected, stored) in self.totals().items()
            },
            "findings": [_describe(finding) for finding in self.findings],
            "runs": [_describe_run(run, dry=self.dry) for run in self.runs],
        }
        return msgspec.json.format(msgspec.json.encode(content), indent=2)


def _describe_run(run: RunReport, *, dry: bool) -> dict[str, object]:
    return {
        "kind": run.kind.value,
        "project": run.project,
        "run": run.run,
        "id": run.id,
        "url": run.url,
        "whole": run.is_whole if not dry else not any(finding.is_loss for finding in run.findings),
        "rows_left_out": run.left_out,
        "read": run.read,
        "expected": run.expected,
        "stored": run.stored,
        "findings": [_describe(finding) for finding in run.findings[:NAMED]],
        "findings_not_named": max(0, len(run.findings) - NAMED),
    }


def _describe(finding: Finding) -> dict[str, object]:
    return {
        "kind": finding.kind.name.lower(),
        "words": finding.kind.value,
        "path": finding.path,
        "detail": finding.detail,
        "count": finding.count,
        "left_out": finding.is_loss,
    }
