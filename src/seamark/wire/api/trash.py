"""The trash of a project."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TrashRequest:
    """Objects of a project, runs, models or model versions, by id, uid or own id; 1,000 at most."""

    ids: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrashResult:
    """How many objects it was; a model counts with all its versions."""

    objects: int
