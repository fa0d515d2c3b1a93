"""Roles in workspaces and projects: how they add up, and who may make what where."""

import pytest

from seamark.model.access import ProjectRole, Visibility, WorkspaceRole
from seamark.model.errors import Forbidden

ROLES = [
    # in the workspace, in the project, the project's visibility, and what comes of it
    (None, None, "private", None),
    (None, None, "workspace", None),
    (None, None, "public", "viewer"),
    ("member", None, "private", None),
    ("member", None, "workspace", "owner"),
    ("member", None, "public", "viewer"),
    ("member", "viewer", "private", "viewer"),
    ("member", "viewer", "workspace", "owner"),
    ("member", "contributor", "public", "contributor"),
    ("member", "owner", "private", "owner"),
    ("admin", None, "private", "owner"),
    ("admin", "viewer", "private", "owner"),
]


@pytest.mark.parametrize(("workspace", "own", "visibility", "expected"), ROLES)
def test_roles_add_up(access, people, stores, workspace, own, visibility, expected):
    project = stores.projects.create("team", "digits", visibility=Visibility(visibility))
    bob = people.create("bob", password="", admin=False)
    if workspace:
        stores.members.set_workspace_role(project.workspace_number, bob.number, WorkspaceRole(workspace))
    if own:
        stores.members.set_project_role(project.number, bob.number, ProjectRole(own))
    caller, _ = access.sign_in_person(bob)
    assert access.project_role(caller, project) == expected
    ranks = ["viewer", "contributor", "owner"]
    for action, needed in (("read", "viewer"), ("write", "contributor"), ("admin", "owner")):
        if expected is not None and ranks.index(expected) >= ranks.index(needed):
            access.check(caller, action, project)
        else:
            with pytest.raises(Forbidden, match="bob"):
                access.check(caller, action, project)


def test_a_service_account_has_what_it_was_given_and_no_more(access, people, stores):
    project = stores.projects.create("team", "digits", visibility=Visibility.WORKSPACE)
    place = project.workspace_number
    bot = people.create("bot@team", password="", admin=False, service=True, workspace=place)
    stores.members.set_workspace_role(place, bot.number, WorkspaceRole.MEMBER)
    caller, _ = access.sign_in_person(bot)
    assert caller.service
    assert not access.may_read(caller, project)
    stores.members.set_project_role(project.number, bot.number, ProjectRole.CONTRIBUTOR)
    access.forget_roles()
    access.check(caller, "write", project)


def test_a_role_that_is_taken_is_gone_at_once(access, people, stores):
    project = stores.projects.create("team", "digits")
    bob = people.create("bob", password="", admin=False)
    stores.members.set_project_role(project.number, bob.number, ProjectRole.OWNER)
    caller, _ = access.sign_in_person(bob)
    assert access.may_read(caller, project)
    stores.members.set_project_role(project.number, bob.number, None)
    access.forget_roles()
    assert not access.may_read(caller, project)


def test_where_somebody_is_at_home(access, ada, people, stores):
    assert ada.workspace == "team"
    bob = people.create("bob", password="", admin=False)
    assert access.sign_in_person(bob)[0].workspace == "bob"
    other = stores.projects.ensure_workspace("other")
    stores.members.set_workspace_role(other.number, bob.number, WorkspaceRole.MEMBER)
    access.forget_roles()
    assert access.sign_in_person(bob)[0].workspace == "other"
    team = stores.projects.ensure_workspace("team")
    stores.members.set_workspace_role(team.number, bob.number, WorkspaceRole.MEMBER)
    access.forget_roles()
    assert access.sign_in_person(bob)[0].workspace == "team"


def test_who_may_make_projects_where(access, ada, people, stores):
    bob, _ = access.sign_in_person(people.create("bob", password="", admin=False))
    place = stores.projects.ensure_workspace("team")
    access.check_new_project(ada, place, "team")
    access.check_new_project(ada, None, "anything")
    access.check_new_project(bob, None, "BOB")
    for workspace, name in ((place, "team"), (None, "anything")):
        with pytest.raises(Forbidden):
            access.check_new_project(bob, workspace, name)
    stores.members.set_workspace_role(place.number, bob.person, WorkspaceRole.MEMBER)
    access.forget_roles()
    access.check_new_project(bob, place, "team")
