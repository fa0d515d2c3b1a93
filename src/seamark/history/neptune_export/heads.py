"""What has to be known of a run before it is made: read from its rows below ``sys/``."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TypeAlias

from seamark.model.objects import ObjectKind, RunState, is_run_id

SYS: Final = "sys/"
_KEPT: Final = "neptune/"
Name: TypeAlias = tuple[ObjectKind, str, str]
"""What tells one run, model or version of an export from all others: its kind, its project and what it is called."""
EQUALS: Final = {
    name: name
    for name in ("sys/name", "sys/description", "sys/tags", "sys/group_tags", "sys/failed", "sys/hostname", "sys/stage")
}
"""Fields below sys that mean the same here and that a person may write: they stand in both places."""


def place_path(path: str) -> str:
    """Return where a field of Neptune's goes: what it kept of itself gets a place that the server does not keep."""
    return _KEPT + path if path == "sys" or path.startswith(SYS) else path


@dataclass(frozen=True, slots=True)
class Head:
    """One run, model or version, as far as it must be known to make it. Times are microseconds since 1970 UTC."""

    kind: ObjectKind
    project: str
    run: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    """Values below ``sys/`` by path."""

    def text(self, path: str) -> str:
        """Return a text, "" where there is none."""
        value = self.facts.get(path)
        return value if isinstance(value, str) else ""

    def time(self, path: str) -> int | None:
        """Return a time."""
        value = self.facts.get(path)
        return to_micros(value) if isinstance(value, datetime) else None

    @property
    def name(self) -> Name:
        """What tells it from all others."""
        return self.kind, self.project, self.run

    @property
    def parent(self) -> Name | None:
        """What is to be there before it: the run that a fork goes on from, the model of a version."""
        if self.kind is ObjectKind.MODEL_VERSION:
            return ObjectKind.MODEL, self.project, self.model_id
        return (self.kind, self.project, self.fork[0]) if self.fork else None

    @property
    def model_id(self) -> str:
        """The id of a version's model."""
        return self.text("sys/model_id") or self.run.rpartition("-")[0]

    @property
    def key(self) -> str:
        """The key of its project, as far as its id has one, or ""."""
        key, _, number = self.neptune_id.partition("-")
        if self.kind is not ObjectKind.RUN:
            number = "1"
        return key if is_run_id(f"{key}-{number}") else ""

    @property
    def neptune_id(self) -> str:
        """The id that Neptune gave, such as ``SAN-12``."""
        return self.text("sys/id")

    @property
    def created_at(self) -> int | None:
        """When the run was made."""
        return self.time("sys/creation_time")

    @property
    def ended_at(self) -> int | None:
        """When something was last heard of it."""
        return self.time("sys/ping_time") or self.time("sys/modification_time")

    @property
    def running_seconds(self) -> float | None:
        """For how long it ran."""
        value = self.facts.get("sys/running_time")
        return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None

    @property
    def state(self) -> RunState:
        """How it ended; one that seemed to run at the time of the export does not run any more."""
        return RunState.FAILED if self.facts.get("sys/failed") is True else RunState.FINISHED

    @property
    def fork(self) -> tuple[str, float] | None:
        """The run that it goes on from, as its id, and the step."""
        parent = self.text("sys/forking/parent") if self.kind is ObjectKind.RUN else ""
        try:
            step = float(self.facts.get("sys/forking/step"))  # type: ignore[arg-type]
        except (TypeError, ValueError):
            return None
        return (parent, step) if parent else None


def to_micros(moment: datetime) -> int:
    """Return a time of milliseconds in microseconds since 1970 UTC, exactly."""
    seconds = round(moment.replace(microsecond=0).timestamp())
    return seconds * 1_000_000 + moment.microsecond


def read_head(kind: ObjectKind, project: str, run: str, rows: Iterable[Mapping[str, Any]]) -> Head:
    """Return the head of a run, model or version from its rows below ``sys/``."""
    facts = {}
    for row in rows:
        value = _read_single(row)
        if row["run_id"] == run and row["project_id"] == project and value is not None:
            facts[row["attribute_path"]] = value
    return Head(kind, project, run, facts)


def _read_single(row: Mapping[str, Any]) -> Any:
    name = f"{row['attribute_type']}_value"
    return row.get(name) if name in row else None
