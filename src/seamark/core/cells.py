"""From rows of the columns store to values on the wire."""

import math
from typing import Any, Final

import msgspec

from seamark.model.values import FieldType, Shape
from seamark.storage.columns.rows import Cell, FieldRow, FileHead, FileRow, StatsRow
from seamark.wire.api.fields import Field, FileFacts, SeriesStats
from seamark.wire.api.values import Aggregate, Number
from seamark.wire.codecs import spell_float, spell_int, spell_json
from seamark.wire.exact import read_exact, spell_exact


class SeriesSettings(msgspec.Struct, frozen=True):
    """How a series is shown, as it stands in the text of its field."""

    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None


_SETTINGS: Final = msgspec.json.Decoder(SeriesSettings)


def read_single(row: FieldRow) -> Any:
    """Return the value of a single or set, exact; NaN and large ints as they are."""
    match row.type:
        case FieldType.BOOL:
            return bool(row.integer)
        case FieldType.INT | FieldType.DATETIME:
            return row.integer
        case FieldType.FLOAT:
            return row.number
        case FieldType.STRING:
            return row.text
        case FieldType.STRING_SET:
            return sorted(row.items)
        case FieldType.JSON | FieldType.GIT_REF | FieldType.NOTEBOOK_REF:
            return read_exact(msgspec.json.decode(row.text)) if row.text else None
        case _:
            return None


def spell_single(row: FieldRow) -> Any:
    """Return the value of a single or set as JSON can hold it."""
    value = read_single(row)
    match row.type:
        case FieldType.FLOAT:
            return None if value is None else spell_float(value)
        case FieldType.INT | FieldType.DATETIME:
            return None if value is None else spell_int(value)
        case FieldType.JSON | FieldType.GIT_REF | FieldType.NOTEBOOK_REF:
            return spell_json(value)
        case _:
            return value


def spell_whole(row: FieldRow) -> Any:
    """Return the value of a single or set so that nothing of it is in doubt, also inside json values."""
    if row.type in {FieldType.JSON, FieldType.GIT_REF, FieldType.NOTEBOOK_REF}:
        return spell_exact(read_single(row))
    return spell_single(row)


def has_numbers(stats: StatsRow) -> bool:
    """Say whether these are statistics of numbers, not of lines."""
    return stats.nans == stats.count or not math.isnan(stats.min)


def spell_aggregate(stats: StatsRow, aggregate: Aggregate) -> Number | None:
    """Return one statistic of a series as JSON can hold it; None where there is none."""
    if aggregate == "count":
        return stats.count
    if not has_numbers(stats):
        return stats.last_text if aggregate == "last" else None
    value: float = getattr(stats, aggregate)
    if aggregate not in {"first", "last"} and stats.nans == stats.count:
        return None
    return spell_float(value)


def describe_series(stats: StatsRow) -> SeriesStats:
    """Return the statistics of a series as they travel."""
    return SeriesStats(
        count=stats.count,
        first_step=stats.first_step,
        last_step=stats.last_step,
        first_time=stats.first_time,
        last_time=stats.last_time,
        first=spell_aggregate(stats, "first"),
        last=spell_aggregate(stats, "last"),
        min=spell_aggregate(stats, "min"),
        max=spell_aggregate(stats, "max"),
        mean=spell_aggregate(stats, "mean"),
        variance=spell_aggregate(stats, "variance"),
        nans=stats.nans,
    )


def describe_file(row: FileRow, type: FieldType) -> FileFacts:
    """Return what is known of a file as it travels."""
    return FileFacts(
        digest=row.digest,
        size=row.size,
        name=row.name,
        media_type=row.media_type,
        time=row.time,
        subpath=row.subpath,
        step=row.step if type is FieldType.FILE_SERIES else None,
        caption=row.caption,
        changed=row.changed,
    )


def describe_field(row: FieldRow, stats: StatsRow | None, head: FileHead | None) -> Field:
    """Return a field as it travels, with the statistics of a series or the newest of its files."""
    match row.type.shape:
        case Shape.SERIES:
            described = describe_series(stats) if stats is not None and stats.count else None
            settings = _SETTINGS.decode(row.text) if row.text else SeriesSettings()
            return Field(path=row.path, type=row.type, stats=described, unit=settings.unit)
        case Shape.FILE:
            facts = None if head is None else describe_file(head.file, row.type)
            return Field(
                path=row.path,
                type=row.type,
                file=facts,
                files=0 if head is None else head.count,
                size=0 if head is None else head.size,
            )
        case _:
            return Field(path=row.path, type=row.type, value=spell_single(row), cut=bool(row.digest))


def spell_cell(cell: Cell, aggregate: Aggregate, head: FileHead | None) -> Any:
    """Return what a table shows of a field."""
    match cell:
        case None:
            return None
        case StatsRow():
            return spell_aggregate(cell, aggregate)
        case FieldRow() if cell.type.shape is Shape.FILE:
            return None if head is None else _brief_file(head)
        case FieldRow():
            return spell_single(cell)


def _brief_file(head: FileHead) -> dict[str, Any]:
    file = head.file
    return {
        "digest": file.digest,
        "size": file.size,
        "name": file.name,
        "media_type": file.media_type,
        "files": head.count,
    }
