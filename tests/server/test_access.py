"""Every route of the app: who may call it, and what happens to all others."""

import asyncio
import logging
import stat
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest

from seamark.doors.neptune.calls import write_access_token
from seamark.server.app import describe_api
from seamark.server.headers import Headers
from seamark.testing.requests import V1, Answer
from seamark.testing.server import KEY, TestServer
from seamark.wire.tokens import read_secret

OPEN = "open"
READ = "read"
WRITE = "write"

TABLE = {
    ("get", "/info"): OPEN,
    ("post", "/sign-in"): OPEN,
    ("get", "/usage"): READ,
    ("get", "/me"): READ,
    ("post", "/sign-out"): READ,
    ("post", "/password"): WRITE,
    ("get", "/tokens"): READ,
    ("post", "/tokens"): WRITE,
    ("delete", "/tokens/{id}"): WRITE,
    ("get", "/projects"): READ,
    ("post", "/projects"): WRITE,
    ("get", "/projects/{workspace}/{name}"): READ,
    ("patch", "/projects/{workspace}/{name}"): WRITE,
    ("post", "/projects/{workspace}/{name}/table"): READ,
    ("get", "/projects/{workspace}/{name}/columns"): READ,
    ("get", "/running"): READ,
    ("post", "/runs"): WRITE,
    ("get", "/runs/{run}"): READ,
    ("post", "/runs/{run}/stop"): WRITE,
    ("post", "/sessions"): WRITE,
    ("get", "/runs/{run}/sessions"): READ,
    ("post", "/sessions/{origin}/beat"): WRITE,
    ("post", "/sessions/{origin}/end"): WRITE,
    ("post", "/runs/{run}/operations"): WRITE,
    ("get", "/runs/{run}/fields"): READ,
    ("get", "/runs/{run}/value"): READ,
    ("get", "/runs/{run}/points"): READ,
    ("post", "/series"): READ,
    ("get", "/runs/{run}/lines"): READ,
    ("get", "/runs/{run}/console"): READ,
    ("get", "/runs/{run}/files"): READ,
    ("get", "/runs/{run}/file"): READ,
    ("post", "/uploads"): WRITE,
    ("get", "/uploads/{id}"): WRITE,
    ("put", "/uploads/{id}"): WRITE,
    ("post", "/uploads/{id}/complete"): WRITE,
    ("get", "/live"): READ,
    ("post", "/backup"): WRITE,
}
_ATTRIBUTES = "/api/leaderboard/v1/attributes"
DOORS = {
    ("get", "/api/{document}/swagger.json"): OPEN,
    ("get", "/api/backend/v1/clients/config"): READ,
    ("get", "/api/backend/v1/authorization/oauth-token"): READ,
    ("post", "/api/neptune/protocol/openid-connect/token"): OPEN,
    ("get", "/api/backend/v1/projects/get"): READ,
    ("get", "/api/backend/v1/projects"): READ,
    ("get", "/api/backend/v1/myOrganizations"): READ,
    ("post", "/api/leaderboard/v1/experiments"): WRITE,
    ("get", "/api/leaderboard/v1/experiments"): READ,
    ("post", f"{_ATTRIBUTES}/ping"): WRITE,
    ("post", f"{_ATTRIBUTES}/operations"): WRITE,
    ("get", _ATTRIBUTES): READ,
    **{
        ("get", f"{_ATTRIBUTES}/{name}"): READ
        for name in (
            *("floats", "integers", "booleans", "strings", "datetimes", "files", "floatSeries", "stringSeries"),
            *("stringSets", "series/float", "series/string", "series/image", "series/image/single", "download"),
            *("ls", "downloadFileSetZip"),
        )
    },
    ("post", f"{_ATTRIBUTES}/downloadFileSetZipRequest"): READ,
    ("get", "/api/leaderboard/v1/download/downloadRequest"): READ,
    **{
        ("post", f"{_ATTRIBUTES}/storage/{kind}/upload{step}"): WRITE
        for kind in ("file", "fileset")
        for step in ("", "/start", "/part", "/finish")
    },
    ("post", f"{_ATTRIBUTES}/uploadFileSetTar"): WRITE,
    ("post", "/api/leaderboard/v1/leaderboard/entries/search"): READ,
    ("post", "/api/leaderboard/v1/leaderboard/attributes/search"): READ,
    ("post", "/api/leaderboard/v1/experiments/signal"): WRITE,
    ("websocket", "/api/notifications/v1/runs/{project}/{run}/signal"): WRITE,
}
"""Routes of foreign wires: the Neptune client's."""
PAGES = {"/open", "/api/{path:path}", "/{path:path}", f"{V1}/openapi.json"}


