"""Rules of saved views and short links in a catalog."""

import pytest

from seamark.model import limits
from seamark.model.errors import Conflict, NotFound, TooLarge
from seamark.storage.catalog.protocol import Catalog
from seamark.storage.catalog.rows import PersonRow, ProjectRow, ViewRow
from seamark.testing.catalog_fixtures import CatalogFixtures, at_once


class ViewsSuite(CatalogFixtures):
    """Rules of views and links."""

    @pytest.fixture
    def owner(self, catalog: Catalog) -> PersonRow:
        """Who keeps views."""
        return catalog.people.create("vera", password="", admin=False)

    def test_one_sees_what_is_shared_and_ones_own(
        self, catalog: Catalog, project: ProjectRow, owner: PersonRow
    ) -> None:
        """By name, without case."""
        other = catalog.people.create("cem", password="", admin=False)
        made = [
            catalog.views.create(project.number, person.number, name=name, address="?a", shared=shared)
            for person, name, shared in ((owner, "b", True), (owner, "A", False), (other, "c", False))
        ]
        assert catalog.views.of_project(project.number, owner.number) == [made[1], made[0]]
        assert catalog.views.of_project(project.number, other.number) == [made[0], made[2]]
        assert catalog.views.find(made[2].uid) == made[2]
        assert (made[2].reader, made[0].reader, made[0].owner_name) == (other.number, 0, "vera")
        assert catalog.views.find("absent") is None

    def test_threads_get_one_view_of_a_name(self, catalog: Catalog, project: ProjectRow, owner: PersonRow) -> None:
        """The others are told of the conflict, or of the one that is there."""

        def work(index: int) -> ViewRow | None:
            name = "straße" if index % 2 else "STRASSE"
            try:
                return catalog.views.create(project.number, owner.number, name=name, address="", shared=True)
            except Conflict:
                return None

        assert sum(row is not None for row in at_once(work)) == 1

    def test_a_view_that_is_shared_no_more_is_no_default(
        self, catalog: Catalog, project: ProjectRow, owner: PersonRow
    ) -> None:
        """Nor one that is deleted."""
        view = catalog.views.create(project.number, owner.number, name="a", address="?a", shared=True)
        for end in (lambda: catalog.views.change(view.number, shared=False), lambda: catalog.views.drop(view.number)):
            catalog.projects.change(project.number, default_view=view.uid)
            assert catalog.views.change(view.number, shared=True, name="b").name == "b"
            assert catalog.projects.get(project.number).default_view == view.uid
            end()
            assert catalog.projects.get(project.number).default_view == ""
        for gone in (lambda: catalog.views.change(view.number, name="c"), lambda: catalog.views.drop(view.number)):
            with pytest.raises(NotFound):
                gone()

    def test_there_are_so_many(
        self, catalog: Catalog, project: ProjectRow, owner: PersonRow, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Of a project's shared views and of its links."""
        monkeypatch.setattr(limits, "VIEWS", 2)
        monkeypatch.setattr(limits, "LINKS", 2)
        for index in range(2):
            catalog.views.create(project.number, owner.number, name=f"{index}", address="", shared=True)
            catalog.views.shorten(project.number, address=f"?{index}", digest=f"{index}", by="vera")
        with pytest.raises(TooLarge, match="2 shared"):
            catalog.views.create(project.number, owner.number, name="2", address="", shared=True)
        with pytest.raises(TooLarge, match="2 short links"):
            catalog.views.shorten(project.number, address="?2", digest="2", by="vera")
        private = catalog.views.create(project.number, owner.number, name="2", address="", shared=False)
        with pytest.raises(TooLarge):
            catalog.views.change(private.number, shared=True)
        assert catalog.views.shorten(project.number, address="?1", digest="1", by="vera").address == "?1"

    def test_threads_get_one_link_of_an_address(self, catalog: Catalog, project: ProjectRow) -> None:
        """And it leads there; in another project it is another."""
        made = at_once(lambda _: catalog.views.shorten(project.number, address="?a", digest="d", by="vera"))
        assert len({row.key for row in made}) == 1
        assert catalog.views.find_link(made[0].key) == made[0]
        other = catalog.projects.create("ada", "other")
        assert catalog.views.shorten(other.number, address="?a", digest="d", by="vera").key != made[0].key
        assert catalog.views.find_link("absent") is None
