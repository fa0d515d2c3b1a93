"""The trash of a project."""

from dataclasses import dataclass

from seamark.model.objects import ObjectKind


@dataclass(frozen=True, slots=True, kw_only=True)
class TrashRequest:
    """Objects of a project, runs, models or model versions, by id, uid or own id; 1,000 at most."""

    ids: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrashResult:
    """How many objects it was; a model counts with all its versions. ``bytes`` of files that nothing else refers
    to go with clean-ups: a day later, or a week after they were uploaded.
    """

    objects: int
    bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TrashWeight:
    """What deleting objects for good would free: files that nothing else refers to, and their bytes. Models count
    with their versions; runs that a fork needs are left out of a whole trash.
    """

    objects: int
    files: int
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrashedObject:
    """A run, model or model version in the trash. ``held_by`` is the fork without which it cannot be deleted;
    ``trashed_by`` is empty where that was not kept yet.
    """

    uid: str
    id: str
    kind: ObjectKind
    name: str
    owner: str
    created_at: int
    trashed_at: int
    trashed_by: str = ""
    model: str = ""
    """Of a version: its model's id."""
    held_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrashPage:
    """Objects of the trash, put there last first; ``total`` and ``weight`` are of all of it."""

    objects: list[TrashedObject]
    total: int
    weight: TrashWeight
