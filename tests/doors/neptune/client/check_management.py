"""The management API of the client: projects, members, service accounts, invitations, status."""

import os

import pytest
from neptune.management import exceptions

import neptune
from neptune import management

NAME = f"managed-{os.getpid()}"
PROJECT = f"ada/{NAME}"


@pytest.fixture(scope="module", autouse=True)
def project():
    made = management.create_project(name=NAME, workspace="ada", visibility="priv", description="for tests")
    assert made == PROJECT
    return made


def test_projects_are_listed():
    assert PROJECT in management.get_project_list()


def test_a_new_project_is_logged_to():
    with neptune.init_run(project=PROJECT, capture_hardware_metrics=False, git_ref=False, source_files=[]) as run:
        run["x"] = 1
    with neptune.init_project(project=PROJECT, mode="read-only") as opened:
        assert opened["sys/visibility"].fetch() == "private"


def test_a_name_that_is_taken():
    with pytest.raises(exceptions.ProjectAlreadyExists):
        management.create_project(name=PROJECT)


def test_keys():
    key = f"K{os.getpid() % 100_000}"
    management.create_project(name=f"{PROJECT}-keyed", key=key)
    with neptune.init_run(project=f"{PROJECT}-keyed", capture_hardware_metrics=False, git_ref=False) as run:
        assert run["sys/id"].fetch() == f"{key}-1"
    with pytest.raises(exceptions.ProjectKeyCollision):
        management.create_project(name=f"{PROJECT}-other", key=key)
    with pytest.raises(exceptions.ProjectKeyInvalid):
        management.create_project(name=f"{PROJECT}-other", key="not a key")


@pytest.mark.parametrize("visibility", ["workspace", "pub"])
def test_visibilities(visibility):
    name = f"{PROJECT}-{visibility}"
    management.create_project(name=name, visibility=visibility)
    expected = {"workspace": "workspace", "pub": "public"}[visibility]
    with neptune.init_project(project=name, mode="read-only") as opened:
        assert opened["sys/visibility"].fetch() == expected


def test_what_is_not_there():
    with pytest.raises(exceptions.WorkspaceNotFound):
        management.create_project(name="x", workspace="nowhere")
    with pytest.raises(exceptions.ProjectNotFound):
        management.get_project_member_list(project="ada/absent")
    with pytest.raises(exceptions.WorkspaceNotFound):
        management.get_workspace_member_list(workspace="nowhere")
    with pytest.raises(exceptions.WorkspaceNotFound):
        management.get_workspace_status(workspace="nowhere")


def test_members():
    assert management.get_project_member_list(project=PROJECT) == {"ada": "owner"}
    management.add_project_member(project=PROJECT, username="bob", role="viewer")
    assert management.get_project_member_list(project=PROJECT) == {"ada": "owner", "bob": "viewer"}
    with pytest.raises(exceptions.UserAlreadyHasAccess):
        management.add_project_member(project=PROJECT, username="bob", role="contributor")
    management.remove_project_member(project=PROJECT, username="bob")
    assert management.get_project_member_list(project=PROJECT) == {"ada": "owner"}
    with pytest.raises(exceptions.UserNotExistsOrWithoutAccess):
        management.remove_project_member(project=PROJECT, username="bob")
    with pytest.raises(exceptions.ProjectNotFound):
        management.add_project_member(project="ada/absent", username="bob", role="viewer")


def test_members_of_a_workspace():
    found = management.get_workspace_member_list(workspace="ada")
    assert found["bob"] == "member"
    assert found["ada"] == "admin"


def test_service_accounts():
    assert "bot@ada" in management.get_workspace_service_account_list(workspace="ada")
    management.add_project_service_account(project=PROJECT, service_account_name="bot@ada", role="contributor")
    assert management.get_project_service_account_list(project=PROJECT) == {"bot@ada": "contributor"}
    with pytest.raises(exceptions.ServiceAccountAlreadyHasAccess):
        management.add_project_service_account(project=PROJECT, service_account_name="bot@ada", role="viewer")
    management.remove_project_service_account(project=PROJECT, service_account_name="bot@ada")
    assert management.get_project_service_account_list(project=PROJECT) == {}
    with pytest.raises(exceptions.ServiceAccountNotExistsOrWithoutAccess):
        management.remove_project_service_account(project=PROJECT, service_account_name="bot@ada")
    with pytest.raises(exceptions.ServiceAccountNotFound):
        management.add_project_service_account(project=PROJECT, service_account_name="absent@ada", role="viewer")


def test_invitations():
    management.invite_to_workspace(workspace="ada", username="eve", role="member")
    assert management.get_workspace_member_list(workspace="ada")["eve"] == "member"
    with pytest.raises(exceptions.UserAlreadyInvited):
        management.invite_to_workspace(workspace="ada", username="eve", role="member")
    with pytest.raises(exceptions.WorkspaceOrUserNotFound):
        management.invite_to_workspace(workspace="ada", username="nobody", role="member")


def test_the_status_of_a_workspace():
    status = management.get_workspace_status(workspace="ada")
    assert status["membersCount"] >= 2
    assert 0 < status["storageBytesAvailable"] < status["storageBytesLimit"]
