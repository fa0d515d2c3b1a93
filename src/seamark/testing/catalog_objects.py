"""Rules of objects in a catalog."""

from typing import Any

import pytest

from seamark.model.errors import Conflict, InvalidValue, ProjectNotFound, RunNotFound
from seamark.model.objects import ObjectKind, make_uid, shorten_uid
from seamark.storage.catalog.protocol import Catalog
from seamark.storage.catalog.rows import ObjectRow, ProjectRow
from seamark.testing.catalog_fixtures import THREADS, CatalogFixtures, at_once, make_object


class ObjectsSuite(CatalogFixtures):
    """Rules of objects."""

    def test_ids_count_up(self, catalog: Catalog, project: ProjectRow) -> None:
        """Per project, over all kinds of objects."""
        other = catalog.projects.create("ada", "other")
        assert [make_object(catalog, project).id for _ in range(3)] == ["SOL-1", "SOL-2", "SOL-3"]
        assert make_object(catalog, project, kind=ObjectKind.MODEL).id == "SOL-4"
        assert make_object(catalog, other).id == "OTH-1"

    def test_the_object_of_a_project_has_its_key(self, catalog: Catalog, project: ProjectRow) -> None:
        """And takes no number of the runs'."""
        own = make_object(catalog, project, kind=ObjectKind.PROJECT, uid=project.uid)
        assert (own.id, own.uid) == ("SOL", project.uid)
        assert make_object(catalog, project).id == "SOL-1"
        assert catalog.objects.kinds(project.number) == {ObjectKind.PROJECT: [own.number]}
        assert catalog.objects.counts()[project.number] == 1

    def test_models_have_keys_and_count_their_versions(self, catalog: Catalog, project: ProjectRow) -> None:
        """A key is taken once in its project; versions have numbers of their own."""
        facts: dict[str, Any] = {"own_id": None, "created_at": 1, "created_by": "ada"}

        def make(kind: ObjectKind, parent: int | None = None, key: str = "") -> ObjectRow:
            row, _ = catalog.objects.create(project.number, kind, uid=make_uid(), parent=parent, key=key, **facts)
            return row

        model = make(ObjectKind.MODEL, key="NET")
        assert model.id == "SOL-NET"
        versions = [make(ObjectKind.MODEL_VERSION, model.number) for _ in range(3)]
        assert [row.id for row in versions] == ["SOL-NET-1", "SOL-NET-2", "SOL-NET-3"]
        assert catalog.objects.children(model.number) == versions
        with pytest.raises(Conflict):
            make(ObjectKind.MODEL, key="NET")
        assert make_object(catalog, project).id == "SOL-1"

    def test_the_same_uid_is_the_same_object(self, catalog: Catalog, project: ProjectRow) -> None:
        """Asked for again it is found, whatever else is said of it."""
        uid = make_uid()
        arguments: dict[str, Any] = {"uid": uid, "parent": None, "created_at": 1, "created_by": "ada"}
        first, is_new = catalog.objects.create(project.number, ObjectKind.RUN, own_id="a", **arguments)
        again, is_new_again = catalog.objects.create(project.number, ObjectKind.RUN, own_id=None, **arguments)
        assert (is_new, is_new_again) == (True, False)
        assert first == again

    def test_an_own_id_is_unique_in_its_project(self, catalog: Catalog, project: ProjectRow) -> None:
        """The second uid gets the first one's object; another project has its own."""
        other = catalog.projects.create("ada", "other")
        first = make_object(catalog, project, own_id="baseline")
        assert make_object(catalog, project, own_id="baseline") == first
        assert make_object(catalog, project, own_id="Baseline") != first
        assert make_object(catalog, other, own_id="baseline") != first

    def test_objects_are_found_by_each_name(self, catalog: Catalog, project: ProjectRow) -> None:
        """Uid, short uid, id and own id; the first three in any case."""
        row = make_object(catalog, project, own_id="Mine")
        make_object(catalog, project)
        dashed = f"{row.uid[:8]}-{row.uid[8:12]}-{row.uid[12:16]}-{row.uid[16:20]}-{row.uid[20:]}"
        short = shorten_uid(row.uid)
        for name in (row.uid, row.uid.upper(), dashed, short, short.upper(), row.id, row.id.lower(), "Mine"):
            assert catalog.objects.find(name) == [row], name
            assert catalog.objects.find(name, project=project.number) == [row]
        assert catalog.objects.find("mine") == []
        assert catalog.objects.find("") == []

    def test_many_names_at_once(self, catalog: Catalog, project: ProjectRow) -> None:
        """Lead where each leads by itself, in the one project; one name to several objects, one object by all names."""
        other = catalog.projects.create("ada", "other")
        rows = [make_object(catalog, project, own_id=f"Mine-{index}") for index in range(5)]
        misleading = make_object(catalog, project, own_id=rows[0].id)
        outside = make_object(catalog, other, own_id="Mine-1")
        alias = make_uid()
        catalog.objects.add_alias(rows[2].number, alias)
        catalog.objects.trash([rows[4].number], 1, "ada")
        names = [rows[0].uid.upper(), shorten_uid(rows[1].uid), "Mine-1", "mine-1", rows[0].id, rows[0].id.lower()]
        names += [
            rows[4].id,
            alias,
            shorten_uid(alias).upper(),
            outside.uid,
            outside.id,
            "",
            "absent",
            *map(str, range(600)),
        ]
        found = catalog.objects.find_all(names, project.number)
        assert found == {name: catalog.objects.find(name, project=project.number) for name in names[:13]} | {
            str(number): [] for number in range(600)
        }
        assert found[rows[0].id] == [rows[0], misleading]
        assert found[alias] == [rows[2]]
        assert found[outside.id] == []
        assert catalog.objects.find_all([], project.number) == {}

    def test_a_project_narrows_the_search(self, catalog: Catalog, project: ProjectRow) -> None:
        """An own id can stand in several projects; with a project only that one is meant."""
        other = catalog.projects.create("ada", "other")
        here, there = (make_object(catalog, each, own_id="same") for each in (project, other))
        assert catalog.objects.find("same") == [here, there]
        assert catalog.objects.find("same", project=other.number) == [there]
        assert catalog.objects.find(here.id, project=other.number) == []

    def test_many_are_read_at_once(self, catalog: Catalog, project: ProjectRow) -> None:
        """Those that do not exist are left out."""
        rows = [make_object(catalog, project) for _ in range(3)]
        numbers = [row.number for row in rows]
        assert catalog.objects.many([*numbers, *range(10_000, 11_500), numbers[0]]) == {row.number: row for row in rows}
        assert catalog.objects.many([]) == {}
        assert catalog.objects.get(numbers[1]) == rows[1]

    def test_the_newest_run(self, catalog: Catalog, project: ProjectRow) -> None:
        """Of runs, and not of trashed ones."""
        assert catalog.objects.newest(project.number) is None
        first, second = make_object(catalog, project), make_object(catalog, project)
        make_object(catalog, project, kind=ObjectKind.MODEL)
        assert catalog.objects.newest(project.number) == second
        catalog.objects.trash([second.number], 5, "ada")
        assert catalog.objects.newest(project.number) == first

    def test_others_than_runs(self, catalog: Catalog, project: ProjectRow) -> None:
        """By number, of one project."""
        make_object(catalog, project)
        model = make_object(catalog, project, kind=ObjectKind.MODEL)
        make_object(catalog, catalog.projects.create("ada", "other"), kind=ObjectKind.MODEL)
        assert catalog.objects.others(project.number) == [model.number]

    def test_trash_and_restore(self, catalog: Catalog, project: ProjectRow) -> None:
        """Counts leave trashed runs out; doing it twice changes nothing; trashed ones are found."""
        rows = [make_object(catalog, project) for _ in range(4)]
        make_object(catalog, project, kind=ObjectKind.MODEL)
        numbers = [row.number for row in rows[:2]]
        for _ in range(2):
            catalog.objects.trash([*numbers, numbers[0], 999], 7, "ada")
            assert catalog.objects.counts()[project.number] == 2
        assert [(row.trashed_at, row.trashed_by) for row in catalog.objects.find(rows[0].uid)] == [(7, "ada")]
        catalog.objects.trash([rows[2].number], 9, "ada")
        listed = catalog.objects.trashed(project.number, offset=0, limit=9)
        assert [row.number for row in listed] == [rows[2].number, *reversed(numbers)]
        assert catalog.objects.trashed(project.number, offset=1, limit=1) == listed[1:2]
        catalog.objects.restore([rows[2].number])
        for _ in range(2):
            catalog.objects.restore(numbers)
            assert catalog.objects.counts()[project.number] == 4
        assert catalog.objects.get(numbers[0]) == rows[0]

    def test_a_parent_is_kept(self, catalog: Catalog, project: ProjectRow, run: ObjectRow) -> None:
        """And must be there."""
        arguments: dict[str, Any] = {"own_id": None, "created_at": 1, "created_by": "ada"}
        uid = make_uid()
        row, _ = catalog.objects.create(project.number, ObjectKind.RUN, uid=uid, parent=run.number, **arguments)
        assert catalog.objects.get(row.number).parent == run.number
        with pytest.raises(RunNotFound):
            catalog.objects.create(project.number, ObjectKind.RUN, uid=make_uid(), parent=999, **arguments)

    def test_a_fork_is_kept(self, catalog: Catalog, project: ProjectRow, run: ObjectRow) -> None:
        """With the step; the run that it goes on from is of the same project."""
        other = make_object(catalog, catalog.projects.create("ada", "other"))
        arguments: dict[str, Any] = {"own_id": None, "parent": None, "created_at": 1, "created_by": "ada"}
        row, _ = catalog.objects.create(
            project.number, ObjectKind.RUN, uid=make_uid(), fork=(run.number, 800.25), **arguments
        )
        assert catalog.objects.get(row.number) == row
        assert (row.fork_of, row.fork_step) == (run.number, 800.25)
        assert (run.fork_of, run.fork_step) == (None, None)
        for number in (other.number, 999):
            with pytest.raises(RunNotFound):
                catalog.objects.create(project.number, ObjectKind.RUN, uid=make_uid(), fork=(number, 1.0), **arguments)

    def test_an_id_from_elsewhere_is_kept_where_it_can(self, catalog: Catalog, project: ProjectRow) -> None:
        """It has the project's key and is free; the project counts on behind the highest."""
        arguments: dict[str, Any] = {"own_id": None, "parent": None, "created_at": 1, "created_by": "ada"}

        def make(id: str) -> str:
            row, _ = catalog.objects.create(project.number, ObjectKind.RUN, uid=make_uid(), id=id, **arguments)
            return row.id

        assert [make("SOL-7"), make("SOL-3")] == ["SOL-7", "SOL-3"]
        assert [make(id) for id in ("SOL-3", "SUN-20", "SOL-9999999999", "x", "SOL-09", "")] == [
            f"SOL-{number}" for number in range(8, 14)
        ]
        assert make_object(catalog, project).id == "SOL-14"
        assert catalog.objects.counts()[project.number] == 9

    def test_models_from_elsewhere_keep_their_keys_and_numbers(self, catalog: Catalog, project: ProjectRow) -> None:
        """A key behind the project's, where it is free; a version's number behind its model's id, counted on."""
        facts: dict[str, Any] = {"own_id": None, "created_at": 1, "created_by": "ada"}

        def make(kind: ObjectKind, id: str, parent: int | None = None) -> ObjectRow:
            row, _ = catalog.objects.create(project.number, kind, uid=make_uid(), parent=parent, id=id, **facts)
            return row

        names = ("SOL-NET", "SUN-CNN", "SUN-NET", "SOL-7", "NET", "SOL-net", "SOL-A-B")
        models = [make(ObjectKind.MODEL, name) for name in names]
        assert [model.id for model in models] == ["SOL-NET", "SOL-CNN", *(f"SOL-{number}" for number in range(1, 6))]
        net, numbered = models[0].number, models[2].number
        versions = [make(ObjectKind.MODEL_VERSION, f"SUN-NET-{number}", net) for number in (4, 2)]
        assert [version.id for version in versions] == ["SOL-NET-4", "SOL-NET-2"]
        assert (catalog.objects.get(net).versions, catalog.objects.children(net)) == (4, versions)
        others = [make(ObjectKind.MODEL_VERSION, name, net).id for name in ("SOL-NET-2", "x", "A-B-9999999999", "")]
        assert others == [f"SOL-NET-{number}" for number in range(5, 9)]
        assert make(ObjectKind.MODEL_VERSION, "SUN-NET-3", numbered).id == "SOL-1-3"
        assert make_object(catalog, project).id == "SOL-6"
        assert catalog.objects.counts()[project.number] == 1
        with pytest.raises(Conflict):
            catalog.objects.create(project.number, ObjectKind.MODEL, uid=make_uid(), parent=None, key="CNN", **facts)

    def test_threads_keep_an_id_from_elsewhere_once(self, catalog: Catalog, project: ProjectRow) -> None:
        """Whoever comes second gets the next one."""
        facts: dict[str, Any] = {"own_id": None, "created_at": 1, "created_by": "ada"}
        model, _ = catalog.objects.create(
            project.number, ObjectKind.MODEL, uid=make_uid(), parent=None, key="NET", **facts
        )

        def make(_: int) -> str:
            kind = ObjectKind.MODEL_VERSION
            return catalog.objects.create(
                project.number, kind, uid=make_uid(), parent=model.number, id="SUN-NET-3", **facts
            )[0].id

        assert sorted(at_once(make)) == sorted(f"SOL-NET-{number}" for number in range(3, 3 + THREADS))

    def test_a_missing_object_raises(self, catalog: Catalog, project: ProjectRow) -> None:
        """The NotFound of its kind."""
        with pytest.raises(RunNotFound):
            catalog.objects.get(99)
        with pytest.raises(ProjectNotFound):
            catalog.objects.create(
                99, ObjectKind.RUN, uid=make_uid(), own_id=None, parent=None, created_at=1, created_by=""
            )
        with pytest.raises(InvalidValue):
            make_object(catalog, project, uid="no uid")

    def test_threads_get_ids_of_their_own(self, catalog: Catalog, project: ProjectRow) -> None:
        """No id is given twice or left out."""
        made = at_once(lambda _: [make_object(catalog, project).id for _ in range(10)])
        ids = [id for some in made for id in some]
        assert len(ids) == len(set(ids))
        assert set(ids) == {f"SOL-{number}" for number in range(1, 10 * THREADS + 1)}

    def test_threads_make_one_object_of_an_own_id(self, catalog: Catalog, project: ProjectRow) -> None:
        """Ranks of one job ask at the same time; one of them makes it."""
        made = at_once(
            lambda _: catalog.objects.create(
                project.number,
                ObjectKind.RUN,
                uid=make_uid(),
                own_id="job",
                parent=None,
                created_at=1,
                created_by="ada",
            )
        )
        assert len({row for row, _ in made}) == 1
        assert [is_new for _, is_new in made].count(True) == 1
        assert catalog.objects.counts()[project.number] == 1

    def test_an_alias_leads_to_the_object(self, catalog: Catalog, run: ObjectRow) -> None:
        """Asked for again it is there once; short forms lead there too."""
        alias = make_uid()
        for _ in range(2):
            catalog.objects.add_alias(run.number, alias)
        assert catalog.objects.find(alias) == [run]
        assert catalog.objects.find(shorten_uid(alias)) == [run]
        assert catalog.objects.find(shorten_uid(alias), project=run.project + 1) == []
