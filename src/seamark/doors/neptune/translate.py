"""From Neptune's operations to ours, and from our fields to Neptune's attributes. Nothing here asks a store."""

import base64
import binascii
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeAlias

import msgspec

from seamark.model import limits
from seamark.model.errors import InvalidInput, InvalidValue
from seamark.model.operations import (
    Add,
    Assign,
    Clear,
    Configure,
    Define,
    Delete,
    Extend,
    Operation,
    Remove,
)
from seamark.model.values import FieldType
from seamark.wire.api.fields import Field, SeriesStats
from seamark.wire.neptune_names import SETS, to_ours

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A point of an image series, whose bytes are to be kept before it can be attached."""

    path: str
    data: bytes
    name: str
    caption: str
    step: float | None
    time: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """An artifact, by the hash of its files, which is to be found before it can be attached."""

    path: str
    hash: str


Step: TypeAlias = Operation | Picture | Dataset
"""What one of Neptune's operations amounts to, piece by piece."""


# ---- operations ---------------------------------------------------------------------------------


def read_operation(raw: Mapping[str, Any]) -> list[Step]:
    """Return what an operation of Neptune's wire amounts to.

    Raises:
        InvalidInput: there is no such operation, or its content is not right.
    """
    names = [name for name in raw if name != "path"]
    path, name = raw.get("path"), names[0] if len(names) == 1 else ""
    read = _READERS.get(name)
    content = raw.get(name)
    if not isinstance(path, str) or read is None or not isinstance(content, dict):
        raise InvalidInput(f"There is no operation {', '.join(names)[:80]!r} here.", "Update this server.")
    try:
        return read(to_ours(path), content)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as problem:
        raise InvalidValue(
            f"{path!r} got a {name} that cannot be read: {problem}.", "Nothing was changed.", path=path
        ) from None


def _assign(type: FieldType) -> Callable[[str, Mapping[str, Any]], list[Step]]:
    def read(path: str, content: Mapping[str, Any]) -> list[Step]:
        value = content["value"]
        if type is FieldType.FLOAT:
            value = float(value)
        return [Assign(path=path, value=value, type=type)]

    return read


def _assign_time(path: str, content: Mapping[str, Any]) -> list[Step]:
    return [Assign(path=path, value=int(content["valueMilliseconds"]) * 1_000, type=FieldType.DATETIME)]


def _log(type: FieldType, value: Callable[[Any], Any]) -> Callable[[str, Mapping[str, Any]], list[Step]]:
    def read(path: str, content: Mapping[str, Any]) -> list[Step]:
        entries = content["entries"]
        if not entries:
            return [Define(path=path, type=type)]
        values = [value(entry["value"]) for entry in entries]
        times = [_micros(entry) for entry in entries]
        steps = [_step(entry) for entry in entries]
        given = [step for step in steps if step is not None]
        if len(given) == len(steps):
            return [Extend(path=path, values=values, steps=given, times=times)]
        if not given:
            return [Extend(path=path, values=values, times=times)]
        return [
            Extend(path=path, values=[value], steps=None if step is None else [step], times=[time])
            for value, step, time in zip(values, steps, times, strict=True)
        ]

    return read


def _log_images(path: str, content: Mapping[str, Any]) -> list[Step]:
    entries = content["entries"]
    if not entries:
        return [Define(path=path, type=FieldType.FILE_SERIES)]
    return [_read_picture(path, entry) for entry in entries]


def _read_picture(path: str, entry: Mapping[str, Any]) -> Picture:
    value = entry["value"]
    try:
        data = base64.b64decode(value.get("data") or "", validate=True)
    except binascii.Error as problem:
        raise InvalidValue(f"{path!r} got an image that is no base64: {problem}.", path=path) from None
    return Picture(
        path=path,
        data=data,
        name=str(value.get("name") or ""),
        caption=str(value.get("description") or "")[: limits.CAPTION_CHARACTERS],
        step=_step(entry),
        time=_micros(entry),
    )


def _micros(entry: Mapping[str, Any]) -> int:
    return int(entry["timestampMilliseconds"]) * 1_000


def _step(entry: Mapping[str, Any]) -> float | None:
    step = entry.get("step")
    return None if step is None else float(step)


def _clear(type: FieldType) -> Callable[[str, Mapping[str, Any]], list[Step]]:
    def read(path: str, content: Mapping[str, Any]) -> list[Step]:
        del content
        if type is FieldType.STRING_SET:
            _check_set(path)
        return [Clear(path=path, type=type)]

    return read


def _configure(path: str, content: Mapping[str, Any]) -> list[Step]:
    return [
        Configure(path=path, unit=content.get("unit") or "", minimum=content.get("min"), maximum=content.get("max"))
    ]


def _change_set(make: type[Add] | type[Remove]) -> Callable[[str, Mapping[str, Any]], list[Step]]:
    def read(path: str, content: Mapping[str, Any]) -> list[Step]:
        _check_set(path)
        return [make(path=path, values=[str(value) for value in content["values"]])]

    return read


def _check_set(path: str) -> None:
    if path not in SETS:
        raise InvalidValue(f"{path!r} cannot be a set of strings.", f"Use {' or '.join(sorted(SETS))}.", path=path)


def _delete(path: str, content: Mapping[str, Any]) -> list[Step]:
    del content
    return [Delete(path=path)]


def _assign_artifact(path: str, content: Mapping[str, Any]) -> list[Step]:
    return [Dataset(path=path, hash=str(content["hash"]))]


