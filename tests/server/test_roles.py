"""Every route of the app with every role: who is let through, who is refused, and who learns nothing."""

import http.client
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest

from seamark.doors.neptune.calls import write_access_token
from seamark.server.app import PREFIX, _compose
from seamark.testing.requests import V1, Answer
from seamark.testing.server import TestServer
from seamark.wire.tokens import read_secret

PASSWORD = "correct horse battery"


class Need(IntEnum):
    """What a route asks of whoever calls it, about the project ``team/secret`` where it concerns one."""

    NOTHING = 0
    SIGN_IN = 1
    READ = 2
    WRITE = 3
    OWN = 4
    MEMBER = 5
    ADMIN = 6
    SERVER = 7


N = Need
_RUN = "/runs/{run}"
_PROJECT = "/projects/{workspace}/{name}"
_WORKSPACE = "/workspaces/{workspace}"
NATIVE = {
    ("get", "/info"): N.NOTHING,
    ("get", "/authority.pem"): N.NOTHING,
    ("post", "/sign-in"): N.NOTHING,
    ("post", "/invites/look"): N.NOTHING,
    ("post", "/invites/accept"): N.NOTHING,
    **dict.fromkeys(
        [
            *[
                ("get", path)
                for path in ("/usage", "/me", "/tokens", "/projects", "/running", "/live", "/workspaces", "/search")
            ],
            *[("post", path) for path in ("/sign-out", "/password", "/tokens", "/uploads", "/uploads/{id}/complete")],
            *[("get", "/uploads/{id}"), ("put", "/uploads/{id}"), ("delete", "/tokens/{id}")],
        ],
        N.SIGN_IN,
    ),
    **dict.fromkeys(
        [
            *[("get", _RUN + path) for path in ("", "/sessions", "/fields", "/value", "/points", "/lines", "/console")],
            *[("get", _RUN + path) for path in ("/files", "/file", "/edits", "/rows")],
            *[
                ("get", _PROJECT + path)
                for path in (
                    "",
                    "/columns",
                    "/values",
                    "/members",
                    "/notebooks",
                    "/views",
                    "/export",
                    "/trash",
                    "/edits",
                )
            ],
            ("post", f"{_PROJECT}/trash/weigh"),
            *[("get", "/notebooks/{notebook}/checkpoints" + path) for path in ("", "/{checkpoint}/content")],
            *[("get", path) for path in ("/models/{model}", "/model-versions/{version}")],
            *[("post", _PROJECT + path) for path in ("/table", "/groups", "/models/table", "/differences", "/compare")],
            ("post", "/series"),
            ("post", "/models/{model}/versions/table"),
            *[("post", f"{_PROJECT}/links"), ("get", "/links/{key}")],
        ],
        N.READ,
    ),
    **dict.fromkeys(
        [
            *[("post", path) for path in ("/runs", "/sessions", "/sessions/{origin}/beat", "/sessions/{origin}/end")],
            *[("post", f"{_RUN}/stop"), ("post", f"{_RUN}/operations"), ("patch", _PROJECT)],
            *[("post", f"{_PROJECT}/models"), ("post", "/models/{model}/versions"), ("post", f"{_PROJECT}/views")],
            ("post", f"{_PROJECT}/bulk"),
        ],
        N.WRITE,
    ),
    ("put", f"{_PROJECT}/members/{{person}}"): N.OWN,
    ("patch", f"{_PROJECT}/views/{{view}}"): N.OWN,
    ("delete", f"{_PROJECT}/views/{{view}}"): N.OWN,
    ("post", f"{_PROJECT}/trash"): N.WRITE,
    ("post", f"{_PROJECT}/trash/restore"): N.WRITE,
    ("post", f"{_PROJECT}/trash/delete"): N.OWN,
    ("delete", f"{_PROJECT}/trash"): N.OWN,
    ("delete", _PROJECT): N.OWN,
    ("delete", f"{_PROJECT}/members/{{person}}"): N.OWN,
    ("post", "/projects"): N.MEMBER,
    ("get", f"{_WORKSPACE}/people"): N.MEMBER,
    **dict.fromkeys(
        [
            *[(method, f"{_WORKSPACE}/people/{{person}}") for method in ("put", "delete")],
            *[(method, f"{_WORKSPACE}/invites") for method in ("get", "post")],
            *[("delete", f"{_WORKSPACE}/invites/{{id}}"), ("post", f"{_WORKSPACE}/service-accounts")],
            *[(m, f"{_WORKSPACE}/service-accounts/{{person}}/tokens") for m in ("get", "post")],
            ("delete", f"{_WORKSPACE}/service-accounts/{{person}}/tokens/{{id}}"),
        ],
        N.ADMIN,
    ),
    **dict.fromkeys(
        [("get", "/people"), ("patch", "/people/{person}"), ("post", "/people/{person}/reset"), ("get", "/audit")],
        N.SERVER,
    ),
    ("post", "/backup"): N.SERVER,
}
_BOARD = "/api/leaderboard/v1"
_FIELDS = f"{_BOARD}/attributes"
NEPTUNE = {
    ("get", "/api/{document}/swagger.json"): N.NOTHING,
    ("post", "/api/neptune/protocol/openid-connect/token"): N.NOTHING,
    **dict.fromkeys(
        [
            ("get", f"/api/backend/v1/{path}")
            for path in ("clients/config", "authorization/oauth-token", "projects", "myOrganizations")
        ],
        N.SIGN_IN,
    ),
    ("get", f"{_BOARD}/download/downloadRequest"): N.SIGN_IN,
    ("post", "/api/backend/v1/projects"): N.MEMBER,
    ("delete", "/api/backend/v1/projects"): N.OWN,
    ("post", f"{_BOARD}/experiments/trash/delete"): N.OWN,
    ("post", f"{_BOARD}/experiments/trash/deleteAll"): N.OWN,
    ("get", "/api/backend/v1/organizations2/{organizationIdentifier}/members"): N.MEMBER,
    ("get", "/api/backend/v1/serviceAccounts"): N.MEMBER,
    ("get", "/api/backend/v1/payments/{organizationIdentifier}/status"): N.MEMBER,
    ("post", "/api/backend/v1/invitations/organization"): N.ADMIN,
    ("get", "/api/backend/v1/projects/membersOf"): N.READ,
    ("get", "/api/backend/v1/projects/service_accounts"): N.READ,
    **dict.fromkeys(
        [
            *[("post", f"/api/backend/v1/projects/{kind}") for kind in ("members", "service_accounts")],
            ("delete", "/api/backend/v1/projects/members/{userId}"),
            ("delete", "/api/backend/v1/projects/service_accounts/{serviceAccountId}"),
        ],
        N.OWN,
    ),
    **dict.fromkeys(
        [
            *[("get", path) for path in ("/api/backend/v1/projects/get", f"{_BOARD}/experiments", _FIELDS)],
            *[
                ("get", f"{_FIELDS}/{name}")
                for name in (
                    *("floats", "integers", "booleans", "strings", "datetimes", "files", "floatSeries", "stringSeries"),
                    *(
                        "artifacts",
                        "stringSets",
                        "series/float",
                        "series/string",
                        "series/image",
                        "series/image/single",
                    ),
                    *("download", "ls", "downloadFileSetZip"),
                )
            ],
            ("get", "/api/artifacts/v1/artifact/files"),
            *[("get", f"{_BOARD}/leaderboard"), ("get", f"{_FIELDS}/floatSeries/csv")],
            *[("post", f"{_BOARD}/leaderboard/{what}/search") for what in ("entries", "attributes")],
            ("post", f"{_FIELDS}/downloadFileSetZipRequest"),
            *[("get", f"{_BOARD}/notebooks{path}") for path in ("", "/checkpoints")],
        ],
        N.READ,
    ),
    **dict.fromkeys(
        [
            *[("post", f"{_BOARD}/experiments{what}") for what in ("", "/signal", "/trash")],
            *[(method, "/api/artifacts/v1/artifact") for method in ("put", "post")],
            ("put", "/api/artifacts/v1/artifact/files"),
            ("post", f"{_BOARD}/notebooks"),
            *[("post", f"{_BOARD}/notebooks/{{notebookId}}/checkpoints{what}") for what in ("", "2")],
            *[("post", f"{_FIELDS}/{what}") for what in ("ping", "operations", "uploadFileSetTar")],
            *[("post", f"{_FIELDS}/storage/{{kind}}/upload{step}") for step in ("", "/start", "/part", "/finish")],
        ],
        N.WRITE,
    ),
    ("websocket", "/api/notifications/v1/runs/{project}/{run}/signal"): N.WRITE,
}
PAGES = {"/open", "/api/{path:path}", "/{path:path}", f"{V1}/openapi.json"}
TABLE = {(method, PREFIX + path): need for (method, path), need in NATIVE.items()} | NEPTUNE

