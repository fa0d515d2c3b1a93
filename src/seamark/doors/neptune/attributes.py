"""Reading an object's attributes: one, or all of them."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace

from seamark.core.assembly import Core
from seamark.core.lines import LineWindow
from seamark.core.read import FieldWindow
from seamark.doors.neptune.calls import Call
from seamark.doors.neptune.system import describe_system
from seamark.doors.neptune.translate import Attribute, describe_field
from seamark.model import limits
from seamark.model.errors import FieldNotFound
from seamark.storage.catalog.rows import ObjectRow
from seamark.wire.api.fields import Field
from seamark.wire.neptune_names import to_ours


async def find_attribute(call: Call, row: ObjectRow, name: str, type: str) -> Attribute:
    """Return one attribute of a type.

    Raises:
        FieldNotFound: the object has none of that name and type.
    """
    found = await asyncio.to_thread(_find, call.core, row, name)
    if found is None or (found.type != type and (found.type, type) != ("experimentState", "string")):
        raise FieldNotFound(f'{row.id} has no {type} "{name}".', "Look at its structure.", path=name)
    return found


def _find(core: Core, row: ObjectRow, name: str) -> Attribute | None:
    if name.startswith("sys/"):
        if name == "sys/size":
            fields = _read_all(core, row)
        else:
            fields = core.reader.fields(row, FieldWindow(prefix="sys/", limit=limits.FIELDS_PAGE)).fields
        return next(iter(describe_all(row, fields, _visibility(core, row), frozenset({name}))), None)
    found = core.reader.fields(row, FieldWindow(paths=[to_ours(name)])).fields
    return describe_field(make_whole(core, row, found[0]), name) if found else None


def make_whole(core: Core, row: ObjectRow, field: Field) -> Field:
    """Return a field with all of its value: of a long string the whole, of a string series its last line."""
    if field.cut:
        return replace(field, value=core.reader.value(row, field.path).value)
    if field.type.value == "string_series" and field.stats is not None:
        page = core.reader.lines(row, field.path, LineWindow(last=True, limit=1))
        return replace(field, stats=replace(field.stats, last=page.lines[-1].text if page.lines else None))
    return field


def list_attributes(core: Core, row: ObjectRow) -> list[Attribute]:
    """Return all attributes of an object."""
    fields = [make_whole(core, row, field) if field.cut else field for field in _read_all(core, row)]
    return describe_all(row, fields, _visibility(core, row))


def _read_all(core: Core, row: ObjectRow) -> list[Field]:
    fields: list[Field] = []
    window: FieldWindow | None = FieldWindow(limit=limits.FIELDS_PAGE)
    while window is not None:
        page = core.reader.fields(row, window)
        fields += page.fields
        window = None if page.next is None else replace(window, after=page.next)
    return fields


def _visibility(core: Core, row: ObjectRow) -> str:
    return core.catalog.projects.get(row.project).visibility.value


def describe_all(
    row: ObjectRow, fields: Sequence[Field], visibility: str, names: frozenset[str] | None = None
) -> list[Attribute]:
    """Return fields of an object as attributes, with those that it has from the system; of ``names`` only.
    ``visibility`` is that of its project.
    """
    size = sum(field.size or 0 for field in fields)
    system = describe_system(row, {f.path: f for f in fields if f.path.startswith("sys/")}, size, visibility)
    own = [describe_field(field, field.path) for field in _alone(fields) if not field.path.startswith("sys/")]
    found = [*system, *(one for one in own if one is not None)]
    return found if names is None else [one for one in found if one.name in names]


def _alone(fields: Iterable[Field]) -> Iterable[Field]:
    """Leave out fields below another field: the clients cannot hold both."""
    taken: set[str] = set()
    for field in sorted(fields, key=lambda field: field.path.split("/")):
        parts = field.path.split("/")
        if not any("/".join(parts[:count]) in taken for count in range(1, len(parts))):
            taken.add(field.path)
            yield field
