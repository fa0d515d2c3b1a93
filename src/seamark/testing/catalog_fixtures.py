"""What the suites of the catalog share."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest

from seamark.model.objects import ObjectKind, make_uid
from seamark.storage.catalog import open_catalog
from seamark.storage.catalog.protocol import Catalog
from seamark.storage.catalog.rows import ObjectRow, ProjectRow

T = TypeVar("T")

THREADS = 8


def at_once(work: Callable[[int], T]) -> list[T]:
    """Run work in several threads that begin together; returns what each gave."""
    barrier = threading.Barrier(THREADS)

    def run(index: int) -> T:
        barrier.wait(10)
        return work(index)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


class CatalogFixtures:
    """What the suites need."""

    @pytest.fixture
    def catalog_url(self) -> str:
        """The URL of an empty database; an engine's tests override this."""
        raise NotImplementedError

    @pytest.fixture
    def catalog(self, catalog_url: str) -> Iterator[Catalog]:
        """The open catalog."""
        catalog = open_catalog(catalog_url)
        yield catalog
        catalog.close()

    @pytest.fixture
    def project(self, catalog: Catalog) -> ProjectRow:
        """A project."""
        return catalog.projects.create("ada", "Solar panels")

    @pytest.fixture
    def run(self, catalog: Catalog, project: ProjectRow) -> ObjectRow:
        """A run of the project."""
        return make_object(catalog, project)


def make_object(
    catalog: Catalog,
    project: ProjectRow,
    own_id: str | None = None,
    kind: ObjectKind = ObjectKind.RUN,
    uid: str | None = None,
) -> ObjectRow:
    """Make an object."""
    row, _ = catalog.objects.create(
        project.number, kind, uid=uid or make_uid(), own_id=own_id, parent=None, created_at=1, created_by="ada"
    )
    return row