ROLES = {
    "stranger": {N.NOTHING, N.SIGN_IN},
    "member": {N.NOTHING, N.SIGN_IN, N.MEMBER},
    "viewer": {N.NOTHING, N.SIGN_IN, N.MEMBER, N.READ},
    "contributor": {N.NOTHING, N.SIGN_IN, N.MEMBER, N.READ, N.WRITE},
    "owner": {N.NOTHING, N.SIGN_IN, N.MEMBER, N.READ, N.WRITE, N.OWN},
    "head": set(Need) - {N.SERVER},
    "ada": set(Need),
}
"""What each may. The last two are the admins of the workspace and of the server."""
HIDDEN = {N.READ: {"stranger", "member"}, N.WRITE: {"stranger", "member"}, N.OWN: {"stranger", "member"}}
"""To whom what a route is about does not exist."""


@dataclass
class Team:
    """A team's server with a private project, and somebody in every role."""

    server: TestServer
    tokens: dict[str, str]
    run: str
    origin: str
    notebook: str = ""

    def ask(self, who: str, method: str, path: str, body: Any = b"") -> Answer:
        return self.server.request(method, V1 + path, body, {"Authorization": f"Bearer {self.tokens[who]}"})


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    folder: Path = tmp_path_factory.mktemp("team") / "data"
    with TestServer(folder, "--mode", "team", "--password", PASSWORD) as server:
        server.request("POST", f"{V1}/projects", {"name": "team/secret"})
        server.request("POST", f"{V1}/projects", {"name": "elsewhere/other"})
        tokens = {"ada": server.token, "reading": server.make_token(scope="read")}
        for name in [*ROLES, "target"]:
            if name != "ada":
                tokens[name] = join(server, "elsewhere" if name == "stranger" else "team", name)
        made = Team(server, tokens, server.make_run("team/secret"), "")
        assert made.ask("ada", "PUT", "/workspaces/team/people/head", {"role": "admin"}).status == 204
        for role in ("viewer", "contributor", "owner"):
            assert made.ask("ada", "PUT", f"/projects/team/secret/members/{role}", {"role": role}).status == 204
        session = {"run": {"project": "team/secret", "uid": made.run}, "origin": "0" * 32}
        made.origin = made.ask("ada", "POST", "/sessions", session).json()["origin"]
        server.write(made.run, {"op": "append", "path": "loss", "value": 1}, {"op": "assign", "path": "x", "value": 1})
        made.ask("ada", "POST", "/projects/team/secret/models", {"key": "NET"})
        assert made.ask("ada", "POST", "/models/SEC-NET/versions", {}).status == 201
        made.notebook = make_notebook(server)
        server.attach(made.run, "file", b"bytes")
        server.attach(made.run, "kept", b"other")
        yield made
        assert server.log == ""


