"""What the tests of the columns store share: an open store, a project of one's own, short ways to write."""

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from msgspec.structs import replace

from seamark.model.values import FieldType
from seamark.storage.columns import open_columns
from seamark.storage.columns.protocol import Columns
from seamark.storage.columns.rows import (
    BaseRow,
    Commit,
    FieldRow,
    FileRow,
    Floats,
    LineBlock,
    ObjectState,
    PointBlock,
    Span,
    Sql,
    StatsRow,
)
from seamark.storage.columns.schema import FIELDS_BY_PATH

_PROJECTS = itertools.count(1)


def load_one(store: Columns, project: int, object: int) -> ObjectState:
    """Return what is known of one object's fields."""
    return store.load(project, [object])[object]


class Shelf:
    """An open store, and rows for one project of it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.project = 0
        self.store: Columns = open_columns(url)

    def reopen(self) -> None:
        """Close the store and open it again."""
        self.store.close()
        self.store = open_columns(self.url)

    def number(self) -> int:
        """Return the next commit's number."""
        return self.store.last_commit() + 1

    def write(
        self,
        *,
        bases: Sequence[BaseRow] = (),
        points: Sequence[PointBlock] = (),
        lines: Sequence[LineBlock] = (),
        files: Sequence[FileRow] = (),
        fields: Sequence[FieldRow] = (),
        stats: Sequence[StatsRow] = (),
    ) -> Commit:
        """Write one commit."""
        commit = Commit(
            number=self.number(), bases=bases, points=points, lines=lines, files=files, fields=fields, stats=stats
        )
        self.store.write(commit)
        return commit

    def field(self, object: int, path: str, value: object = None, type: FieldType | None = None) -> FieldRow:
        """Return a field; without a type it is that of the value."""
        integer = int(value) if isinstance(value, int) else None
        number = float(value) if isinstance(value, int | float) else None
        return FieldRow(
            project=self.project,
            object=object,
            path=path,
            generation=0,
            type=type or _TYPES[value.__class__],
            integer=integer,
            number=number,
            text=value if isinstance(value, str) else "",
            items=value if isinstance(value, tuple) else (),
        )

    def series(self, object: int, path: str, type: FieldType = FieldType.FLOAT_SERIES) -> FieldRow:
        """Return the field of a series."""
        return self.field(object, path, None, type)

    def points(
        self,
        object: int,
        path: str,
        values: Sequence[float] | Floats,
        *,
        steps: Sequence[float] | Floats | None = None,
        times: Sequence[int] | None = None,
        seqs: Sequence[int] | None = None,
        origin: int = 1,
        attempt: int = 0,
    ) -> PointBlock:
        """Return points; without steps, times and seqs they count from 0."""
        count = range(len(values))
        return PointBlock(
            project=self.project,
            object=object,
            path=path,
            generation=0,
            attempt=attempt,
            origin=origin,
            steps=np.array(count if steps is None else steps, np.float64),
            times=np.array(count if times is None else times, np.int64),
            seqs=np.array(count if seqs is None else seqs, np.uint64),
            values=np.array(values, np.float64),
        )

    def lines(
        self, object: int, path: str, texts: Sequence[str], *, times: Sequence[int] | None = None, origin: int = 1
    ) -> LineBlock:
        """Return lines that count from 0."""
        count = range(len(texts))
        return LineBlock(
            project=self.project,
            object=object,
            path=path,
            generation=0,
            attempt=0,
            origin=origin,
            steps=np.array(count, np.float64),
            times=np.array(count if times is None else times, np.int64),
            seqs=np.array(count, np.uint64),
            texts=texts,
        )

    def base(self, object: int, path: str, *, attempt: int, first_step: float, origin: int = 2) -> BaseRow:
        """Return where a session began."""
        return BaseRow(
            project=self.project,
            object=object,
            path=path,
            generation=0,
            origin=origin,
            attempt=attempt,
            base=first_step,
            first_step=first_step,
        )

    def file(self, object: int, path: str, digest: str, *, subpath: str = "", step: float = 0.0) -> FileRow:
        """Return a file."""
        return FileRow(
            project=self.project,
            object=object,
            path=path,
            generation=0,
            digest=digest,
            size=1,
            name=subpath or path,
            media_type="text/plain",
            time=1,
            subpath=subpath,
            step=step,
        )

    def span(self, object: int, path: str, generation: int = 0) -> list[Span]:
        """Return the one stretch of a series that was never resumed."""
        return [Span(object=object, path=path, generation=generation)]

    def add_series(self, object: int, path: str, values: Sequence[float] | Floats, generation: int = 0) -> None:
        """Write a series with its points and statistics."""
        field = replace(self.series(object, path), generation=generation)
        self.write(points=[replace(self.points(object, path, values), generation=generation)], fields=[field])
        self.count(object, path, generation)

    def count(self, object: int, path: str, generation: int = 0) -> StatsRow:
        """Write the statistics of a series as stored."""
        found = self.store.compute_stats(self.project, object, path, generation)
        assert found is not None
        self.write(stats=[found])
        return found

    def delete(self, *fields: FieldRow) -> None:
        """Delete fields."""
        self.write(fields=[replace(row, generation=row.generation + 1, deleted=True) for row in fields])

    def run(self, object: int, **values: object) -> None:
        """Write a run with some fields; ``__`` stands for a slash."""
        fields = [self.field(object, "sys/id", f"RUN-{object}")]
        fields += [self.field(object, name.replace("__", "/"), value) for name, value in values.items()]
        self.write(fields=fields)

    def those(self, condition: str, **parameters: object) -> Sql:
        """Return the bitmap of the objects for which a condition on their fields holds."""
        rows = f"{FIELDS_BY_PATH} FINAL WHERE project = {{w_project:UInt32}} AND deleted = 0 AND {condition}"
        return Sql(
            text=f"(SELECT groupBitmapState(object) FROM {rows})",  # noqa: S608 - the conditions are the suite's own
            parameters={"w_project": self.project, **parameters},
        )


_TYPES = {
    bool: FieldType.BOOL,
    int: FieldType.INT,
    float: FieldType.FLOAT,
    str: FieldType.STRING,
    tuple: FieldType.STRING_SET,
}


class ColumnsFixtures:
    """A store that is opened once for a class of tests; each test has a project of its own in it."""

    @pytest.fixture(scope="class")
    @classmethod
    def columns_url(cls) -> str:
        """The URL of an empty store: the engine's own test class says which."""
        raise NotImplementedError

    @pytest.fixture(scope="class")
    @classmethod
    def open_shelf(cls, columns_url: str) -> Iterator[Shelf]:
        """The store, open as long as the class's tests last."""
        shelf = Shelf(columns_url)
        yield shelf
        shelf.store.close()

    @pytest.fixture
    def shelf(self, open_shelf: Shelf) -> Shelf:
        """The store, with a project that nothing was written to."""
        open_shelf.project = next(_PROJECTS)
        return open_shelf
