"""Handles of fields: ``run["train/loss"]``, and what can be written to and read from them."""

import itertools
import time
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from os import PathLike
from pathlib import Path
from typing import Any, Final

import msgspec

from seamark.model import limits
from seamark.model.errors import InvalidInput, InvalidPath, InvalidValue, KindConflict, Unavailable
from seamark.model.operations import Add, Append, Assign, Clear, Configure, Define, Delete, Extend, Remove
from seamark.model.paths import check_path, is_reserved
from seamark.model.values import FieldType, Kind, merge_types
from seamark.sdk.attaching import attach, read_upload
from seamark.sdk.columns import read_moment, read_numbers, read_step, read_times, take_steps
from seamark.sdk.files import find_files, track
from seamark.sdk.frames import is_frame
from seamark.sdk.mappings import read_leaves, read_mapping
from seamark.sdk.media import Content, File, Histogram, read_content
from seamark.sdk.notices import NOWHERE, PRINTER, Place, assigned_often, find_place, other_kind
from seamark.sdk.recorder import Recorder
from seamark.sdk.values import (
    UnknownValue,
    check_text,
    read_number,
    read_single,
    read_strings,
)

_now = time.time_ns
_OFTEN: Final = 20
_PIECE: Final = 50_000
"""Points of one ``extend`` record."""
_TYPE_OF: Final = {bool: FieldType.BOOL, int: FieldType.INT, float: FieldType.FLOAT, str: FieldType.STRING}
_EXACT: Final = 2**53