def make_notebook(server: TestServer) -> str:
    """Make a notebook of the private project, as Neptune's clients do; returns its uid."""
    _, secret = read_secret(server.token)
    heads = {"Authorization": f"Bearer {write_access_token(secret, server.url)}"}
    path = "/api/leaderboard/v1/notebooks?projectIdentifier=team/secret"
    return server.request("POST", path, b"", heads).json()["id"].replace("-", "")


def join(server: TestServer, workspace: str, name: str) -> str:
    """Invite somebody, take the invitation in a browser of theirs, and return a token of theirs."""
    link = server.request("POST", f"{V1}/workspaces/{workspace}/invites", {}).json()["link"]
    body = {"secret": link.partition("#")[2], "name": name, "password": PASSWORD}
    joined = server.request("POST", f"{V1}/invites/accept", body, {"Authorization": ""})
    assert joined.status == 200, joined
    cookie = joined.headers["set-cookie"].partition(";")[0]
    heads = {"Authorization": "", "Cookie": cookie, "Origin": server.url}
    return server.request("POST", f"{V1}/tokens", {"name": "own"}, heads).json()["token"]


def test_the_table_knows_every_route():
    def walk(routes):
        for route in routes:
            if hasattr(route, "effective_route_contexts"):  # how FastAPI keeps a router that was included
                for found in route.effective_route_contexts():
                    inner = found if found.path else found.starlette_route
                    yield inner.path, getattr(inner, "methods", None) or {"WEBSOCKET"}
            else:
                yield route.path, route.methods

    found = {
        (method.lower(), path)
        for path, methods in walk(_compose().routes)
        for method in methods - {"HEAD"}
        if path not in PAGES
    }
    assert found == set(TABLE), "a route that nobody has said of who may call it"