def call(server: TestServer, method: str, path: str, **headers: str):
    for name in ("run", "id", "origin"):
        path = path.replace(f"{{{name}}}", "absent")
    path = path.replace("{workspace}/{name}", "ada/digits")
    body: object = {} if method in {"post", "patch"} else b"x" if method == "put" else b""
    return server.request(method.upper(), V1 + path, body, headers)


def test_the_table_knows_every_route():
    from seamark.server.app import _compose

    def walk(routes):
        for route in routes:
            if hasattr(route, "effective_route_contexts"):  # how FastAPI keeps a router that was included
                for found in route.effective_route_contexts():
                    inner = found if found.path else found.starlette_route
                    yield inner.path, getattr(inner, "methods", None) or {"WEBSOCKET"}
            else:
                yield route.path, route.methods

    documented = {
        (method, path.removeprefix(V1)) for path, methods in describe_api()["paths"].items() for method in methods
    }
    assert documented == set(TABLE)
    found = {
        (method.lower(), path)
        for path, methods in walk(_compose().routes)
        for method in methods - {"HEAD"}
        if path not in PAGES
    }
    known = {(method, V1 + path) for method, path in TABLE} | set(DOORS)
    assert found == known, "a route that is neither documented nor a page nor a door's"


def call_door(server: TestServer, method: str, path: str, secret: str, **more: str):
    """Call a door's route with all that any of them asks for."""
    run = server.make_run("doors")
    query = {
        **dict.fromkeys(("experimentId", "experimentIdentifier"), run),
        **dict.fromkeys(("attribute", "subPath", "search"), "a"),
        "projectIdentifier": "ada/doors",
        "index": "0",
        "totalLength": "1",
        "uploadId": "absent.",
        "id": "absent",
    }
    body: object = {"projectIdentifier": "ada/doors", "type": "run"}
    if path.endswith("/operations"):
        body = [{"path": "a", "assignInt": {"value": 1}}]
    elif path.endswith("/signal"):
        body = {"experimentIdentifiers": [run], "type": "stop"}
    elif "/storage/" in path or path.endswith("Tar"):
        body = b"x"
    heads = {"Authorization": f"Bearer {write_access_token(secret, server.url)}" if secret else "", **more}
    heads |= {"X-Neptune-Api-Token": secret, "X-Range": "bytes=0-0/1"}
    address = path.replace("{document}", "backend") + "?" + urlencode(query)
    return server.request(method.upper(), address, body if method == "post" else b"", heads)


WIRE_DOORS = [(method, path) for (method, path), need in DOORS.items() if need != OPEN and method != "websocket"]


@pytest.mark.parametrize(("method", "path"), WIRE_DOORS)
def test_doors_turn_nobody_in(server: TestServer, method: str, path: str):
    for secret in ("", "smk_nonsense"):
        assert call_door(server, method, path, secret).status == 401, secret


@pytest.mark.parametrize(("method", "path"), WIRE_DOORS)
def test_doors_let_a_reader_read_and_nothing_else(server: TestServer, method: str, path: str):
    _, secret = read_secret(server.make_token(scope="read"))
    status = call_door(server, method, path, secret).status
    assert status == 403 if DOORS[method, path] == WRITE else status not in {401, 403, 500}


@pytest.mark.parametrize(("method", "path"), [route for route, need in TABLE.items() if need != OPEN])
def test_nobody_is_turned_away(server: TestServer, method: str, path: str):
    for credentials in ("", "Bearer nonsense", "Basic YWRhOmFkYQ==", "Bearer ", "Bearer \xff"):
        call(server, method, path, Authorization=credentials).problem(401, "not_signed_in")


@pytest.mark.parametrize(("method", "path"), [route for route, need in TABLE.items() if need == WRITE])
def test_a_token_for_reading_writes_nothing(server: TestServer, method: str, path: str):
    token = server.make_token(scope="read")
    call(server, method, path, Authorization=f"Bearer {token}").problem(403, "forbidden")


