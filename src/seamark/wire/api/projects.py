"""Projects."""

from dataclasses import dataclass
from typing import Literal

from seamark.model.access import Visibility
from seamark.wire.api.values import Aggregate

Goal = Literal["maximise", "minimise"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """Which run of a project is better."""

    path: str
    aggregate: Aggregate = "last"
    goal: Goal = "maximise"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRequest:
    """A project to be made; ``name`` is ``project`` or ``workspace/project``."""

    name: str
    key: str | None = None
    description: str = ""
    visibility: Visibility = Visibility.PRIVATE


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectChange:
    """What to change of a project; None leaves it."""

    description: str | None = None
    objective: Objective | None = None
    """One with an empty path: none any more."""
    config_prefixes: list[str] | None = None
    visibility: Visibility | None = None
    baseline: str | None = None
    """A run by any of its names; "" for none."""
    default_view: str | None = None
    """The uid of a shared view; "" for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A project. Its own fields are read and written as a run's are, by its uid or key."""

    name: str
    workspace: str
    key: str
    description: str
    config_prefixes: list[str]
    objective: Objective | None
    created_at: int
    updated_at: int
    runs: int
    running: int
    visibility: Visibility = Visibility.PRIVATE
    uid: str = ""
    baseline: str | None = None
    """The id of the run that others are compared with where nobody says otherwise."""
    default_view: str | None = None
    """The uid of the view that the project opens with."""