def make_body(team: Team, method: str, path: str) -> Any:
    """Return what a route takes, about the private project."""
    bodies: dict[str, Any] = {
        "/runs": {"project": "team/secret", "uid": team.run},
        "/sessions": {"run": {"project": "team/secret", "uid": team.run}, "origin": team.origin},
        "/sessions/{origin}/beat": {},
        f"{_RUN}/operations": {"operations": []},
        f"{_RUN}/stop": {"state": "finished"},
        "/series": {"series": [{"run": team.run, "path": "loss"}]},
        f"{_PROJECT}/table": {},
        **{f"{_PROJECT}/{what}": {"runs": [team.run]} for what in ("differences", "compare")},
        f"{_PROJECT}/groups": {"grouping": {"by": ["config/lr"]}},
        "/projects": {"name": "team/again"},
        f"{_PROJECT}/members/{{person}}": {"role": "viewer"},
        f"{_WORKSPACE}/people/{{person}}": {"role": "member"},
        f"{_WORKSPACE}/service-accounts": {"name": "bot"},
        f"{_WORKSPACE}/service-accounts/{{person}}/tokens": {"name": "t"},
        "/password": {"old": "x", "new": "y"},
        "/tokens": {"name": "t"},
        "/uploads": {"size": 1},
        f"{_PROJECT}/models": {"key": "NET"},
        "/models/{model}/versions": {},
        f"{_PROJECT}/views": {"name": "best", "address": "?a", "shared": True},
        f"{_PROJECT}/bulk": {"runs": []},
        f"{_PROJECT}/links": {"address": "/team/secret"},
        **{f"{_PROJECT}/trash{what}": {"ids": []} for what in ("", "/restore", "/delete", "/weigh")},
        "/backup": {"folder": "relative"},
    }
    if path.startswith(PREFIX):
        return bodies.get(path.removeprefix(PREFIX), {}) if method in {"post", "put", "patch"} else b""
    if path.endswith(("/operations", "/trash", "/delete")):
        return []
    if path.startswith("/api/artifacts/"):
        return {"files": []} if method != "get" else b""
    if path == "/api/backend/v1/projects":
        workspaces = team.ask("ada", "GET", "/projects/team/secret").json()["workspace"]
        return {"name": "made", "organizationId": workspaces, "visibility": "priv"}
    if path.startswith("/api/backend/v1/projects/") or path.endswith("/organization"):
        return {
            "userId": "target",
            "serviceAccountId": "bot@team",
            "role": "viewer",
            "organizationIdentifier": "team",
            "invitationsEntries": [{"invitee": "target"}],
        }
    if path.endswith("/signal"):
        return {"experimentIdentifiers": [team.run], "type": "stop"}
    if "/storage/" in path or path.endswith("Tar"):
        return b"x"
    return {"projectIdentifier": "team/secret", "type": "run"} if method == "post" else b""


FATAL = {("delete", PREFIX + _PROJECT), ("delete", "/api/backend/v1/projects")}
"""What they are called with does not outlive the call."""


