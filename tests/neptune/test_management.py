"""Managing projects and people with Neptune's calls."""

import pytest

from seamark.neptune import init_model, init_model_version, init_project, init_run, management
from seamark.neptune.exceptions import (
    ModelVersionNotFound,
    NeptuneApiException,
    NeptuneFeatureNotAvailableException,
    Unauthorized,
)
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
    link = management.invite_to_workspace(email="bob@example.org", workspace="ada", role="member")
    assert "#smi_" not in capsys.readouterr().err, "whoever reads a run's console would be invited"
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
    with pytest.raises(NeptuneFeatureNotAvailableException):
        management.invite_to_workspace(username="a", workspace="ada", add_to_all_projects=True)


def test_the_trash(connected):
    name = management.create_project("ada/thrown", key="THR")
    for number in range(4):
        with init_run(project=name) as run:
            run["n"] = number
    init_model(key="NET", project=name).stop()
    init_model_version(model="THR-NET", project=name).stop()
    project = init_project(name)

    def runs(trashed):
        table = project.fetch_runs_table(columns=["n"], trashed=trashed, sort_by="n", ascending=True)
        return [row["n"].get() for row in table]

    def models(trashed):
        return [row["sys/id"].get() for row in project.fetch_models_table(columns=[], trashed=trashed)]

    management.trash_objects("thrown", "THR-1", workspace="ada")
    management.trash_objects(name, ["THR-2", "THR-NET"])
    assert (runs(False), runs(True), runs(None)) == ([2, 3], [0, 1], [0, 1, 2, 3])
    assert (models(False), models(True), models(None)) == ([], ["THR-NET"], ["THR-NET"])
    with pytest.raises(NeptuneApiException, match="not in the trash"):
        management.delete_objects_from_trash(name, ["THR-1", "THR-3"])
    management.delete_objects_from_trash(name, "THR-1")
    assert (runs(True), runs(None)) == ([1], [1, 2, 3])
    with pytest.raises(exceptions.ObjectNotFound):
        management.delete_objects_from_trash(name, ["THR-1"])
    management.clear_trash(name)
    assert (runs(None), models(None)) == ([2, 3], [])
    with pytest.raises(ModelVersionNotFound):
        init_model_version(with_id="THR-NET-1", project=name)
    management.delete_project(name)
    assert name not in management.get_project_list()
    for missing in (management.delete_project, management.clear_trash):
        with pytest.raises(exceptions.ProjectNotFound):
            missing(name)
    with pytest.raises(exceptions.ProjectNotFound):
        management.trash_objects(name, "THR-1")
