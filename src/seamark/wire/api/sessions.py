"""Sessions: the processes of a run."""

from dataclasses import dataclass, field
from typing import Final

from seamark.model.objects import ObjectKind, RunState
from seamark.wire.api.runs import Run, RunRequest

STOP_HEADER: Final = "Seamark-Stop"
"""With the answer to a batch or heartbeat: who wishes that the process stops, percent-encoded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What became of a run that was logged elsewhere and is brought in when it is over: nothing of it runs.

    ``id`` is what it was called there; it keeps it where it has the project's key and nobody else has it.
    ``owner`` is who made it there. Models and their versions are brought in so too: ``kind`` says what it is,
    ``model`` by any name the model of a version. They have no state: theirs is the session's alone.
    """

    id: str = ""
    owner: str = ""
    state: RunState = RunState.FINISHED
    reason: str = ""
    ended_at: int | None = None
    running_seconds: float | None = None
    kind: ObjectKind = ObjectKind.RUN
    model: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRequest:
    """A process that attaches to a run."""

    run: RunRequest
    origin: str
    host: str = ""
    pid: int = 0
    command: str = ""
    started_at: int | None = None
    ended_origins: list[str] = field(default_factory=list)
    """Origins of the same run whose process is known to be gone."""
    listens: bool = False
    """Whether the client ends the process when an answer carries the header ``Seamark-Stop``."""
    past: Past | None = None
    """For a run from elsewhere: its session is over, what is written with its origin changes no state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What the server knows of a session. ``seq`` is its receipt, -1 before the first batch."""

    origin: str
    attempt: int
    state: RunState
    seq: int
    run: Run
    host: str = ""
    pid: int = 0
    command: str = ""
    started_at: int = 0
    ended_at: int | None = None
    reason: str = ""
    stop_by: str = ""
    """Who wished that it stops; such a session that listens ends before long."""
    streams: dict[str, int] = field(default_factory=dict)
    """The receipts of its second streams, by what follows the dot; told of runs from elsewhere alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """A heartbeat."""

    progress: float | None = None
    progress_total: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnd:
    """How a session ended; ``reason`` is the last line of a traceback, a signal, an exit code."""

    state: RunState = RunState.FINISHED
    reason: str = ""
    ended_at: int | None = None
