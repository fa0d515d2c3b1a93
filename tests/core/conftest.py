"""Real stores for the reading tests, and short ways to fill them."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from seamark.core.access import Access
from seamark.core.ingest.singles import fill_row
from seamark.model.objects import ObjectKind, make_uid
from seamark.model.values import FieldType
from seamark.storage.blobs import Blobs, open_blobs
from seamark.storage.catalog import open_catalog
from seamark.storage.catalog.protocol import Catalog
from seamark.storage.catalog.rows import ObjectRow, ProjectRow
from seamark.storage.columns import open_columns
from seamark.storage.columns.protocol import Columns
from seamark.storage.columns.rows import BaseRow, Commit, FieldRow, FileRow, LineBlock, PointBlock
from seamark.testing.desk import Desk

NOW = 1_790_000_000_000_000
URL = "http://127.0.0.1:1"


@dataclass
class Shelf:
    """The three stores; writes as ingest does, one commit a call."""

    catalog: Catalog
    columns: Columns
    blobs: Blobs

    def __post_init__(self):
        self.names = itertools.count()

    def project(self) -> ProjectRow:
        return self.catalog.projects.create("ada", f"project {next(self.names)}")

    def run(self, project: ProjectRow, **sys) -> ObjectRow:
        object, _ = self.catalog.objects.create(
            project.number,
            ObjectKind.RUN,
            uid=make_uid(),
            own_id=sys.get("own_id"),
            parent=None,
            created_at=NOW + next(self.names),
            created_by="ada",
        )
        texts = {"uid": object.uid, "id": object.id, "owner": "ada", "state": "running"} | sys
        fields = [self.field(object, f"sys/{name}", value) for name, value in texts.items()]
        fields.append(self.field(object, "sys/created_at", object.created_at, FieldType.DATETIME))
        self.write(fields=fields)
        return object

    def field(self, object: ObjectRow, path, value=None, type=None, generation=0, **more) -> FieldRow:
        type = type or {bool: FieldType.BOOL, int: FieldType.INT, float: FieldType.FLOAT, str: FieldType.STRING}.get(
            value.__class__, FieldType.JSON
        )
        row = FieldRow(
            project=object.project, object=object.number, path=path, generation=generation, type=type, **more
        )
        if type is FieldType.STRING_SET:
            return replace(row, items=tuple(value))
        return row if value is None and type is not FieldType.JSON else fill_row(row, value, type, self.blobs)

    def assign(self, object: ObjectRow, **more) -> None:
        self.write(fields=[self.field(object, path.replace("__", "/"), value) for path, value in more.items()])

    def write(self, **rows) -> int:
        number = self.columns.last_commit() + 1
        self.columns.write(Commit(number=number, **rows))
        return number

    def points(
        self, object: ObjectRow, path, values, steps=None, *, attempt=0, origin=1, first_step=None, generation=0
    ):
        """Write points of one session and the statistics as the store sees them afterwards."""
        keys = {"project": object.project, "object": object.number, "path": path, "generation": generation}
        count = len(values)
        block = PointBlock(
            **keys,
            attempt=attempt,
            origin=origin,
            steps=np.arange(count, dtype="f8") if steps is None else np.asarray(steps, dtype="f8"),
            times=NOW + np.arange(count, dtype="i8"),
            seqs=np.arange(count, dtype="u8"),
            values=np.asarray(values, dtype="f8"),
        )
        bases = []
        if first_step is not None:
            bases = [BaseRow(**keys, origin=origin, attempt=attempt, base=first_step, first_step=first_step)]
        self.write(
            bases=bases,
            points=[block],
            fields=[self.field(object, path, type=FieldType.FLOAT_SERIES, generation=generation)],
        )
        self.measure(object, path, generation)

    def lines(self, object: ObjectRow, path, texts, *, origin=1, start=0, type=FieldType.STRING_SERIES):
        """Write lines one microsecond apart and their statistics."""
        count = len(texts)
        block = LineBlock(
            project=object.project,
            object=object.number,
            path=path,
            generation=0,
            attempt=0,
            origin=origin,
            steps=np.arange(count, dtype="f8"),
            times=NOW + start + np.arange(count, dtype="i8"),
            seqs=np.arange(count, dtype="u8"),
            texts=texts,
        )
        self.write(lines=[block], fields=[self.field(object, path, type=type)])
        self.measure(object, path, 0)

    def measure(self, object: ObjectRow, path, generation) -> None:
        stats = self.columns.compute_stats(object.project, object.number, path, generation)
        assert stats is not None
        self.write(stats=[stats])

    def file(self, object: ObjectRow, path, content: bytes, type=FieldType.FILE, **more):
        row = FileRow(
            project=object.project,
            object=object.number,
            path=path,
            generation=0,
            digest=self.blobs.put(content),
            size=len(content),
            name=more.pop("name", "a.txt"),
            media_type="text/plain",
            time=NOW,
            **more,
        )
        self.write(files=[row], fields=[self.field(object, path, type=type)])


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """Fresh stores for one test module."""
    folder: Path = tmp_path_factory.mktemp("shelf")
    catalog = open_catalog(f"sqlite:///{folder}/catalog.db")
    columns = open_columns(f"chdb:///{folder}/columns", memory_limit=1_000_000_000)
    blobs = open_blobs(f"file:///{folder}/blobs")
    yield Shelf(catalog, columns, blobs)
    columns.close()
    catalog.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "data")
    try:
        yield desk
        assert desk.core.columns.check() == []
    finally:
        desk.close()


@pytest.fixture
def uid(desk: Desk) -> str:
    uid = make_uid()
    desk.session(uid)
    return uid


URL = "https://seamark.example.org"


@pytest.fixture
def stores(tmp_path):
    catalog = open_catalog(f"sqlite:///{tmp_path}/catalog.db")
    yield catalog
    catalog.close()


@pytest.fixture
def people(stores):
    return stores.people


@pytest.fixture
def access(stores):
    return Access(stores.people, stores.members, stores.projects, "team", lambda: URL)


@pytest.fixture
def ada(access):
    return access.add_first_admin("ada", "correct horse")
