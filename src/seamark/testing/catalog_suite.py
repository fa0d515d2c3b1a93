"""What every catalog keeps: one test for each rule of ``storage.catalog.protocol``.

An engine's own test class inherits ``CatalogSuite`` and overrides ``catalog_url`` with the URL of an
empty database.
"""

import pytest

from seamark.model.errors import Conflict, InvalidValue
from seamark.storage.catalog import open_catalog
from seamark.storage.catalog.protocol import Catalog
from seamark.storage.catalog.rows import LeaseRow, ObjectRow, ProjectRow
from seamark.testing.catalog_edits import EditsSuite
from seamark.testing.catalog_fixtures import THREADS, CatalogFixtures, at_once, make_object
from seamark.testing.catalog_members import MembersSuite
from seamark.testing.catalog_notebooks import NotebooksSuite
from seamark.testing.catalog_objects import ObjectsSuite
from seamark.testing.catalog_people import PeopleSuite, UploadsSuite
from seamark.testing.catalog_projects import ProjectsSuite
from seamark.testing.catalog_removals import RemovalsSuite
from seamark.testing.catalog_sessions import SessionsSuite
from seamark.testing.catalog_views import ViewsSuite


class ServerSuite(CatalogFixtures):
    """Rules of the server's facts and the lease."""

    def lease(self, holder: str, renewed_at: int = 1) -> LeaseRow:
        """Return a lease."""
        return LeaseRow(holder=holder, host="node", pid=1, boot="b", url="http://node", renewed_at=renewed_at)

    def test_facts_are_written_over(self, catalog: Catalog) -> None:
        """Others stay."""
        catalog.server.set_facts({"a": "1", "b": "2"})
        catalog.server.set_facts({"b": "3"})
        catalog.server.set_facts({})
        assert catalog.server.facts().items() >= {"a": "1", "b": "3"}.items()

    def test_one_holds_the_lease(self, catalog: Catalog) -> None:
        """Whoever expects something else does not get it."""
        first, second = self.lease("first"), self.lease("second")
        assert catalog.server.lease() is None
        assert not catalog.server.take_lease(second, expected=first)
        assert catalog.server.take_lease(first, expected=None)
        assert not catalog.server.take_lease(second, expected=None)
        renewed = self.lease("first", 2)
        assert catalog.server.take_lease(renewed, expected=first)
        assert not catalog.server.take_lease(second, expected=first)
        assert catalog.server.lease() == renewed

    def test_the_lease_is_given_back_by_its_holder(self, catalog: Catalog) -> None:
        """And by nobody else."""
        catalog.server.take_lease(self.lease("first"), expected=None)
        catalog.server.drop_lease("second")
        assert catalog.server.lease() is not None
        catalog.server.drop_lease("first")
        assert catalog.server.lease() is None

    def test_one_thread_gets_the_lease(self, catalog: Catalog) -> None:
        """Of several that try at the same time."""
        taken = at_once(lambda index: catalog.server.take_lease(self.lease(str(index)), expected=None))
        assert taken.count(True) == 1


class WholeSuite(CatalogFixtures):
    """Rules of the whole store."""

    def test_what_was_done_is_there_after_opening_again(
        self, catalog: Catalog, catalog_url: str, run: ObjectRow
    ) -> None:
        """A second opening finds it while the first is open, and after it was closed."""
        second = open_catalog(catalog_url)
        assert second.objects.get(run.number) == run
        catalog.close()
        assert second.objects.get(run.number) == run
        second.close()

    def test_numbers_and_ids_go_on_after_opening_again(
        self, catalog: Catalog, catalog_url: str, project: ProjectRow
    ) -> None:
        """Nothing is given twice."""
        last = make_object(catalog, project)
        catalog.close()
        again = open_catalog(catalog_url)
        next_one = make_object(again, project)
        again.close()
        assert (last.id, next_one.id) == ("SOL-1", "SOL-2")
        assert next_one.number > last.number

    def test_two_that_are_open_never_give_the_same(
        self, catalog: Catalog, catalog_url: str, project: ProjectRow
    ) -> None:
        """Two connections to one database make objects at once."""
        second = open_catalog(catalog_url)
        both = (catalog, second)
        made = at_once(lambda index: [make_object(both[index % 2], project, own_id=f"{n}") for n in range(5)])
        second.close()
        assert {row.id for rows in made for row in rows} == {f"SOL-{n}" for n in range(1, 6)}

    @pytest.mark.parametrize("text", ["a\ud800b"])
    def test_what_no_engine_holds_is_refused(self, catalog: Catalog, text: str) -> None:
        """With InvalidValue, and what comes next works."""
        with pytest.raises(InvalidValue):
            catalog.projects.create("ada", text)
        with pytest.raises(InvalidValue):
            catalog.projects.find("ada", text)
        with pytest.raises(InvalidValue):
            catalog.objects.get(2**70)
        assert catalog.projects.create("ada", "fine").number

    def test_a_failure_touches_nobody_else(self, catalog: Catalog, project: ProjectRow) -> None:
        """Writes that share a commit with one that is refused stand."""

        def work(index: int) -> str:
            if index % 2:
                try:
                    catalog.projects.create("ada", project.name)
                except Conflict:
                    return "refused"
            return make_object(catalog, project).id

        done = at_once(lambda index: [work(index) for _ in range(10)])
        flat = [each for some in done for each in some]
        assert flat.count("refused") == 5 * THREADS
        assert len(set(flat)) == 5 * THREADS + 1

    def test_size(self, catalog: Catalog) -> None:
        """Bytes on disk."""
        assert catalog.size() > 0


class CatalogSuite(
    ProjectsSuite,
    ObjectsSuite,
    RemovalsSuite,
    NotebooksSuite,
    ViewsSuite,
    EditsSuite,
    SessionsSuite,
    PeopleSuite,
    MembersSuite,
    UploadsSuite,
    ServerSuite,
    WholeSuite,
):
    """All of it."""
