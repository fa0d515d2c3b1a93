"""Rules of edits by hand in a catalog."""

import pytest

from seamark.model import limits
from seamark.storage.catalog.protocol import Catalog
from seamark.storage.catalog.rows import EditRow, ObjectRow, ProjectRow
from seamark.testing.catalog_fixtures import CatalogFixtures, make_object


def make_edit(path: str, value: int, person: str = "ada") -> EditRow:
    """Return an edit."""
    return EditRow(path=path, person=person, at=value, value=f"{value}")


class EditsSuite(CatalogFixtures):
    """Rules of edits."""

    def test_edits_are_listed_newest_first(self, catalog: Catalog, project: ProjectRow, run: ObjectRow) -> None:
        """Of one object, or one field of it, page by page."""
        other = make_object(catalog, project)
        catalog.edits.add({run.number: [make_edit("a", 1), make_edit("b", 2)]}, {})
        catalog.edits.add({run.number: [make_edit("a", 3)]}, {})
        catalog.edits.add({other.number: [make_edit("a", 4)]}, {})
        found = catalog.edits.of(run.number)
        assert [(row.path, row.value) for row in found] == [("a", "3"), ("b", "2"), ("a", "1")]
        assert catalog.edits.of(run.number, path="a") == [found[0], found[2]]
        assert catalog.edits.of(run.number, limit=1) == found[:1]
        assert catalog.edits.of(run.number, before=found[0].number) == found[1:]

    def test_what_a_field_was_is_kept_once(self, catalog: Catalog, run: ObjectRow) -> None:
        """Before its first edit."""
        for value in (1, 2):
            catalog.edits.add({run.number: [make_edit("a", value)]}, {run.number: [make_edit("a", 0, "")]})
        assert [row.person for row in catalog.edits.of(run.number)] == ["ada", "ada", ""]

    def test_the_newest_of_each_field_are_kept(
        self, catalog: Catalog, run: ObjectRow, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """However many come at once."""
        monkeypatch.setattr(limits, "EDITS", 3)
        catalog.edits.add({run.number: [make_edit("b", 9)]}, {})
        catalog.edits.add({run.number: [make_edit("a", value) for value in range(5)]}, {})
        catalog.edits.add({run.number: [make_edit("a", 5)]}, {})
        assert [row.value for row in catalog.edits.of(run.number, path="a")] == ["5", "4", "3"]
        assert len(catalog.edits.of(run.number, path="b")) == 1

    def test_edits_of_a_project_are_listed_newest_first(
        self, catalog: Catalog, project: ProjectRow, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """With what stood there before the first; the newest of them are kept, and all go with the project."""
        monkeypatch.setattr(limits, "EDITS", 3)
        other = catalog.projects.create("ada", "other edited")
        catalog.edits.add_project(other.number, make_edit("a", 9), make_edit("a", 8, ""))
        catalog.edits.add_project(project.number, make_edit("a", 1), make_edit("a", 0, ""))
        first = catalog.edits.of_project(project.number)
        assert [(row.value, row.person) for row in first] == [("1", "ada"), ("0", "")]
        assert catalog.edits.of_project(project.number, before=first[0].number) == first[1:]
        for value in (2, 3):
            catalog.edits.add_project(project.number, make_edit("a", value), make_edit("a", 0, ""))
        assert [row.value for row in catalog.edits.of_project(project.number)] == ["3", "2", "1"]
        assert [row.value for row in catalog.edits.of_project(project.number, limit=1)] == ["3"]
        catalog.removals.remove_project(project.number)
        assert catalog.edits.of_project(project.number) == []
        assert len(catalog.edits.of_project(other.number)) == 2

    def test_they_go_with_their_object(self, catalog: Catalog, project: ProjectRow, run: ObjectRow) -> None:
        """And come to nothing for one that is gone."""
        catalog.edits.add({run.number: [make_edit("a", 1)]}, {})
        catalog.objects.trash([run.number], 1, "ada")
        catalog.removals.remove_objects(project.number, [run.number])
        catalog.edits.add({run.number: [make_edit("a", 2)]}, {})
        assert catalog.edits.of(run.number) == []