@pytest.mark.parametrize(("method", "path"), [route for route, need in TABLE.items() if need == READ])
def test_a_token_for_reading_reads(server: TestServer, method: str, path: str):
    if path in {"/live", "/sign-out"}:
        return
    token = server.make_token(scope="read")
    assert call(server, method, path, Authorization=f"Bearer {token}").status not in {401, 403, 500}


def test_open_routes_need_nothing(server: TestServer):
    info = call(server, "get", "/info", Authorization="").json()
    assert info["name"] == "seamark"
    assert info["mode"] == "local"
    assert info["url"] == server.url
    assert info["limits"]["path_bytes"] == 1024
    server.request("POST", f"{V1}/sign-in", {"name": "ada", "password": "guess"}, {"Authorization": ""}).problem(401)


def test_tokens_are_shown_once_expire_and_are_revoked(server: TestServer):
    made = server.request("POST", f"{V1}/tokens", {"name": "once", "expires_in": 1}).json()
    assert made["token"]
    assert made["token"].encode() not in server.request("GET", f"{V1}/tokens").body
    assert server.request("GET", f"{V1}/me", headers={"Authorization": f"Bearer {made['token']}"}).status == 200
    time.sleep(1.1)
    server.request("GET", f"{V1}/me", headers={"Authorization": f"Bearer {made['token']}"}).problem(401)
    other = server.request("POST", f"{V1}/tokens", {"name": "other"}).json()
    assert server.request("DELETE", f"{V1}/tokens/{other['id']}").status == 204
    server.request("GET", f"{V1}/me", headers={"Authorization": f"Bearer {other['token']}"}).problem(401)


def test_the_cookie_signs_in_and_out(server: TestServer):
    cookie = server.sign_in(KEY)
    assert cookie.startswith("seamark_")
    heads = {"Authorization": "", "Cookie": cookie}
    me = server.request("GET", f"{V1}/me", headers=heads)
    assert me.json()["workspace"] == "ada"
    out = server.request("POST", f"{V1}/sign-out", headers={**heads, "Origin": server.url})
    assert out.status == 204
    assert "seamark_" in out.headers["set-cookie"]
    server.request("GET", f"{V1}/me", headers=heads).problem(401)


def test_another_persons_upload_is_not_there(server: TestServer):
    server.request("GET", f"{V1}/uploads/absent").problem(404, "file_missing")


def test_the_access_log_has_no_secrets(caplog: pytest.LogCaptureFixture):
    async def answer(scope, receive, send):
        await send({"type": "http.response.start", "status": 303, "headers": []})

    async def send(message):
        return None

    scope = {"type": "http", "method": "GET", "path": "/open", "query_string": b"key=secret", "headers": []}
    with caplog.at_level(logging.INFO, "seamark.access"):
        asyncio.run(Headers(answer)(scope, None, send))
    assert caplog.messages[0].startswith("GET /open 303 ")
    assert "secret" not in caplog.text


def test_a_password_signs_in(tmp_path: Path):
    password, other = "correct horse battery", "another long password"
    with TestServer(tmp_path / "data", "--mode", "team", "--password", password) as server:

        def sign_in(word: str) -> Answer:
            return server.request("POST", f"{V1}/sign-in", {"name": "ada", "password": word}, {"Authorization": ""})

        sign_in("wrong").problem(401, "not_signed_in")
        signed = sign_in(password)
        assert signed.json()["name"] == "ada"
        assert "HttpOnly" in signed.headers["set-cookie"]
        heads = {"Authorization": "", "Cookie": signed.headers["set-cookie"].partition(";")[0], "Origin": server.url}
        change = {"old": "wrong", "new": other}
        server.request("POST", f"{V1}/password", change, heads).problem(403, "forbidden")
        assert server.request("POST", f"{V1}/password", {**change, "old": password}, heads).status == 204
        sign_in(password).problem(401)
        assert sign_in(other).status == 200


def test_nobody_else_on_the_machine_reads_the_data(tmp_path: Path):
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    data.chmod(0o755)
    with TestServer(data) as server:
        server.write(server.make_run(), {"op": "append", "path": "a", "value": 1})
        server.upload(b"secret")
        modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (data, *data.rglob("*"))}
    assert {path: oct(mode) for path, mode in modes.items() if mode & 0o077} == {}
    assert server.log.count("open to its owner alone") == 1
    with TestServer(data) as again:
        assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert again.log == ""
