"""Reading one run from its server: values as they were logged, points as frames, files as bytes."""

import hashlib
import math
import os
import tempfile
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any, Final

import msgspec

from seamark.model.errors import FieldNotFound, FileMissing, InvalidInput, NotFound
from seamark.model.values import FieldType, Shape
from seamark.sdk.frames import decode_frame, make_frame, to_moments
from seamark.sdk.media import Histogram, read_histogram
from seamark.sdk.transport import Transport
from seamark.sdk.values import from_micros
from seamark.wire.api.fields import Field, FieldPage, FileFacts, FilePage
from seamark.wire.api.runs import Run
from seamark.wire.api.series import LinePage
from seamark.wire.codecs import EXACT
from seamark.wire.exact import is_doubtful, read_exact
from seamark.wire.packed import MEDIA_TYPE, unpack_columns

_PAGE: Final = 1_000
_POINTS: Final = 1_000_000
_WORDS: Final = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


class RunReader:
    """What can be fetched of one run."""

    def __init__(self, transport: Transport, run: str, project: str | None) -> None:
        self.transport = transport
        self.run = run
        self.project = project

    def find(self) -> Run:
        """Return what the server knows of the run.

        Raises:
            RunNotFound: there is none, with what is near.
        """
        return self.transport.get(self._path(), Run, query=self._query())

    # ---- values ----

    def fetch(self, path: str) -> Any:
        """Return a field's value as it was logged, or a namespace as a dictionary.

        Raises:
            FieldNotFound: there is nothing at that path.
        """
        field = self.find_field(path)
        if field is not None:
            return self.read(field)
        below = list(self.list_fields(path + "/"))
        if not below:
            raise FieldNotFound(f'{self.run} has no field "{path}".', "Its fields are on its page.", path=path)
        tree: dict[str, Any] = {}
        for field in below:
            _plant(tree, field.path[len(path) + 1 :].split("/"), self.read(field))
        return tree

    def fetch_last(self, path: str) -> Any:
        """Return the last value of a series. Raises FieldNotFound."""
        field = self._need(path)
        if field.type.shape is not Shape.SERIES:
            raise InvalidInput(f'"{path}" is of type {field.type.value}, no series.', "Use fetch().", path=path)
        return self.read(field)

    def exists(self, path: str) -> bool:
        """Say whether there is a field at the path, or any below it."""
        return self.find_field(path) is not None or next(self.list_fields(path + "/"), None) is not None

    def list_fields(self, prefix: str = "") -> Iterator[Field]:
        """Yield the fields below a prefix, by path."""
        after: str | None = None
        while True:
            query = {"prefix": prefix or None, "after": after, "limit": _PAGE}
            page = self.transport.get(self._path("fields"), FieldPage, query=self._query(**query))
            yield from page.fields
            after = page.next
            if after is None:
                return

    def find_field(self, path: str) -> Field | None:
        """Return what the server knows of a field, None where there is none."""
        page = self.transport.get(self._path("fields"), FieldPage, query=self._query(path=path, limit=1))
        return next((field for field in page.fields if field.path == path), None)

    def _need(self, path: str) -> Field:
        field = self.find_field(path)
        if field is None:
            raise FieldNotFound(f'{self.run} has no field "{path}".', "Its fields are on its page.", path=path)
        return field

    def read(self, field: Field) -> Any:
        """Return the whole value of a field as it was logged."""
        if field.type is FieldType.TABLE and field.file is not None:
            with tempfile.TemporaryDirectory() as folder:
                return decode_frame(self.save(field.path, field.file, Path(folder)), field.file.media_type)
        if field.type is FieldType.HISTOGRAM_SERIES:
            query = self._query(path=field.path, last=True, limit=1)
            lines = self.transport.get(self._path("lines"), LinePage, query=query).lines
            return _decode_histogram(lines[-1].text) if lines else None
        if field.cut:
            answer = self.transport.request("GET", self._path("value"), query=self._query(path=field.path))
            return answer.body.decode()
        if field.type is FieldType.JSON and is_doubtful(field.value):
            answer = self.transport.request("GET", self._path("value"), query=self._query(path=field.path))
            return read_exact(msgspec.json.decode(answer.body))
        return read_value(field)

    # ---- points ----

    def fetch_values(self, path: str) -> Any:
        """Return all points of a series as a frame: step, time, value.

        Raises:
            FieldNotFound: there is no such series.
            InvalidInput: it is no series of numbers, texts or histograms.
        """
        field = self._need(path)
        if field.type is FieldType.STRING_SERIES:
            return self._fetch_lines(path, str)
        if field.type is FieldType.HISTOGRAM_SERIES:
            return self._fetch_lines(path, _decode_histogram)
        if field.type is not FieldType.FLOAT_SERIES:
            raise InvalidInput(
                f'"{path}" is of type {field.type.value}; fetch_values() reads series of numbers, texts, histograms.',
                "Use fetch() or download().",
                path=path,
            )
        steps, times, values = self.fetch_points(path)
        return make_frame({"step": steps, "time": to_moments(times), "value": values})

    def fetch_points(self, path: str) -> "tuple[array[float], array[float], array[float]]":
        """Return the steps, times and values of a series of numbers."""
        steps, times, values = array("d"), array("d"), array("d")
        after: str | None = None
        while True:
            answer = self.transport.request(
                "GET",
                self._path("points"),
                query=self._query(path=path, after=after, limit=_POINTS),
                headers={"Accept": MEDIA_TYPE},
            )
            head, (columns, *_) = unpack_columns(answer.body)
            steps += columns["step"]
            times += columns["time"]
            values += columns["value"]
            after = head.series[0].next
            if after is None:
                return steps, times, values

    def _fetch_lines(self, path: str, read: Callable[[str], Any]) -> Any:
        steps: list[float] = []
        times: list[int] = []
        values: list[Any] = []
        after: str | None = None
        while True:
            page = self.transport.get(
                self._path("lines"), LinePage, query=self._query(path=path, after=after, limit=_PAGE)
            )
            steps += [line.step for line in page.lines]
            times += [line.time for line in page.lines]
            values += [read(line.text) for line in page.lines]
            after = page.next
            if not page.more:
                return make_frame({"step": steps, "time": to_moments(times), "value": values})

    # ---- files ----

    def download(self, path: str, to: "str | os.PathLike[str] | None") -> Path:
        """Download a field's file, or all files of a set into a folder, and return where they lie.

        Raises:
            FieldNotFound: there is no such field.
            FileMissing: it has no file.
        """
        field = self._need(path)
        if field.type is FieldType.FILE_SET:
            folder = Path(to) if to is not None else Path(path.rsplit("/", 1)[-1])
            for facts in self.list_files(path):
                self.save(path, facts, place_below(folder, facts.subpath))
            return folder
        if field.file is None:
            raise FileMissing(f'"{path}" is of type {field.type.value} and has no file.', "Use fetch().", path=path)
        target = Path(to) if to is not None else Path()
        if target.is_dir() or (to is not None and os.fspath(to).endswith(("/", os.sep))):
            target = target / safe_name(field.file.name or path.rsplit("/", 1)[-1])
        return self.save(path, field.file, target)

    def list_files(self, path: str) -> Iterator[FileFacts]:
        """Yield the files of a set by their names, or of a series by step."""
        after: str | None = ""
        while after is not None:
            page = self.transport.get(
                self._path("files"), FilePage, query=self._query(path=path, after=after, limit=_PAGE)
            )
            yield from page.files
            after = page.next

    def save(self, path: str, facts: FileFacts, target: Path) -> Path:
        """Download one file of a field. Raises FileMissing when it did not arrive as it was sent."""
        if target.is_dir():
            target = target / safe_name(facts.name or "file")
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(target.name + ".part")
        hashed = hashlib.sha256()
        query = self._query(path=path, subpath=facts.subpath or None, step=facts.step, download=True)
        with draft.open("wb") as file:
            for piece in self.transport.stream(self._path("file"), query=query):
                hashed.update(piece)
                file.write(piece)
        if facts.digest and hashed.hexdigest() != facts.digest:
            draft.unlink()
            raise FileMissing(f'"{path}" did not arrive as it was sent.', "Download it again.", path=path)
        draft.replace(target)
        return target

    # ---- addresses ----

    def _path(self, what: str = "") -> str:
        return f"/runs/{self.run}/{what}" if what else f"/runs/{self.run}"

    def _query(self, **query: object) -> dict[str, object]:
        return {"project": self.project, **query}