def make_doomed(team: Team) -> str:
    """Make a project with the same members as the private one; returns its name."""
    team.ask("ada", "POST", "/projects", {"name": "team/doomed"})
    for role in ("viewer", "contributor", "owner"):
        assert team.ask("ada", "PUT", f"/projects/team/doomed/members/{role}", {"role": role}).status == 204
    return "doomed"


def make_view(team: Team) -> str:
    """Make a view of the private project that ada shares; returns its uid."""
    body = {"name": secrets.token_hex(8), "address": "?a", "shared": True}
    return team.ask("ada", "POST", "/projects/team/secret/views", body).json()["uid"]


def make_link(team: Team) -> str:
    """Return the key of a short link of the private project."""
    return team.ask("ada", "POST", "/projects/team/secret/links", {"address": "?b"}).json()["key"]


def call(team: Team, who: str, method: str, path: str, token: str | None = None) -> int:
    """Return the status of one call, with somebody's token or another; of an event stream nothing is read."""
    token = team.tokens[who] if token is None else token
    project = make_doomed(team) if (method, path) in FATAL else "secret"
    query = {
        **dict.fromkeys(("experimentId", "experimentIdentifier"), team.run),
        **dict.fromkeys(("attribute", "subPath", "search", "path"), "file" if "file" in path else "x"),
        "projectIdentifier": f"team/{project}",
        "index": "0",
        "totalLength": "1",
        "uploadId": "absent.",
        "id": "absent",
        "offset": "0",
        "hash": "0" * 64,
        "notebookId": team.notebook,
    }
    heads = {"Authorization": f"Bearer {token}", "X-Neptune-Api-Token": token, "X-Range": "bytes=0-0/1"}
    body = make_body(team, method, path)
    if not path.startswith(PREFIX):
        _, secret = read_secret(token)
        heads["Authorization"] = f"Bearer {write_access_token(secret, team.server.url)}"
    query["organizationIdentifier"] = "team"
    address = path
    for name in ("organizationIdentifier", "userId", "serviceAccountId"):
        address = address.replace(f"{{{name}}}", "team" if name == "organizationIdentifier" else "target")
    names = {
        "view": make_view(team) if "{view}" in path else "",
        "key": make_link(team) if "{key}" in path else "",
        "workspace": "team",
        "name": project,
        "model": "SEC-NET",
        "version": "SEC-NET-1",
        "notebook": team.notebook,
        "notebookId": team.notebook,
        "checkpoint": "absent",
        "run": team.run,
        "origin": team.origin,
        "document": "backend",
        "kind": "fileset",
    }
    for name, value in {**names, "person": "target", "id": "absent", "project": "any"}.items():
        address = address.replace(f"{{{name}}}", quote(value))
    if not isinstance(body, bytes):
        body, heads["Content-Type"] = json.dumps(body).encode(), "application/json"
    connection = http.client.HTTPConnection(urlsplit(team.server.url).netloc, timeout=30)
    connection.request(method.upper(), f"{address}?{urlencode(query)}", body or None, heads)
    status = connection.getresponse().status
    connection.close()
    return status


def test_the_fields_of_a_project_are_those_of_its_members(team: Team):
    project = team.ask("ada", "GET", "/projects/team/secret").json()
    operations = {"operations": [{"op": "assign", "path": "x", "value": 1}]}
    for name in (project["uid"], project["key"], project["key"].lower()):
        for who in ROLES:
            read = team.ask(who, "GET", f"/runs/{name}/fields")
            written = team.ask(who, "POST", f"/runs/{name}/operations", operations)
            if N.READ not in ROLES[who]:
                absent = team.ask(who, "GET", "/runs/NONE/fields").json()
                assert (read.status, written.status) == (404, 404), who
                assert read.json() == {**absent, "detail": absent["detail"].replace("NONE", name)}, who
            else:
                assert (read.status, written.status) == (200, 200 if N.WRITE in ROLES[who] else 403), who
    paths = {field["path"] for field in team.ask("viewer", "GET", f"/runs/{project['key']}/fields").json()["fields"]}
    assert {"x", "sys/name"} <= paths


