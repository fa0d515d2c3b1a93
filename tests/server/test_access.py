"""Tokens, sign-ins and passwords, and what nobody else on the machine may see."""

import asyncio
import logging
import stat
import time
from pathlib import Path

import pytest

from seamark.server.headers import Headers
from seamark.testing.requests import V1, Answer
from seamark.testing.server import KEY, TestServer


def test_open_routes_need_nothing(server: TestServer):
    info = server.request("GET", f"{V1}/info", headers={"Authorization": ""}).json()
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
