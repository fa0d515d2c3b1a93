"""Rules of projects in a catalog."""

from dataclasses import replace

import pytest

from seamark.model.errors import Conflict, InvalidValue, ProjectNotFound
from seamark.storage.catalog.protocol import Catalog
from seamark.storage.catalog.rows import ProjectRow
from seamark.testing.catalog_fixtures import THREADS, CatalogFixtures, at_once


class ProjectsSuite(CatalogFixtures):
    """Rules of projects."""

    def test_a_project_has_what_it_was_made_with(self, catalog: Catalog) -> None:
        """Everything given is kept, the rest begins empty."""
        made = catalog.projects.create("ada", "digits", description="small pictures")
        assert (made.workspace, made.name, made.key, made.description) == ("ada", "digits", "DIG", "small pictures")
        assert (made.objective, made.config_prefixes[0]) == ("", "config")
        assert catalog.projects.get(made.number) == catalog.projects.find("ada", "digits") == made

    def test_names_are_found_in_any_case(self, catalog: Catalog, project: ProjectRow) -> None:
        """Case does not count, in any alphabet; the name stays as written."""
        assert catalog.projects.find("ADA", "solar PANELS") == project
        strasse = catalog.projects.create("ada", "Straße École")
        assert catalog.projects.find("ada", "STRASSE éCOLE") == strasse
        assert catalog.projects.find("ada", "solar") is None

    @pytest.mark.parametrize("name", ["Solar panels", "SOLAR PANELS"])
    def test_a_taken_name_is_a_conflict(self, catalog: Catalog, project: ProjectRow, name: str) -> None:
        """A name is taken in its workspace and in no other."""
        with pytest.raises(Conflict):
            catalog.projects.create("Ada", name)
        assert catalog.projects.create("bob", name).number != project.number

    def test_keys_are_derived_and_unique(self, catalog: Catalog) -> None:
        """The second project of a key gets a number; names without letters have a key too."""
        keys = [catalog.projects.create(workspace, "digits").key for workspace in "abc"]
        assert keys == ["DIG", "DIG2", "DIG3"]
        assert catalog.projects.create("a", "3d-шум").key == "D"
        assert catalog.projects.create("a", "数字").key == "RUN"
        assert catalog.projects.create("a", "éa").key == "EA"

    def test_a_key_given_is_checked(self, catalog: Catalog) -> None:
        """It has the form of keys, and a taken one is a conflict, never changed."""
        made = catalog.projects.create("ada", "one", key="sun")
        assert made.key == "SUN"
        assert catalog.projects.find_key("sun") == made
        assert catalog.projects.find_key("MOON") is None
        with pytest.raises(Conflict, match="ada/one"):
            catalog.projects.create("ada", "two", key="SUN")
        for wrong in ("", "1A", "SUN-1", "É", "A2345678901"):
            with pytest.raises(InvalidValue):
                catalog.projects.create("ada", "three", key=wrong)

    def test_a_change_leaves_what_is_none(self, catalog: Catalog, project: ProjectRow) -> None:
        """Only what is given changes."""
        catalog.projects.change(project.number, description="new")
        catalog.projects.change(project.number, objective='{"path": "loss"}')
        changed = catalog.projects.change(project.number, config_prefixes=["a", "b"])
        assert changed == catalog.projects.get(project.number)
        assert (changed.description, changed.objective) == ("new", '{"path": "loss"}')
        assert changed.config_prefixes == ("a", "b")
        assert catalog.projects.change(project.number, config_prefixes=[]).config_prefixes == ()
        begun = catalog.projects.change(project.number, baseline=7, default_view="v")
        assert (begun.baseline, begun.default_view) == (7, "v")
        assert catalog.projects.change(project.number, description="newer") == replace(begun, description="newer")
        ended = catalog.projects.change(project.number, baseline=0, default_view="", objective="")
        assert (ended.baseline, ended.default_view, ended.objective) == (0, "", "")

    def test_all_are_sorted_by_workspace_and_name(self, catalog: Catalog) -> None:
        """In the order in which people look for them."""
        for workspace, name in (("bob", "a"), ("Ada", "b"), ("ada", "A")):
            catalog.projects.create(workspace, name)
        assert [(row.workspace, row.name) for row in catalog.projects.all()] == [
            ("Ada", "A"),
            ("Ada", "b"),
            ("bob", "a"),
        ]

    def test_a_missing_project_raises(self, catalog: Catalog) -> None:
        """ProjectNotFound, from each call that names a number."""
        with pytest.raises(ProjectNotFound):
            catalog.projects.get(99)
        with pytest.raises(ProjectNotFound):
            catalog.projects.change(99, description="x")

    def test_threads_make_one_project_of_a_name(self, catalog: Catalog) -> None:
        """One gets the row, the others Conflict."""

        def work(_: int) -> ProjectRow | None:
            try:
                return catalog.projects.create("ada", "same")
            except Conflict:
                return None

        assert len([row for row in at_once(work) if row is not None]) == 1
        assert len(catalog.projects.all()) == 1

    def test_threads_get_keys_of_their_own(self, catalog: Catalog) -> None:
        """Projects that suggest the same key at the same time."""
        keys = at_once(lambda index: catalog.projects.create(f"workspace {index}", "same").key)
        assert sorted(keys) == ["SAM", *(f"SAM{number}" for number in range(2, THREADS + 1))]
