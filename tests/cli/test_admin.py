"""A team by command line: invited, given roles, put out, written down."""

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from seamark.testing.requests import V1
from seamark.testing.server import TestServer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestServer]:
    folder: Path = tmp_path_factory.mktemp("admin") / "data"
    with TestServer(folder, "--mode", "team", "--workspace", "team", "--password", "correct horse") as running:
        yield running


@pytest.fixture
def admin(seamark, server: TestServer):
    def call(*arguments: str, token: str = server.token):
        return seamark("admin", *arguments, SEAMARK_TOKEN=token)

    return call


def join(server: TestServer, link: str, name: str) -> str:
    body = json.dumps({"secret": link.strip().partition("#")[2], "name": name, "password": "battery staple"}).encode()
    heads = {"Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(f"{server.url}{V1}/invites/accept", body, heads)) as answer:
        cookie = answer.headers["set-cookie"].partition(";")[0]
    made = server.request(
        "POST", f"{V1}/tokens", {"name": "t"}, {"Authorization": "", "Cookie": cookie, "Origin": server.url}
    )
    return made.json()["token"]


def test_a_team_from_the_first_invitation_to_the_last_word(admin, server: TestServer):
    link = admin("invite", "team", "--note", "for Bob", "--expires", "2d").stdout
    assert link.startswith(f"{server.url}/invite#smi_")
    bob = join(server, link, "bob")
    server.request("POST", f"{V1}/projects", {"name": "team/secret"})
    assert "bob" in admin("people", "team").stdout
    assert "member" in admin("workspaces", token=bob).stdout
    assert "team/secret" not in admin("members", "team/secret", token=bob).stdout
    assert "There is no project team/secret" in admin("members", "team/secret", token=bob).stderr
    assert "bob is viewer" in admin("grant", "team/secret", "bob", "viewer").stdout
    assert "bob" in admin("members", "team/secret", token=bob).stdout
    assert "may not do this" in admin("visibility", "team/secret", "public", token=bob).stderr
    assert "is public" in admin("visibility", "team/secret", "public").stdout
    assert "bob has no role" in admin("revoke", "team/secret", "bob").stdout
    assert "bob is admin" in admin("role", "team", "bob", "admin").stdout
    assert "bob is member" in admin("role", "team", "bob", "member").stdout
    assert "bob" in admin("people").stdout
    assert "is no admin of this server" in admin("people", token=bob).stderr
    assert "may not sign in" in admin("disable", "bob").stdout
    assert admin("workspaces", token=bob).returncode == 1
    assert "may sign in again" in admin("enable", "bob").stdout
    assert "is an admin of the server" in admin("promote", "bob").stdout
    assert "is no admin" in admin("promote", "--off", "bob").stdout
    assert "#smi_" in admin("reset", "bob").stdout
    assert "any more" in admin("remove", "team", "bob").stdout
    told = admin("audit")
    assert told.returncode == 0, told.stderr
    trail = told.stdout
    for words in ("team: invite for Bob", "bob: join bob in team", "set role in project bob", "change visibility"):
        assert words in trail, words


def test_a_service_account(admin, server: TestServer):
    assert admin("service-account", "team", "nightly").stdout.strip() == "nightly@team"
    token = admin("service-token", "team", "nightly", "--name", "job", "--read").stdout.strip()
    assert "nightly@team" not in admin("workspaces", token=token).stdout
    assert server.request("GET", f"{V1}/me", headers={"Authorization": f"Bearer {token}"}).json()["scope"] == "read"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["people", "absent"], "There is no workspace absent"),
        (["invite", "absent"], "There is no workspace absent"),
        (["invite", "team", "--expires", "soon"], "12h, 30d or 8w"),
        (["invite", "team", "--expires", "52w"], "up to 90 days"),
        (["role", "team", "nobody", "admin"], "nobody called nobody"),
        (["role", "team", "team", "member"], "no admin any more"),
        (["remove", "team", "team"], "no admin any more"),
        (["disable", "team"], "no admin any more"),
        (["members", "justaname"], "workspace/project"),
        (["members", "team/absent"], "There is no project team/absent"),
        (["reset", "nobody"], "nobody called nobody"),
        (["service-token", "team", "absent"], "no service account absent"),
    ],
)
def test_what_cannot_be(admin, arguments, said):
    done = admin(*arguments)
    assert done.returncode == 1
    assert said in done.stderr + done.stdout


def test_a_project_is_deleted_when_its_name_is_typed(seamark, admin, server: TestServer):
    server.make_run("team/doomed")
    refused = seamark("admin", "delete-project", "team/doomed", stdin="team/doom\n", SEAMARK_TOKEN=server.token)
    assert refused.returncode == 1
    assert "with 1 runs for good" in refused.stdout
    assert "Nothing was deleted" in refused.stderr
    done = seamark("admin", "delete-project", "team/doomed", stdin="team/doomed\n", SEAMARK_TOKEN=server.token)
    assert "team/doomed is deleted" in done.stdout
    assert "There is no project" in admin("delete-project", "team/doomed", "--yes").stderr


def test_the_trash(seamark, server: TestServer):
    def call(*arguments: str):
        return seamark("trash", *arguments, "--project", "team/aside", SEAMARK_TOKEN=server.token)

    runs = [server.make_run("team/aside") for _ in range(3)]
    assert "2 objects are in the trash now" in call("put", *runs[:2]).stdout
    assert "1 object is taken out" in call("restore", runs[1]).stdout
    assert "is not in the trash" in call("delete", runs[1], "--yes").stderr
    assert "1 object is deleted" in call("delete", runs[0], "--yes").stdout
    assert "There is no object" in call("put", runs[0]).stderr
    call("put", *runs[1:])
    assert call("empty").returncode != 0, "nobody said yes"
    assert "2 objects are deleted" in call("empty", "--yes").stdout
    assert "0 objects are deleted" in call("empty", "--yes").stdout
