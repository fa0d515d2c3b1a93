"""Rules of notebooks in a catalog."""

from typing import Any

from seamark.model.objects import make_uid
from seamark.storage.catalog.protocol import Catalog
from seamark.storage.catalog.rows import ProjectRow
from seamark.testing.catalog_fixtures import CatalogFixtures

_STATE: dict[str, Any] = {"description": "", "path": "/a", "digest": "", "size": 0, "created_by": "ada"}


class NotebooksSuite(CatalogFixtures):
    """Rules of notebooks."""

    def test_notebooks_are_listed_newest_first(self, catalog: Catalog, project: ProjectRow) -> None:
        """Page by page, those of one project."""
        other = catalog.projects.create("ada", "other")
        made = [catalog.notebooks.create(project.number, "ada") for _ in range(3)]
        catalog.notebooks.create(other.number, "ada")
        assert catalog.notebooks.of_project(project.number) == made[::-1]
        assert catalog.notebooks.of_project(project.number, limit=1) == [made[2]]
        assert catalog.notebooks.of_project(project.number, before=made[2].number) == made[1::-1]
        assert catalog.notebooks.find(made[0].uid) == made[0]
        assert catalog.notebooks.find(make_uid()) is None

    def test_checkpoints_are_listed_newest_first(self, catalog: Catalog, project: ProjectRow) -> None:
        """And the newest of several notebooks at once."""
        one, other, empty = (catalog.notebooks.create(project.number, "ada") for _ in range(3))
        states = [catalog.notebooks.add_checkpoint(one.number, name=f"{index}", **_STATE) for index in range(3)]
        last = catalog.notebooks.add_checkpoint(other.number, name="x", **_STATE | {"digest": "d", "size": 1})
        assert catalog.notebooks.checkpoints(one.number) == states[::-1]
        assert catalog.notebooks.checkpoints(one.number, offset=1, limit=1) == [states[1]]
        assert catalog.notebooks.find_checkpoint(states[0].uid) == states[0]
        assert catalog.notebooks.find_checkpoint(make_uid()) is None
        newest = catalog.notebooks.newest([one.number, other.number, empty.number])
        assert newest == {one.number: states[2], other.number: last}
        assert catalog.notebooks.digests() == ["d"]

    def test_they_go_with_their_project(self, catalog: Catalog, project: ProjectRow) -> None:
        """And with them what they refer to."""
        made = catalog.notebooks.create(project.number, "ada")
        catalog.notebooks.add_checkpoint(made.number, name="x", **_STATE | {"digest": "d", "size": 1})
        catalog.removals.remove_project(project.number)
        assert catalog.notebooks.find(made.uid) is None
        assert catalog.notebooks.digests() == []