def _decode_histogram(text: str) -> Histogram:
    return read_histogram(msgspec.json.decode(text))


def read_value(field: Field) -> Any:
    """Return the value of a field as it was logged; of a series its last, of a file what is known of it."""
    match field.type.shape:
        case Shape.SERIES:
            return None if field.stats is None else _read_last(field.type, field.stats.last)
        case Shape.FILE:
            return field.file
        case _:
            return read_cell(field.type, field.value)


def _read_last(type: FieldType, last: Any) -> Any:
    return _read_float(last) if type is FieldType.FLOAT_SERIES else last


def read_cell(type: FieldType, value: Any) -> Any:
    """Return a value as it was logged, from how it travels in JSON.

    A column of a table is told as one type; what a run has of another one is returned as it travels.
    """
    try:
        return _read_typed(type, value)
    except (TypeError, ValueError):
        return value


def _read_typed(type: FieldType, value: Any) -> Any:
    if value is None:
        return None
    match type:
        case FieldType.BOOL:
            return value if isinstance(value, str) else bool(value)
        case FieldType.INT:
            return int(value)
        case FieldType.FLOAT | FieldType.FLOAT_SERIES:
            return _read_float(value)
        case FieldType.DATETIME:
            return from_micros(int(value))
        case FieldType.STRING_SET:
            return value if isinstance(value, str) else set(value)
        case FieldType.JSON:
            return _read_json(value)
        case _:
            return value


