"""What is found by a few letters."""

from dataclasses import dataclass

from seamark.wire.api.runs import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundProject:
    """A project by its names."""

    workspace: str
    name: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Projects and runs, those that fit best first."""

    projects: list[FoundProject]
    runs: list[Run]
