"""Rules of what is taken out of a catalog for good."""

from typing import Any

import pytest

from seamark.model import limits
from seamark.model.access import ProjectRole
from seamark.model.errors import Conflict, ProjectNotFound, RunNotFound
from seamark.model.objects import ObjectKind, RunState, make_uid
from seamark.storage.catalog.protocol import Catalog
from seamark.storage.catalog.rows import ObjectRow, ProjectRow, RemovalRow
from seamark.testing.catalog_fixtures import CatalogFixtures, make_object


class RemovalsSuite(CatalogFixtures):
    """Rules of removals."""

    def test_only_what_is_in_the_trash_goes(self, catalog: Catalog, project: ProjectRow) -> None:
        """With all its names and sessions; what is taken out is due in the columns until that is done."""
        kept, gone = make_object(catalog, project), make_object(catalog, project)
        alias = make_uid()
        catalog.objects.add_alias(gone.number, alias)
        start = {"attempt": 0, "host": "", "pid": 1, "command": "", "started_at": 1}
        catalog.sessions.start(gone.number, "a" * 32, **start)  # type: ignore[arg-type]
        catalog.objects.trash([gone.number], 1, "ada")
        assert catalog.removals.trashed(project.number) == [gone.number]
        assert catalog.removals.remove_objects(project.number, [kept.number, gone.number]) == [gone.number]
        assert catalog.removals.remove_objects(project.number, [kept.number, gone.number]) == []
        for name in (gone.uid, gone.id, alias):
            assert catalog.objects.find(name) == []
        with pytest.raises(RunNotFound):
            catalog.objects.get(gone.number)
        assert catalog.sessions.find("a" * 32) is None
        assert not catalog.sessions.conclude("a" * 32, state=RunState.FINISHED, reason="", ended_at=2)
        assert catalog.objects.get(kept.number) == kept
        assert catalog.objects.counts()[project.number] == 1
        assert catalog.removals.due() == [RemovalRow(project=project.number, object=gone.number)]
        catalog.removals.finish(project.number, [gone.number])
        assert catalog.removals.due() == []
        assert make_object(catalog, project).id == "SOL-3", "an id is not given twice"

    def test_another_projects_trash_stays(self, catalog: Catalog, project: ProjectRow) -> None:
        """Whatever numbers are named."""
        other = catalog.projects.create("ada", "other")
        stranger = make_object(catalog, other)
        catalog.objects.trash([stranger.number], 1, "ada")
        assert catalog.removals.remove_objects(project.number, [stranger.number]) == []
        assert catalog.objects.get(stranger.number).id == stranger.id

    def test_children_stay_without_their_parent(self, catalog: Catalog, project: ProjectRow) -> None:
        """A run made below another one."""
        parent = make_object(catalog, project)
        facts = {"uid": make_uid(), "own_id": None, "created_at": 1, "created_by": "ada"}
        child, _ = catalog.objects.create(project.number, ObjectKind.RUN, parent=parent.number, **facts)  # type: ignore[arg-type]
        catalog.objects.trash([parent.number], 1, "ada")
        catalog.removals.remove_objects(project.number, [parent.number])
        assert catalog.objects.get(child.number).parent is None

    def test_what_was_deleted_is_not_made_anew_by_who_still_logs_to_it(
        self, catalog: Catalog, project: ProjectRow
    ) -> None:
        """Unless that is meant; and nobody else gets its id."""
        gone = make_object(catalog, project)
        catalog.objects.trash([gone.number], 1, "ada")
        catalog.removals.remove_objects(project.number, [gone.number])
        with pytest.raises(Conflict, match="was deleted"):
            make_object(catalog, project, uid=gone.uid)
        facts: dict[str, Any] = {"own_id": None, "parent": None, "created_at": 1, "created_by": "ada"}
        other, _ = catalog.objects.create(project.number, ObjectKind.RUN, uid=make_uid(), id=gone.id, **facts)
        assert other.id != gone.id
        again, _ = catalog.objects.create(
            project.number, ObjectKind.RUN, uid=gone.uid, id=gone.id, revives=True, **facts
        )
        assert (again.id, again.uid) == (gone.id, gone.uid)
        assert again.number != gone.number

    def test_a_model_goes_with_its_versions_and_counts_on(self, catalog: Catalog, project: ProjectRow) -> None:
        """Also those that are not in the trash; another model of the key gives no number twice."""
        facts: dict[str, Any] = {"own_id": None, "created_at": 1, "created_by": "ada"}

        def make(kind: ObjectKind, parent: int | None = None, key: str = "") -> ObjectRow:
            return catalog.objects.create(project.number, kind, uid=make_uid(), parent=parent, key=key, **facts)[0]

        model = make(ObjectKind.MODEL, key="NET")
        versions = [make(ObjectKind.MODEL_VERSION, model.number) for _ in range(2)]
        catalog.objects.trash([model.number], 1, "ada")
        taken = catalog.removals.remove_objects(project.number, [model.number])
        assert sorted(taken) == sorted([model.number, *(row.number for row in versions)])
        again = make(ObjectKind.MODEL, key="NET")
        assert make(ObjectKind.MODEL_VERSION, again.number).id == "SOL-NET-3"
        assert catalog.objects.children(again.number)[0].id == "SOL-NET-3"

    def test_a_line_of_forks_has_an_end(self, catalog: Catalog, project: ProjectRow) -> None:
        """Reading one that is very long would take long."""
        facts: dict[str, Any] = {"own_id": None, "parent": None, "created_at": 1, "created_by": "ada"}
        last = make_object(catalog, project)
        for _ in range(limits.FORK_DEPTH):
            last, _ = catalog.objects.create(
                project.number, ObjectKind.RUN, uid=make_uid(), fork=(last.number, 1.0), **facts
            )
        with pytest.raises(Conflict, match="at most 32"):
            catalog.objects.create(project.number, ObjectKind.RUN, uid=make_uid(), fork=(last.number, 1.0), **facts)

    def test_what_a_fork_goes_on_from_stays_with_it(self, catalog: Catalog, project: ProjectRow) -> None:
        """Over all its ancestors; together they go."""
        facts = {"own_id": None, "parent": None, "created_at": 1, "created_by": "ada"}
        line = [make_object(catalog, project)]
        for _ in range(2):
            fork = {"uid": make_uid(), "fork": (line[-1].number, 3.0)}
            line.append(catalog.objects.create(project.number, ObjectKind.RUN, **facts, **fork)[0])  # type: ignore[arg-type]
        first, second, third = (row.number for row in line)
        catalog.objects.trash([first, second], 1, "ada")
        assert catalog.removals.held(project.number, [first, second]) == {first: line[1].id, second: line[2].id}
        assert catalog.removals.remove_objects(project.number, [first, second]) == []
        catalog.objects.trash([third], 1, "ada")
        assert catalog.removals.held(project.number, [first, second, third]) == {}
        assert catalog.removals.remove_objects(project.number, [third]) == [third]
        assert sorted(catalog.removals.remove_objects(project.number, [first, second])) == [first, second]

    def test_a_project_goes_with_all_that_is_in_it(self, catalog: Catalog, project: ProjectRow) -> None:
        """Others stay; its name is free, and its key goes on counting."""
        other = catalog.projects.create("ada", "other")
        stays = make_object(catalog, other)
        rows = [make_object(catalog, project) for _ in range(3)]
        person = catalog.people.create("bob", password="", admin=False)
        catalog.members.set_project_role(project.number, person.number, ProjectRole.VIEWER)
        catalog.artifacts.ensure(project.number, "h", 1)
        catalog.removals.remove_project(project.number)
        assert catalog.projects.find(project.workspace, project.name) is None
        assert catalog.objects.find(rows[0].uid) == []
        assert catalog.members.project_roles(person.number) == {}
        assert catalog.objects.get(stays.number) == stays
        assert catalog.removals.due() == [RemovalRow(project=project.number, object=None)]
        with pytest.raises(ProjectNotFound):
            catalog.removals.remove_project(project.number)
        again = catalog.projects.create(project.workspace, project.name, key=project.key)
        assert again.number != project.number
        assert make_object(catalog, again).id == "SOL-4"
        catalog.removals.finish(project.number, None)
        assert catalog.removals.due() == []
        catalog.removals.remove_project(again.number)
        assert catalog.projects.find_key(project.key) is None
