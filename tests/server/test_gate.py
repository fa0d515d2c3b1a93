"""Host names, origins and sizes: what is turned away before any route sees it."""

import asyncio
import http.client
import json

import pytest

from seamark.model import limits
from seamark.model.errors import Stalled
from seamark.server import gate
from seamark.server.gate import find_limit, find_name
from seamark.testing.requests import V1
from seamark.testing.server import KEY, TestServer


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:1", "127.0.0.1:{port}", "[::1]:99", "LOCALHOST:8765", "seamark.example"]
)
def test_known_names_are_answered(server: TestServer, host: str):
    host = host.replace("{port}", server.url.rpartition(":")[2])
    assert server.request("GET", f"{V1}/info", headers={"Host": host}).status == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.evil.example", "[::2]", "10.0.0.1"]
)
def test_other_names_are_not(server: TestServer, host: str):
    for path in (f"{V1}/info", "/", "/open?key=x"):
        answer = server.request("GET", path, headers={"Host": host})
        assert "--allow-host" in answer.problem(403, "forbidden")["remedy"]


def test_find_name():
    assert find_name("[::1]:80") == "::1"
    assert find_name("A.example:80") == "a.example"
    assert find_name("") == ""


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("{url}", 201),
        ("http://evil.example", 403),
        ("null", 403),
        ("http://localhost:1", 403),
        ("https://{place}", 403),
        ("https://127.0.0.1.evil.example", 403),
        ("", 403),
    ],
)
def test_a_browser_writes_from_our_own_pages_only(server: TestServer, origin: str, status: int):
    heads = {
        "Authorization": "",
        "Cookie": server.sign_in(KEY),
        "Origin": origin.format(url=server.url, place=server.url.partition("://")[2]),
    }
    answer = server.request("POST", f"{V1}/tokens", {"name": "from a page"}, heads)
    assert answer.status == status, answer


def test_a_token_needs_no_origin(server: TestServer):
    heads = {"Origin": "https://notebook.example"}
    assert server.request("POST", f"{V1}/tokens", {"name": "x"}, heads).status == 201


def test_event_streams_are_for_our_own_pages(server: TestServer):
    heads = {"Authorization": "", "Cookie": server.sign_in(KEY)}
    server.request("GET", f"{V1}/live", headers={**heads, "Origin": "http://localhost:1"}).problem(403)
    server.request("GET", f"{V1}/live", headers={**heads, "Sec-Fetch-Site": "same-site"}).problem(403)


def test_no_cross_origin_answer_is_readable(server: TestServer):
    answer = server.request("GET", f"{V1}/me", headers={"Origin": "http://evil.example"})
    assert "access-control-allow-origin" not in answer.headers
    preflight = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    answer = server.request("OPTIONS", f"{V1}/tokens", headers=preflight)
    assert "access-control-allow-origin" not in answer.headers


def test_a_body_too_large_is_refused_while_it_is_sent(server: TestServer):
    answer = server.request("POST", f"{V1}/runs/x/operations", b'"' + b"x" * 100 * 2**20 + b'"')
    answer.problem(413, "too_large")
    server.request("POST", f"{V1}/runs", b"[" * (5 * 2**20)).problem(413, "too_large")


def test_a_body_without_a_length_is_counted(server: TestServer):
    run = server.make_run()

    def pieces():
        for _ in range(70):
            yield b" " * 2**20

    host = server.url.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=60)
    heads = {"Authorization": f"Bearer {server.token}", "Content-Type": "application/json"}
    connection.request("POST", f"{V1}/runs/{run}/operations", pieces(), heads, encode_chunked=True)
    response = connection.getresponse()
    assert response.status == 413
    assert json.loads(response.read())["code"] == "too_large"
    connection.close()


def test_the_limit_of_batches_is_for_batches():
    assert find_limit(f"{V1}/runs/DIG-1/operations") == limits.REQUEST_BYTES
    for path in ("/projects/ada/operations", "/runs/a/b/operations", "/runs//operations", "/runs/DIG-1/operations/"):
        assert find_limit(V1 + path) == limits.MESSAGE_BYTES
    for path in (f"{V1}/sign-in", "/", "/operations", "/runs/DIG-1/operations"):
        assert find_limit(path) == limits.OPEN_BYTES


@pytest.mark.parametrize("path", ["/projects", "/series", "/runs/DIG-1/operations", "/absent"])
def test_of_whoever_shows_nothing_no_body_is_read(server: TestServer, path: str):
    heads = {"Authorization": "", "Content-Type": "application/json"}
    for cookie in ("", "other=1", "seamark_0=x"):
        answer = server.request("POST", V1 + path, b"[" * 2**20, {**heads, "Cookie": cookie, "Origin": server.url})
        answer.problem(401, "not_signed_in")


def test_a_sign_in_is_short(server: TestServer):
    body = {"name": "ada", "password": "x" * 2**15}
    server.request("POST", f"{V1}/sign-in", body, {"Authorization": ""}).problem(413, "too_large")


def test_a_body_that_stops_coming_is_given_up(monkeypatch: pytest.MonkeyPatch):
    async def never():
        await asyncio.Event().wait()

    async def read() -> None:
        body = gate._Body(never, 10)
        with pytest.raises(Stalled):
            await body.receive()
        await body.drain()

    monkeypatch.setattr(gate, "STALL_SECONDS", 0.05)
    asyncio.run(asyncio.wait_for(read(), 5))


@pytest.mark.parametrize("path", ["/", f"{V1}/info", f"{V1}/absent", "/open"])
def test_every_answer_guards_the_browser(server: TestServer, path: str):
    heads = server.request("GET", path, headers={"Authorization": ""}).headers
    assert heads["x-content-type-options"] == "nosniff"
    assert heads["referrer-policy"] in {"same-origin", "no-referrer"}
    policy = heads["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "http:" not in policy
    assert "*" not in policy
    assert "server" not in heads
