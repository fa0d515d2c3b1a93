"""Rules of members, invitations, artifacts and the audit trail in a catalog."""

import pytest

from seamark.model.access import ProjectRole, Visibility, WorkspaceRole
from seamark.model.errors import NotFound
from seamark.storage.catalog.protocol import Catalog
from seamark.storage.catalog.rows import InviteRow, PersonRow, ProjectRow
from seamark.testing.catalog_fixtures import CatalogFixtures, at_once


class MembersSuite(CatalogFixtures):
    """Rules of members, invitations, artifacts and the audit trail."""

    @pytest.fixture
    def bob(self, catalog: Catalog) -> PersonRow:
        """Somebody."""
        return catalog.people.create("bob", password="", admin=False)

    def invite(self, project: ProjectRow, id: str, created_at: int = 1) -> InviteRow:
        """Return an invitation into the project's workspace."""
        return InviteRow(
            id=id,
            workspace=project.workspace_number,
            role="member",
            project=project.number,
            project_role="viewer",
            person=None,
            note="for Bob",
            created_by="ada",
            created_at=created_at,
            expires_at=2,
        )

    def test_roles_are_given_changed_and_taken(self, catalog: Catalog, project: ProjectRow, bob: PersonRow) -> None:
        """One role each in a workspace and in a project; the last one said stands."""
        place, number = project.workspace_number, project.number
        assert not catalog.members.workspace_roles(bob.number)
        assert not catalog.members.project_roles(bob.number)
        for role in (WorkspaceRole.MEMBER, WorkspaceRole.ADMIN):
            catalog.members.set_workspace_role(place, bob.number, role)
        for own in (ProjectRole.OWNER, ProjectRole.VIEWER):
            catalog.members.set_project_role(number, bob.number, own)
        assert catalog.members.workspace_roles(bob.number) == {place: WorkspaceRole.ADMIN}
        assert catalog.members.project_roles(bob.number) == {number: ProjectRole.VIEWER}
        (member,) = catalog.members.of_workspace(place)
        assert (member.name, member.role, member.service, member.disabled) == ("bob", "admin", False, False)
        assert [one.role for one in catalog.members.of_project(number)] == ["viewer"]
        catalog.members.set_workspace_role(place, bob.number, None)
        catalog.members.set_project_role(number, bob.number, None)
        assert catalog.members.of_workspace(place) == catalog.members.of_project(number) == []

    def test_members_come_by_name(self, catalog: Catalog, project: ProjectRow) -> None:
        """In any case of letters."""
        for name in ("zoe", "Ada", "bob"):
            person = catalog.people.create(name, password="", admin=False)
            catalog.members.set_workspace_role(project.workspace_number, person.number, WorkspaceRole.MEMBER)
        assert [one.name for one in catalog.members.of_workspace(project.workspace_number)] == ["Ada", "bob", "zoe"]

    def test_workspaces_have_uids_and_come_by_name(self, catalog: Catalog, project: ProjectRow) -> None:
        """Each is found by name in any case of letters, and by uid."""
        made = catalog.projects.ensure_workspace("Zoo")
        assert catalog.projects.ensure_workspace("zoo") == made == catalog.projects.workspace("ZOO")
        assert catalog.projects.workspace(made.uid) == made
        assert catalog.projects.workspace("nothing") is None
        assert [row.name for row in catalog.members.workspaces()] == [project.workspace, "Zoo"]

    def test_projects_are_private_until_said_otherwise(self, catalog: Catalog, project: ProjectRow) -> None:
        """Visibility is given and changed; a project is found by its uid."""
        assert project.visibility is Visibility.PRIVATE
        changed = catalog.projects.change(project.number, visibility=Visibility.PUBLIC)
        assert changed.visibility is Visibility.PUBLIC
        assert catalog.projects.find_uid(project.uid) == changed
        assert catalog.projects.find_uid("0" * 32) is None
        made = catalog.projects.create("ada", "open", visibility=Visibility.WORKSPACE)
        assert made.visibility is Visibility.WORKSPACE

    def test_people_are_changed(self, catalog: Catalog, bob: PersonRow, project: ProjectRow) -> None:
        """What is None stays; a service account belongs to a workspace."""
        assert catalog.people.change(bob.number, disabled=True).disabled
        changed = catalog.people.change(bob.number, admin=True)
        assert changed.admin
        assert changed.disabled
        place = project.workspace_number
        bot = catalog.people.create("bot@ada", password="", admin=False, service=True, workspace=place)
        assert (bot.service, bot.workspace) == (True, place)

    def test_an_invitation_is_used_once(self, catalog: Catalog, project: ProjectRow) -> None:
        """Of many that use it at the same moment one is told yes."""
        row = self.invite(project, "a")
        catalog.members.add_invite(row, "digest")
        assert catalog.members.find_invite("digest") == row
        assert catalog.members.find_invite("other") is None
        assert sorted(at_once(lambda index: catalog.members.use_invite("a", f"bob {index}")))[-2:] == [False, True]
        used = catalog.members.find_invite("digest")
        assert used is not None
        assert used.used_at is not None
        assert used.used_by.startswith("bob")

    def test_invitations_are_listed_and_taken_back(self, catalog: Catalog, project: ProjectRow) -> None:
        """Newest first, of one workspace."""
        other = catalog.projects.create("other", "thing")
        for index, where in enumerate((project, other, project)):
            catalog.members.add_invite(self.invite(where, str(index), created_at=index), f"digest {index}")
        assert [row.id for row in catalog.members.invites(project.workspace_number)] == ["2", "0"]
        catalog.members.drop_invite("2")
        assert [row.id for row in catalog.members.invites(project.workspace_number)] == ["0"]
        with pytest.raises(NotFound):
            catalog.members.drop_invite("2")

    def test_artifacts_are_known_by_project_and_hash(self, catalog: Catalog, project: ProjectRow) -> None:
        """Made once, also by many at once; their list of files comes later."""
        made = at_once(lambda index: catalog.artifacts.ensure(project.number, "a" * 64, index))
        assert len({(row.hash, row.size) for row in made}) == 1
        assert made[0].digest == ""
        catalog.artifacts.receive(project.number, "a" * 64, "digest", 7)
        found = catalog.artifacts.find(project.number, "a" * 64)
        assert found is not None
        assert (found.digest, found.size) == ("digest", 7)
        other = catalog.projects.create("ada", "other")
        assert catalog.artifacts.find(other.number, "a" * 64) is None

    def test_the_audit_trail(self, catalog: Catalog) -> None:
        """Newest first, in pages, of one workspace or all."""
        for index in range(5):
            catalog.members.note("ada", "invite", f"person {index}", workspace="even" if index % 2 == 0 else "odd")
        every = catalog.members.audit()
        assert [row.subject for row in every] == [f"person {index}" for index in (4, 3, 2, 1, 0)]
        assert [row.subject for row in catalog.members.audit(workspace="odd")] == ["person 3", "person 1"]
        page = catalog.members.audit(limit=2)
        assert page == every[:2]
        assert catalog.members.audit(before=page[-1].number, limit=2) == every[2:4]
