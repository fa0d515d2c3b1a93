"""From a grouping as it is asked for to what the store groups by."""

from collections.abc import Sequence
from typing import Final

from seamark.core.ingest.configuration import in_configuration
from seamark.model import limits
from seamark.model.errors import InvalidInput, InvalidValue, TooLarge
from seamark.model.paths import check_path
from seamark.model.values import Shape
from seamark.storage.catalog.rows import ProjectRow
from seamark.storage.columns.protocol import Columns
from seamark.storage.columns.rows import Agreement
from seamark.wire.api.tables import Grouping

_KEY_DIGITS: Final = 16


def read_agreement(columns: Columns, project: ProjectRow, grouping: Grouping, place: str) -> Agreement:
    """Return what the runs of a group have in common; ``place`` is where the grouping stands in the request.

    Raises:
        InvalidInput: no field is named.
        TooLarge: too many fields are named.
        InvalidPath: a name is no path.
        InvalidValue: a field to leave out is no configuration, or one to group by is a file.
    """
    if not grouping.by and grouping.apart_from is None:
        raise InvalidInput(
            f'"{place}" names no field.',
            "Name fields in by, or in apart_from those in which the configuration may differ.",
            path=place,
        )
    by = _read_paths(grouping.by, f"{place}.by")
    apart_from = _read_paths(grouping.apart_from or (), f"{place}.apart_from")
    for path in apart_from:
        if not in_configuration(path, project.config_prefixes):
            raise InvalidValue(
                f'"{path}" is no configuration of this project.',
                f"Configuration lies below {', '.join(f'{prefix}/' for prefix in project.config_prefixes) or 'no prefix'}.",
                path=path,
            )
    for path in by:
        types = columns.types(project.number, path)
        if types and all(type.shape is Shape.FILE for type in types):
            raise InvalidValue(f'"{path}" is a file; runs are not grouped by files.', "Name another field.", path=path)
    prefixes = None if grouping.apart_from is None else project.config_prefixes
    return Agreement(by=by, prefixes=prefixes, apart_from=apart_from)


def _read_paths(paths: Sequence[str], place: str) -> list[str]:
    if len(paths) > limits.GROUP_FIELDS:
        raise TooLarge(
            f'"{place}" has {len(paths)} fields, more than {limits.GROUP_FIELDS}.', "Name fewer.", path=place
        )
    return [check_path(path) for path in paths]


def spell_key(key: int) -> str:
    """Return a group's key as it travels."""
    return f"{key:0{_KEY_DIGITS}x}"


def read_key(text: str) -> int:
    """Return the key that ``spell_key`` wrote. Raises InvalidValue."""
    if len(text) != _KEY_DIGITS or not set(text) <= set("0123456789abcdef"):
        raise InvalidValue(
            f'"group.key" is {text[:80]!r}, which is no key of a group.',
            "Give the key as it stands in a page of groups.",
            path="group.key",
        )
    return int(text, _KEY_DIGITS)