APART = {f"{PREFIX}/sign-in", f"{PREFIX}/password"}
"""Whoever has no password to show is refused by these, whatever their role."""
CALLED = [(method, path) for method, path in TABLE if method != "websocket" and path not in APART]


@pytest.mark.parametrize(("method", "path"), CALLED, ids=[f"{method} {path}" for method, path in CALLED])
def test_every_role_meets_what_it_may(team: Team, method: str, path: str):
    need = TABLE[method, path]
    for who in ROLES:
        status = call(team, who, method, path)
        assert status != 500, who
        if need in ROLES[who]:
            assert status not in {401, 403}, (who, status)
        elif path in {f"{PREFIX}/runs", f"{PREFIX}/sessions"} and who in {"stranger", "member"}:
            assert status == 403, (who, status)  # they name a project, and are told the same of one that is not there
        elif who in HIDDEN.get(need, ()) or (
            who == "stranger" and need in {N.ADMIN, N.MEMBER} and path != f"{V1}/projects"
        ):
            assert status == 404, (who, status)
        else:
            assert status == 403, (who, status)


WRITES = {
    *((method, path) for (method, path), need in TABLE.items() if method != "get" and need not in {N.NOTHING, N.READ}),
    *(place for place, need in TABLE.items() if need in {N.ADMIN, N.SERVER}),
    ("get", f"{PREFIX}/uploads/{{id}}"),
    ("post", f"{PREFIX}{_PROJECT}/links"),
} - {("post", f"{PREFIX}/sign-out")}
"""What a token for reading is refused: what changes something, and what is for admins."""
GUARDED = [place for place in CALLED if TABLE[place] is not N.NOTHING]


@pytest.mark.parametrize(("method", "path"), GUARDED, ids=[f"{method} {path}" for method, path in GUARDED])
def test_nobody_is_turned_away(team: Team, method: str, path: str):
    for token in ("", "nonsense", "smk_nonsense"):
        assert call(team, "ada", method, path, token) == 401, token


@pytest.mark.parametrize(("method", "path"), GUARDED, ids=[f"{method} {path}" for method, path in GUARDED])
def test_a_token_for_reading_reads_and_writes_nothing(team: Team, method: str, path: str):
    status = call(team, "ada", method, path, team.tokens["reading"])
    assert status == 403 if (method, path) in WRITES else status not in {401, 403, 500}


def test_a_private_project_is_nobody_elses_business(team: Team):
    for who in ("stranger", "member"):
        listed = {f"{one['workspace']}/{one['name']}" for one in team.ask(who, "GET", "/projects").json()}
        assert "team/secret" not in listed
        assert team.run.encode() not in team.ask(who, "GET", "/running").body
        assert b"secret" not in team.ask(who, "GET", "/usage").body
        for name in ("SEC-1", team.run, team.run[-8:]):
            answer = team.ask(who, "GET", f"/runs/{name}")
            assert answer.status == 404
            assert b"secret" not in answer.body


def test_bytes_of_a_private_project_are_not_given_away(team: Team):
    """Whoever knows a digest and nothing else can attach nothing."""
    digest = team.ask("ada", "GET", f"/runs/{team.run}/files?path=kept").json()["files"][0]["digest"]
    for who, complete in (("stranger", False), ("member", False), ("viewer", True)):
        begun = team.ask(who, "POST", "/uploads", {"size": 5, "digest": digest}).json()
        assert begun["complete"] is complete, who
    own = team.ask("stranger", "POST", "/runs", {"project": "elsewhere/mine"}).json()["uid"]
    operation = {"op": "attach", "path": "stolen", "digest": digest}
    refused = team.ask("stranger", "POST", f"/runs/{own}/operations", {"operations": [operation]}).json()["refused"]
    assert refused[0]["code"] == "file_missing"


def test_a_run_of_another_project_is_not_reached_by_its_uid(team: Team):
    body = {"project": "elsewhere/mine", "uid": team.run}
    assert team.ask("stranger", "POST", "/runs", body).status in {403, 404, 409}
    session = {"run": body, "origin": "1" * 32}
    assert team.ask("stranger", "POST", "/sessions", session).status in {403, 404, 409}
