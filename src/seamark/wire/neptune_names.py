"""The fields below ``sys/``: Neptune's names for ours, and which of ours its clients see."""

from typing import Final

_RENAMED: Final = {
    "sys/creation_time": "sys/created_at",
    "sys/modification_time": "sys/modified_at",
    "sys/ping_time": "sys/beat_at",
    "sys/running_time": "sys/running_seconds",
    "sys/custom_run_id": "sys/own_id",
}
_SAME: Final = frozenset(
    {
        "sys/id",
        "sys/name",
        "sys/state",
        "sys/owner",
        "sys/description",
        "sys/tags",
        "sys/group_tags",
        "sys/failed",
        "sys/trashed",
        "sys/hostname",
        "sys/stage",
        "sys/model_id",
    }
)
_THEIRS: Final = {ours: theirs for theirs, ours in _RENAMED.items()}

SETS: Final = frozenset({"sys/tags", "sys/group_tags"})
"""The only sets of strings that Neptune has."""


def to_ours(path: str) -> str:
    """Return our path of a field that Neptune's clients name."""
    return _RENAMED.get(path, path)


def to_theirs(path: str) -> str | None:
    """Return the path under which Neptune's clients know a field of ours; None where they know none."""
    if not path.startswith("sys/"):
        return path
    return _THEIRS.get(path) or (path if path in _SAME else None)
