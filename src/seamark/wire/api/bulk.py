"""Changes of many runs at once."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkRequest:
    """What to change of some runs of a project, by any of their names, 1,000 at most."""

    runs: list[str]
    add_tags: list[str] = field(default_factory=list)
    remove_tags: list[str] = field(default_factory=list)
    stop: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkRefusal:
    """A run of which something was refused, by the name that it was asked for with."""

    run: str
    code: str
    detail: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkResult:
    """How many runs had their tags changed; how many were told to stop and will within seconds (``stopping``), how
    many count as stopped now, and how many had ended before (``over``).
    """

    changed: int = 0
    stopping: int = 0
    stopped: int = 0
    over: int = 0
    refused: list[BulkRefusal] = field(default_factory=list)
