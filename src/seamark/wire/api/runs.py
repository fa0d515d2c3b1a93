"""Runs."""

from dataclasses import dataclass, field
from typing import Literal

from seamark.model.objects import RunState


@dataclass(frozen=True, slots=True, kw_only=True)
class Fork:
    """The run that a new one goes on from, by any of its names, and the step up to which, that included, it
    has its history.
    """

    run: str
    step: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRequest:
    """A run to be made or found.

    ``id`` is the person's own key, or an id such as ``SUN-123``; ``resume`` says what is right:
    "allow" either, "must" an existing one, "never" a new one.
    """

    project: str
    uid: str | None = None
    id: str | None = None
    resume: Literal["allow", "must", "never"] = "allow"
    name: str | None = None
    description: str | None = None
    tags: list[str] = field(default_factory=list)
    group: str | None = None
    parent: str | None = None
    created_at: int | None = None
    fork: Fork | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run as it stands in lists and at the top of its page."""

    uid: str
    short: str
    id: str
    own_id: str | None
    project: str
    name: str
    state: RunState
    owner: str
    created_at: int
    url: str
    description: str = ""
    tags: list[str] = field(default_factory=list)
    ended_at: int | None = None
    beat_at: int | None = None
    reason: str = ""
    progress: float | None = None
    progress_total: float | None = None
    running_seconds: float = 0.0
    config_hash: str = ""
    colour: int | None = None
    """Of the ten of the palette the one that somebody gave it, from 0; None where it has the colour of its number."""
    new: bool = False
