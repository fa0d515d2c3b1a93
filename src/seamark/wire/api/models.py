"""The registry: models and their versions."""

from dataclasses import dataclass, field
from typing import Any

from seamark.model.objects import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRequest:
    """A version of a model to be made; it gets the next number."""

    name: str = ""
    description: str = ""
    tags: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRequest(VersionRequest):
    """A model to be made; its id is the project's key and its own: ``SUN-NET``."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model. Its fields are read and written as a run's are, by its id. ``versions`` is its newest one's number."""

    uid: str
    short: str
    id: str
    project: str
    name: str
    description: str
    tags: list[str]
    owner: str
    created_at: int
    trashed: bool
    versions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelVersion:
    """A version of a model, with its stage. Its fields are read and written as a run's are, by its id."""

    uid: str
    short: str
    id: str
    project: str
    name: str
    description: str
    tags: list[str]
    owner: str
    created_at: int
    trashed: bool
    model: str
    stage: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRow:
    """One model of a table; ``cells`` in the order of the columns asked for, None where the field is absent."""

    model: Model
    cells: list[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelTable:
    """Rows ``offset`` to ``offset + len(rows)`` of ``matched``."""

    rows: list[ModelRow]
    matched: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """One version of a table; ``cells`` in the order of the columns asked for, None where the field is absent."""

    version: ModelVersion
    cells: list[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionTable:
    """Rows ``offset`` to ``offset + len(rows)`` of ``matched``."""

    rows: list[VersionRow]
    matched: int