def _delete_files(path: str, content: Mapping[str, Any]) -> list[Step]:
    names = [str(name) for name in content["filePaths"]]
    return [Define(path=path, type=FieldType.FILE_SET), Remove(path=path, values=names)]


_READERS: Final[dict[str, Callable[[str, Mapping[str, Any]], list[Step]]]] = {
    "assignFloat": _assign(FieldType.FLOAT),
    "assignInt": _assign(FieldType.INT),
    "assignBool": _assign(FieldType.BOOL),
    "assignString": _assign(FieldType.STRING),
    "assignDatetime": _assign_time,
    "logFloats": _log(FieldType.FLOAT_SERIES, float),
    "logStrings": _log(FieldType.STRING_SERIES, str),
    "logImages": _log_images,
    "clearFloatSeries": _clear(FieldType.FLOAT_SERIES),
    "clearStringSeries": _clear(FieldType.STRING_SERIES),
    "clearImageSeries": _clear(FieldType.FILE_SERIES),
    "configFloatSeries": _configure,
    "insertStrings": _change_set(Add),
    "removeStrings": _change_set(Remove),
    "clearStringSet": _clear(FieldType.STRING_SET),
    "deleteAttribute": _delete,
    "deleteFiles": _delete_files,
    "assignArtifact": _assign_artifact,
    "clearArtifact": _delete,
}


def adds_points(raw: Mapping[str, Any]) -> bool:
    """Say whether an operation adds points, which stand there twice when they come twice."""
    return any(name in raw for name in ("logFloats", "logStrings", "logImages"))


# ---- attributes ---------------------------------------------------------------------------------

TYPES: Final = {
    FieldType.BOOL: "bool",
    FieldType.INT: "int",
    FieldType.FLOAT: "float",
    FieldType.STRING: "string",
    FieldType.DATETIME: "datetime",
    FieldType.JSON: "string",
    FieldType.STRING_SET: "stringSet",
    FieldType.FLOAT_SERIES: "floatSeries",
    FieldType.STRING_SERIES: "stringSeries",
    FieldType.FILE: "file",
    FieldType.TABLE: "file",
    FieldType.FILE_SERIES: "imageSeries",
    FieldType.FILE_SET: "fileSet",
    FieldType.ARTIFACT: "artifact",
    FieldType.GIT_REF: "gitRef",
    FieldType.NOTEBOOK_REF: "notebookRef",
}
"""Neptune's name of each type; histogram series have none."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """A field as Neptune names it: its path, its type, and what it holds."""

    name: str
    type: str
    content: Mapping[str, Any]

    def properties(self) -> dict[str, Any]:
        """Return what a getter of one attribute answers."""
        return {"attributeName": self.name, "attributeType": self.type, **self.content}

    def entry(self) -> dict[str, Any]:
        """Return what stands in a list of attributes."""
        return {"name": self.name, "type": self.type, f"{self.type}Properties": self.properties()}


def describe_field(field: Field, name: str) -> Attribute | None:
    """Return a field as Neptune's clients know it; None where they know nothing like it."""
    type = TYPES.get(field.type)
    return None if type is None else Attribute(name, type, _content(field, type))


def _content(field: Field, type: str) -> dict[str, Any]:
    match type:
        case "datetime":
            return {"value": spell_time(int(field.value))}
        case "float" | "int":
            return {"value": spell_number(field.value, int if type == "int" else float)}
        case "string":
            return {"value": field.value if isinstance(field.value, str) else _json(field.value)}
        case "stringSet":
            return {"values": list(field.value or ())}
        case "floatSeries":
            return _float_series(field.stats, field.unit)
        case "stringSeries":
            return {
                "last": None if field.stats is None else field.stats.last,
                "lastStep": None if field.stats is None else field.stats.last_step,
            }
        case "imageSeries":
            return {"lastStep": None if field.file is None else field.file.step}
        case "file":
            return _file(field)
        case "fileSet":
            return {"size": field.size or 0}
        case "artifact":
            return {"hash": "" if field.file is None else field.file.name}
        case "gitRef" | "notebookRef":
            return dict(field.value or {})
        case _:
            return {"value": field.value}


def _float_series(stats: SeriesStats | None, unit: str) -> dict[str, Any]:
    names = {"last": "last", "min": "min", "max": "max", "average": "mean", "variance": "variance"}
    numbers = {
        name: None if stats is None else spell_number(getattr(stats, ours), float) for name, ours in names.items()
    }
    last_step = None if stats is None else stats.last_step
    return {**numbers, "lastStep": last_step, "config": {"min": None, "max": None, "unit": unit or None}}


def _file(field: Field) -> dict[str, Any]:
    file = field.file
    if file is None:
        return {"name": "", "ext": "", "size": 0}
    _, dot, extension = file.name.rpartition(".")
    return {"name": file.name, "ext": extension if dot else "", "size": file.size}


def spell_number(value: Any, as_type: type = float) -> float | int | None:
    """Return a number as strict JSON can hold it: the clients' parser knows neither NaN nor infinities."""
    if value is None:
        return None
    number = as_type(value)
    return number if math.isfinite(number) else None


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def spell_time(micros: int) -> str:
    """Return a moment as ISO 8601 in milliseconds; integers all the way, so that none is rounded off."""
    moment = _EPOCH + timedelta(milliseconds=micros // 1_000)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1_000:03}Z"
