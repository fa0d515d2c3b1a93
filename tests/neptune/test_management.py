"""Managing projects and people with Neptune's calls."""

import pytest

from seamark.neptune import management
from seamark.neptune.exceptions import NeptuneFeatureNotAvailableException, Unauthorized
from seamark.neptune.management import exceptions
from seamark.wire.tokens import encode_token


def test_projects(connected):
    name = management.create_project("made", workspace="ada", key="MAD", visibility="workspace", description="d")
    assert name == "ada/made"
    assert "ada/made" in management.get_project_list()
    with pytest.raises(exceptions.ProjectAlreadyExists):
        management.create_project("ada/made")
    with pytest.raises(exceptions.UnsupportedValue):
        management.create_project("ada/other", visibility="secret")
    with pytest.raises(exceptions.MissingWorkspaceName):
        management.create_project("other")
    with pytest.raises(exceptions.ConflictingWorkspaceName):
        management.create_project("ada/other", workspace="bob")
    with pytest.raises(exceptions.InvalidProjectName):
        management.create_project("a/b/c")
    with pytest.raises(Unauthorized):
        management.get_project_list(api_token=encode_token(connected.url, "smk_wrong"))


def test_members(connected, capsys):
    management.invite_to_workspace(email="bob@example.org", workspace="ada", role="member")
    link = capsys.readouterr().err.split()[-1]
    body = {"secret": link.partition("#")[2], "name": "bob", "password": "a long password"}
    assert connected.request("POST", "/api/v1/invites/accept", body, {"Authorization": ""}).status == 200
    assert management.get_workspace_member_list("ada") == {"ada": "admin", "bob": "member"}
    assert management.get_workspace_service_account_list("ada") == {"bot@ada": "member"}
    project = management.create_project("ada/people")
    management.add_project_member(project, "bob", management.MemberRole.CONTRIBUTOR)
    assert management.get_project_member_list("people", workspace="ada")["bob"] == "contributor"
    with pytest.raises(exceptions.UserAlreadyHasAccess):
        management.add_project_member(project, "bob", "viewer")
    management.remove_project_member(project, "bob")
    assert "bob" not in management.get_project_member_list(project)
    with pytest.raises(exceptions.UserNotExistsOrWithoutAccess):
        management.add_project_member(project, "nobody", "viewer")
    with pytest.raises(exceptions.UnsupportedValue):
        management.add_project_member(project, "bob", "king")
    management.add_project_service_account(project, "bot@ada", "viewer")
    assert management.get_project_service_account_list(project) == {"bot@ada": "viewer"}
    with pytest.raises(exceptions.ServiceAccountAlreadyHasAccess):
        management.add_project_service_account(project, "bot@ada", "viewer")
    management.remove_project_service_account(project, "bot@ada")
    assert management.get_project_service_account_list(project) == {}
    with pytest.raises(exceptions.ServiceAccountNotFound):
        management.add_project_service_account(project, "nobot", "viewer")
    status = management.get_workspace_status("ada")
    assert status["membersCount"] >= 2
    assert status["activeProjectsUsage"] >= 2


def test_what_is_not_there(connected):
    with pytest.raises(exceptions.ProjectNotFound) as caught:
        management.get_project_member_list("ada/nothing")
    assert caught.value.details["code"] == 4
    for missing in (
        lambda: management.get_workspace_member_list("nothing"),
        lambda: management.get_workspace_status("nothing"),
        lambda: management.invite_to_workspace(username="bob", workspace="nothing"),
    ):
        with pytest.raises(exceptions.WorkspaceNotFound):
            missing()
    for arguments in ({}, {"username": "a", "email": "b"}, {"username": "a", "role": "king"}):
        with pytest.raises(ValueError, match=r"username|king"):
            management.invite_to_workspace(workspace="ada", **arguments)
    for unknown in (
        lambda: management.trash_objects("ada/people", "PEO-1"),
        lambda: management.delete_objects_from_trash("ada/people", ["PEO-1"]),
        lambda: management.clear_trash("ada/people"),
        lambda: management.delete_project("ada/people"),
        lambda: management.invite_to_workspace(username="a", workspace="ada", add_to_all_projects=True),
    ):
        with pytest.raises(NeptuneFeatureNotAvailableException):
            unknown()
