"""The attributes below ``sys/`` that every object of Neptune's has, made of what we know of it."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from seamark.doors.neptune.translate import Attribute, describe_field, spell_time
from seamark.model.objects import ObjectKind, RunState
from seamark.storage.catalog.rows import ObjectRow
from seamark.wire.api.fields import Field
from seamark.wire.neptune_names import to_theirs

_RUN: Final = ("sys/owner", "sys/trashed", "sys/failed", "sys/description")
_ALL: Final = (
    "sys/id",
    "sys/creation_time",
    "sys/modification_time",
    "sys/ping_time",
    "sys/running_time",
    "sys/monitoring_time",
    "sys/size",
    "sys/state",
    "sys/name",
    "sys/tags",
    "sys/group_tags",
)
NAMES: Final[dict[ObjectKind, tuple[str, ...]]] = {
    ObjectKind.PROJECT: (*_ALL, "sys/visibility"),
    ObjectKind.RUN: (*_ALL, *_RUN),
    ObjectKind.MODEL: (*_ALL, "sys/owner", "sys/trashed", "sys/description"),
    ObjectKind.MODEL_VERSION: (*_ALL, "sys/owner", "sys/trashed", "sys/description"),
}
"""What an object of each kind has from its first moment."""


def describe_system(row: ObjectRow, fields: Mapping[str, Field], size: int, visibility: str) -> list[Attribute]:
    """Return an object's system attributes by name.

    Args:
        row: The object.
        fields: Its fields below ``sys/``, by our paths.
        size: The bytes of all its files.
        visibility: That of its project.
    """
    known = dict(_describe_known(fields))
    made = _make(row, fields, size, visibility)
    found = {name: made[name] for name in NAMES[row.kind] if name in made} | known
    return [found[name] for name in sorted(found)]


_SUMMARY: Final = {
    "shortId": "sys/id",
    "name": "sys/name",
    "description": "sys/description",
    "owner": "sys/owner",
    "hostname": "sys/hostname",
    "creationTime": "sys/creation_time",
    "runningTime": "sys/running_time",
    "size": "sys/size",
    "tags": "sys/tags",
    "state": "sys/state",
}


def describe_summary(attributes: Iterable[Attribute]) -> dict[str, Any]:
    """Return the block of system attributes that the legacy API reads."""
    named = {one.name: one.properties() for one in attributes}
    found = {name: named.get(path) for name, path in _SUMMARY.items()}
    nothing = {"attributeName": "sys/hostname", "attributeType": "string", "value": ""}
    return found | {"hostname": found["hostname"] or nothing}


def _describe_known(fields: Mapping[str, Field]) -> list[tuple[str, Attribute]]:
    found = []
    for path, field in fields.items():
        name = to_theirs(path)
        if name is None or name == "sys/state":
            continue
        attribute = describe_field(field, name)
        if attribute is not None:
            found.append((name, attribute))
    return found


def _make(row: ObjectRow, fields: Mapping[str, Field], size: int, visibility: str) -> dict[str, Attribute]:
    modified = _latest(fields, row.created_at, "sys/modified_at")
    running = _value(fields, "sys/running_seconds") or 0.0
    is_running = _value(fields, "sys/state") == RunState.RUNNING
    values: dict[str, tuple[str, Any]] = {
        "sys/id": ("string", row.id),
        "sys/creation_time": ("datetime", spell_time(row.created_at)),
        "sys/modification_time": ("datetime", spell_time(modified)),
        "sys/ping_time": ("datetime", spell_time(_latest(fields, row.created_at, "sys/beat_at", "sys/ended_at"))),
        "sys/running_time": ("float", float(running)),
        "sys/monitoring_time": ("int", int(float(running))),
        "sys/size": ("float", float(size)),
        "sys/state": ("experimentState", "running" if is_running else "idle"),
        "sys/name": ("string", ""),
        "sys/owner": ("string", row.created_by),
        "sys/trashed": ("bool", row.trashed_at is not None),
        "sys/failed": ("bool", False),
        "sys/description": ("string", ""),
        "sys/visibility": ("string", visibility),
    }
    made = {name: Attribute(name, type, {"value": value}) for name, (type, value) in values.items()}
    for name in ("sys/tags", "sys/group_tags"):
        made[name] = Attribute(name, "stringSet", {"values": []})
    return made


def _value(fields: Mapping[str, Field], path: str) -> Any:
    field = fields.get(path)
    return None if field is None else field.value


def _latest(fields: Mapping[str, Field], otherwise: int, *paths: str) -> int:
    return max([otherwise, *(int(moment) for path in paths if (moment := _value(fields, path)) is not None)])
