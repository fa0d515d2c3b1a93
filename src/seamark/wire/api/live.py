"""What has just changed."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An event of ``GET /api/v1/live``: what one commit changed."""

    commit: int
    project: str
    runs: list[str]
    paths: dict[str, list[str]] = field(default_factory=dict)
    """Per run uid the changed paths, at most 200; an empty list means "many"."""
