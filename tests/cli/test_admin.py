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