class Field:
    """One field of a run, or the namespace below a path; both have the same handle."""

    __slots__ = ("_assigned", "_numbers", "_plain", "_problem", "_recorder", "_series", "_since", "_type", "path")

    def __init__(self, path: str, recorder: Recorder, problem: InvalidPath | None = None) -> None:
        self.path = path
        self._recorder = recorder
        self._problem: InvalidInput | None = problem
        self._numbers: Iterator[int] = itertools.count()
        self._type: FieldType | None = None
        self._since: Place = NOWHERE
        self._assigned = 0
        self._series = False
        self._plain = False

    # ---- series ----

    def append(self, value: Any, *, step: float | None = None, timestamp: float | datetime | None = None) -> None:
        """Add one point: a number, a text, a figure, an Image, an Audio or a Histogram.

        Args:
            value: The point's value. A dictionary appends to each of its names.
            step: Where the point stands; without it, points count 0, 1, 2 … in this session.
            timestamp: When it was, in seconds since 1970 or as a datetime; now by default.
        """
        if self._series and isinstance(value, float) and timestamp is None:
            if type(value) is not float:
                value = float(value)  # numpy's float64
            recorder = self._recorder
            now = _now() // 1000
            if step is None:
                recorder.write(Append(path=self.path, value=value, step=next(self._numbers), relative=True, time=now))
            elif type(step) is int and -_EXACT <= step <= _EXACT:
                recorder.write(Append(path=self.path, value=value, step=step, time=now))
            else:
                recorder.guard.call(self._append_number, value, step, now)
            if not recorder.looked_at <= now <= recorder.look_at:
                recorder.look(now)
            return
        self._recorder.guard.call(self._append, value, step, timestamp)

    def extend(
        self,
        values: Iterable[Any],
        *,
        steps: Iterable[float] | None = None,
        timestamps: Iterable[float | datetime] | None = None,
    ) -> None:
        """Add many points at once; arrays go in whole.

        Args:
            values: Numbers (a list, an array, a column of a frame) or texts.
            steps: One for each value; without them, points count on in this session.
            timestamps: One for each value, in seconds since 1970 or as datetimes; now by default.
        """
        self._recorder.guard.call(self._extend, values, steps, timestamps)

    # ---- single values, sets, files ----

    def assign(self, value: Any) -> None:
        """Give the field a value; the same as ``run[path] = value``. A dictionary gives each of its
        names a field below this path.
        """
        kind = type(value)
        if self._plain and (kind is float or kind is bool or (kind is int and -_EXACT <= value <= _EXACT)):
            self._recorder.write(Assign(path=self.path, value=value))
            self._count_assignment()
            return
        self._recorder.guard.call(self._assign, value)

    def upload(self, value: Any, *, copy: bool = True) -> None:
        """Keep a file, as it is now: a path, bytes, a figure, a picture, a frame.

        Args:
            value: The path of a file, or the object to make a file of.
            copy: False leaves the file in its place until it was sent, whatever its size.
        """
        self._recorder.guard.call(self._upload, value, copy)

    def upload_files(self, patterns: "str | PathLike[str] | Iterable[str | PathLike[str]]") -> None:
        """Keep all files that patterns such as ``**/*.py`` or folders name, as one set of files."""
        self._recorder.guard.call(self._upload_files, patterns)

    def track_files(self, location: "str | PathLike[str]") -> None:
        """Record what a data set is: its files with sizes and hashes. No content leaves this machine."""
        self._recorder.guard.call(self._track_files, location)

    def add(self, values: str | Iterable[str]) -> None:
        """Add one or more strings to a set."""
        self._recorder.guard.call(self._add, values)

    def remove(self, values: str | Iterable[str]) -> None:
        """Remove one or more strings from a set."""
        self._recorder.guard.call(self._remove, values)

    def clear(self) -> None:
        """Empty a series, a set or a set of files; the field stays."""
        self._recorder.guard.call(self._clear)

    def delete_files(self, names: str | Iterable[str]) -> None:
        """Remove files from a set of files: each by its name, or all below a folder's."""
        self._recorder.guard.call(self._delete_files, names)

    def configure(self, *, unit: str = "", minimum: float | None = None, maximum: float | None = None) -> None:
        """Say how a series is shown: its unit and the range of its axis."""
        self._recorder.guard.call(self._configure, unit, minimum, maximum)

    def delete(self) -> None:
        """Remove the field; the same as ``del run[path]``."""
        self._recorder.guard.call(self._delete)

    # ---- reading ----

    def fetch(self) -> Any:
        """Return the value as it was logged; of a series the last point, of a namespace a dictionary.

        Raises:
            FieldNotFound: there is no such field.
        """
        return self._recorder.reader().fetch(self.path)

    def fetch_last(self) -> Any:
        """Return the last value of a series.

        Raises:
            FieldNotFound: there is no such series.
        """
        return self._recorder.reader().fetch_last(self.path)

    def fetch_values(self) -> Any:
        """Return all points of a series as a frame with the columns step, time and value.

        Raises:
            FieldNotFound: there is no such series.
        """
        return self._recorder.reader().fetch_values(self.path)

    def download(self, to: "str | PathLike[str] | None" = None) -> Path:
        """Return the path of the field's file, downloaded to a file or folder ``to``.

        Raises:
            FileMissing: the field has no file.
        """
        return self._recorder.reader().download(self.path, to)

    # ---- a namespace ----

    def __getitem__(self, path: str) -> "Field":
        return find_field(self._recorder, f"{self.path}/{path}")

    def __setitem__(self, path: str, value: Any) -> None:
        self[path].assign(value)

    def __delitem__(self, path: str) -> None:
        self[path].delete()

    def __contains__(self, path: str) -> bool:
        return self[path].exists()

    def __repr__(self) -> str:
        return f'<Field "{self.path}" of {self._recorder.name}>'

    def exists(self) -> bool:
        """Say whether there is such a field, or any below it."""
        if self._type is not None:
            return True
        below = self.path + "/"
        if any(name.startswith(below) and field.exists() for name, field in list(self._recorder.fields.items())):
            return True
        try:
            return bool(self._recorder.reader().exists(self.path))
        except Unavailable:
            return False  # with no server in reach, what this process wrote is all there is

    # ---- what the guard calls ----

    def _append(self, value: Any, step: Any, timestamp: Any) -> None:
        moment = read_moment(self.path, timestamp)
        if hasattr(type(value), "__float__"):
            self._append_number(read_number(self.path, value), step, moment)
        elif isinstance(value, str):
            check_text(self.path, value, limits.STRING_POINT_BYTES)
            self._claim(FieldType.STRING_SERIES, value)
            self._write_point(str(value), step, moment)
        elif isinstance(value, Histogram):
            self._claim(FieldType.HISTOGRAM_SERIES, value)
            self._write_point(value.as_point(), step, moment)
        elif (content := read_content(value)) is not None:
            self._append_file(content, step, moment)
        elif (mapping := read_mapping(value)) is not None:
            for path, item in read_leaves(self.path, mapping):
                find_field(self._recorder, path).append(item, step=step, timestamp=timestamp)
        else:
            self._append_number(read_number(self.path, value), step, moment)
        self._recorder.look(_now() // 1000)

    def _append_number(self, value: float, step: Any, moment: int) -> None:
        if not self._series:
            self._claim(FieldType.FLOAT_SERIES, value)
            self._series = self._recorder.numbered
            if self._series:
                self._recorder.logged[self.path] = self
        self._write_point(value, step, moment)

    def _write_point(self, value: Any, step: Any, moment: int) -> None:
        place, relative = self._place(step)
        self._recorder.write(Append(path=self.path, value=value, step=place, relative=relative, time=moment))

    def _append_file(self, content: Content, step: Any, moment: int) -> None:
        self._claim(FieldType.FILE_SERIES, content)
        place, relative = self._place(step)
        operation = attach(self._recorder, self.path, content, FieldType.FILE_SERIES)
        self._recorder.write(msgspec.structs.replace(operation, step=place, relative=relative, time=moment))

    def _place(self, step: Any) -> tuple[float | None, bool]:
        if step is None:
            return (next(self._numbers), True) if self._recorder.numbered else (None, False)
        return read_step(self.path, step), False

    def _extend(self, values: Any, steps: Any, timestamps: Any) -> None:
        numbers = read_numbers(self.path, values)
        count = len(numbers)
        if not count:
            return
        self._claim(FieldType.STRING_SERIES if isinstance(numbers, list) else FieldType.FLOAT_SERIES, numbers)
        moment = _now() // 1000
        times = array("q", [moment]) * count if timestamps is None else read_times(self.path, timestamps, count)
        relative = steps is None and self._recorder.numbered
        placed = self.take_numbers(count) if relative else take_steps(self.path, steps, count)
        for start in range(0, count, _PIECE):
            part = slice(start, start + _PIECE)
            self._recorder.write(
                Extend(
                    path=self.path,
                    values=[*numbers[part]] if isinstance(numbers, list) else _pack(numbers[part]),
                    steps=None if placed is None else _pack(placed[part]),
                    relative=relative,
                    times=_pack(times[part]),
                )
            )
        self._recorder.look(moment)

    def take_numbers(self, count: int) -> "array[float]":
        """Take the numbers of the next ``count`` points in this session."""
        first = next(self._numbers)
        self._numbers = itertools.count(first + count)
        return array("d", range(first, first + count))

    def _assign(self, value: Any) -> None:
        if isinstance(value, (set, frozenset)):
            self._assign_set(value)
        elif isinstance(value, Histogram):
            raise InvalidValue(
                f"{self.path} was assigned a Histogram.", f'Append it: run["{self.path}"].append(…)', path=self.path
            )
        elif is_frame(value) or read_content(value) is not None:
            self._upload(value, True)
        elif (mapping := read_mapping(value)) is not None:
            self._assign_mapping(mapping)
        else:
            self._assign_single(value)

    def _assign_mapping(self, mapping: Mapping[Any, Any]) -> None:
        if not mapping:
            self._claim(FieldType.JSON, mapping, assigned=True)
            self._recorder.write(Assign(path=self.path, value={}, type=FieldType.JSON))
        for path, item in read_leaves(self.path, mapping):
            self._recorder.guard.call(find_field(self._recorder, path).assign_leaf, item)

    def assign_leaf(self, value: Any) -> None:
        """Assign what lies at the end of a dictionary; what no field can hold is kept as its text."""
        try:
            self._assign(value)
        except UnknownValue:
            self._assign_single(str(value))

    def _assign_single(self, value: Any) -> None:
        single = read_single(self.path, value)
        written = single.type or _TYPE_OF[type(single.value)]
        self._claim(written, value, assigned=True)
        self._recorder.write(Assign(path=self.path, value=single.value, type=single.type))
        if self.path.startswith("config/"):
            self._recorder.chosen[self.path] = value
        elif written.kind is Kind.NUMBER:
            self._plain = self._recorder.numbered
            self._count_assignment()
        self._recorder.look(_now() // 1000)

    def _assign_set(self, values: Iterable[Any]) -> None:
        strings = read_strings(self.path, values)
        self._claim(FieldType.STRING_SET, strings, assigned=True)
        self._recorder.write(Clear(path=self.path, type=FieldType.STRING_SET))
        self._recorder.write(Add(path=self.path, values=strings))

    def _count_assignment(self) -> None:
        self._assigned += 1
        if self._assigned == _OFTEN:
            PRINTER.point(find_place(), "assigned_often", assigned_often(self.path, _OFTEN))

    def _upload(self, value: Any, copy: bool) -> None:
        content = read_upload(self.path, value)
        self._claim(content.type, value)
        self._recorder.write(attach(self._recorder, self.path, content, content.type, copy=copy))

    def _upload_files(self, patterns: Any) -> None:
        found = find_files(patterns)
        self._claim(FieldType.FILE_SET, patterns)
        for subpath, file in found:
            operation = attach(self._recorder, self.path, File(file).content, FieldType.FILE_SET)
            self._recorder.write(msgspec.structs.replace(operation, subpath=subpath))

    def _track_files(self, location: Any) -> None:
        content = track(location)
        self._claim(FieldType.ARTIFACT, location)
        self._recorder.write(attach(self._recorder, self.path, content, FieldType.ARTIFACT))

    def _add(self, values: Any) -> None:
        strings = read_strings(self.path, [values] if isinstance(values, str) else values)
        self._claim(FieldType.STRING_SET, values)
        self._recorder.write(Add(path=self.path, values=strings))

    def _remove(self, values: Any) -> None:
        strings = read_strings(self.path, [values] if isinstance(values, str) else values)
        self._claim(FieldType.STRING_SET, values)
        self._recorder.write(Remove(path=self.path, values=strings))

    def empty(self, type: FieldType) -> None:
        """Have a series, set or set of files that is empty; what is of another kind stays as it is."""
        self._claim(type, (), assigned=True)
        self._recorder.write(Clear(path=self.path, type=type))

    def _clear(self) -> None:
        self._check_writable()
        self._recorder.write(Clear(path=self.path))

    def _delete_files(self, names: Any) -> None:
        paths = read_strings(self.path, [names] if isinstance(names, str) else names)
        self._claim(FieldType.FILE_SET, names)
        self._recorder.write(Define(path=self.path, type=FieldType.FILE_SET))
        self._recorder.write(Remove(path=self.path, values=paths))

    def _configure(self, unit: str, minimum: float | None, maximum: float | None) -> None:
        self._claim(FieldType.FLOAT_SERIES, unit)
        self._recorder.write(Configure(path=self.path, unit=unit, minimum=minimum, maximum=maximum))

    def _delete(self) -> None:
        self._check_writable()
        self._recorder.write(Delete(path=self.path))
        self.forget()

    # ---- what is known of the field ----

    @property
    def type(self) -> FieldType | None:
        """What was written to it here; None where nothing was."""
        return self._type

    def forget(self) -> None:
        """Know nothing any more of what was written (after a deletion)."""
        self._type = None
        self._plain = False
        self._assigned = 0
        self.restart()

    def restart(self) -> None:
        """Number points from 0 again (in a forked process, whose session is another)."""
        self._series = False
        self._numbers = itertools.count()
        self._recorder.logged.pop(self.path, None)

    def next_number(self) -> int:
        """Take the number of the next point in this session."""
        return next(self._numbers)

    def _check_writable(self) -> None:
        if self._problem is not None:
            raise self._problem
        if is_reserved(self.path):
            self._problem = InvalidPath(
                f"{self.path} is written by the server alone.", "Use a path outside sys/.", path=self.path
            )
            raise self._problem

    def _claim(self, written: FieldType, value: Any, *, assigned: bool = False) -> None:
        present = self._type
        if present is written:
            return
        if present is None:
            self._check_writable()
            self._since = find_place()
            self._type = written
            return
        merged = merge_types(present, written)
        if merged is None:
            attempt = (
                f'run["{self.path}"] = {_show(value)}' if assigned else f'run["{self.path}"].append({_show(value)})'
            )
            raise KindConflict(other_kind(self.path, present.kind.value, self._since, attempt), path=self.path)
        self._type = merged


def find_field(recorder: Recorder, path: str) -> Field:
    """Return the handle of a path; one that breaks the rules refuses what is written to it."""
    field = recorder.fields.get(path)
    if field is None:
        try:
            checked = check_path(path)
            field = recorder.fields.get(checked) or Field(checked, recorder)
            recorder.fields[checked] = field
        except InvalidPath as problem:
            if recorder.guard.strict:
                raise
            field = Field(str(path), recorder, problem)
        recorder.fields[path] = field
    return field


def _show(value: Any) -> str:
    if isinstance(value, (bool, int, float, str)):
        text = repr(value)
        return text if len(text) <= 30 else text[:28] + "…"
    return "…" if isinstance(value, (Sequence, Mapping)) else f"<{type(value).__name__}>"


def _pack(column: Any) -> bytes:
    packed: bytes = column.tobytes()
    return packed