def _read_float(value: Any) -> float | None:
    if value is None:
        return None
    return _WORDS[value] if isinstance(value, str) and value in _WORDS else float(value)


def _read_json(value: Any) -> Any:
    """Return a nested value of a table with the numbers that JSON spells as words, as far as that can be known."""
    if isinstance(value, str):
        if value in _WORDS:
            return _WORDS[value]
        digits = value.removeprefix("-")
        large = 16 <= len(digits) <= 19 and digits.isdecimal() and digits[0] != "0"
        return int(value) if large and abs(int(value)) > EXACT else value
    if isinstance(value, list):
        return [_read_json(item) for item in value]
    if isinstance(value, dict):
        return {name: _read_json(item) for name, item in value.items()}
    return value


def _plant(tree: dict[str, Any], parts: list[str], value: Any) -> None:
    """Put a value into a tree; where a field has both a value and fields below, its value is under ""."""
    for part in parts[:-1]:
        below = tree.get(part)
        if not isinstance(below, dict):
            below = tree[part] = {} if part not in tree else {"": below}
        tree = below
    tree[parts[-1]] = value


def safe_name(name: str) -> str:
    """Return a name that a server gave as that of a file in one folder."""
    plain = PurePosixPath(name.replace("\\", "/")).name
    return "file" if plain in {"", ".."} else plain


def place_below(folder: Path, subpath: str) -> Path:
    """Return the place of a set's file, never outside its folder."""
    parts = [part for part in subpath.replace("\\", "/").split("/") if part not in ("", ".", "..") and ":" not in part]
    if not parts:
        raise NotFound(f"A file is called {subpath!r}.", "Download it by itself.")
    return folder.joinpath(*parts)
