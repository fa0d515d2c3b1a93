"""Uploads that break off, files that would like to be more than files."""

import hashlib
import http.client
import os
import socket
import time
from pathlib import Path

import pytest

from seamark.server.downloads import Stretch, find_stretch, spell_disposition
from seamark.testing.requests import V1
from seamark.testing.server import TestServer


@pytest.fixture(scope="module")
def run(server: TestServer) -> str:
    return server.make_run()


def get(server: TestServer, run: str, query: str, **headers: str):
    heads = {name.replace("_", "-"): value for name, value in headers.items()}
    return server.request("GET", f"{V1}/runs/{run}/file?{query}", headers=heads)


def test_a_file_goes_in_and_comes_out(server: TestServer, run: str):
    content = os.urandom(9 * 2**20)
    digest = server.attach(run, "model", content, name="model.pt", media_type="application/x-torch")
    assert digest == hashlib.sha256(content).hexdigest()
    answer = get(server, run, "path=model")
    assert answer.body == content
    assert answer.headers["content-length"] == str(len(content))
    assert answer.headers["etag"] == f'"{digest}"'
    assert answer.headers["content-type"] == "application/x-torch"
    assert get(server, run, "path=model", If_None_Match=f'"x", W/"{digest}"').status == 304
    part = get(server, run, "path=model", Range="bytes=5000000-5000009")
    assert (part.status, part.body) == (206, content[5000000:5000010])
    assert part.headers["content-range"] == f"bytes 5000000-5000009/{len(content)}"
    assert get(server, run, "path=model", Range="bytes=-5").body == content[-5:]
    assert get(server, run, "path=model", Range=f"bytes={len(content)}-").status == 416
    assert get(server, run, "path=model", Range="bytes=0-4", If_Range='"other"').status == 200


def test_an_empty_file_is_a_file(server: TestServer, run: str):
    server.attach(run, "nothing", b"")
    answer = get(server, run, "path=nothing")
    assert (answer.status, answer.body) == (200, b"")
    assert get(server, run, "path=nothing", Range="bytes=0-").status == 416


def test_an_upload_goes_on_after_a_kill(tmp_path: Path):
    content = os.urandom(10 * 2**20)
    digest = hashlib.sha256(content).hexdigest()
    with TestServer(tmp_path / "data") as server:
        id = server.request("POST", f"{V1}/uploads", {"size": len(content), "digest": digest}).json()["id"]
        connection = http.client.HTTPConnection(server.url.removeprefix("http://"))
        connection.putrequest("PUT", f"{V1}/uploads/{id}?offset=0")
        connection.putheader("Authorization", f"Bearer {server.token}")
        connection.putheader("Content-Length", str(len(content)))
        connection.endheaders()
        connection.send(content[: 6 * 2**20])
        while server.request("GET", f"{V1}/uploads/{id}").json()["received"] == 0:
            pass
        server.kill()
        connection.close()
        server.restart()
        here = server.request("GET", f"{V1}/uploads/{id}").json()["received"]
        assert 0 < here < len(content)
        wrong = server.request("PUT", f"{V1}/uploads/{id}?offset=0", content).problem(409, "conflict")
        assert str(here) in wrong["remedy"]
        early = server.request("POST", f"{V1}/uploads/{id}/complete").problem(409, "conflict")
        assert str(here) in early["remedy"]
        sent = server.request("PUT", f"{V1}/uploads/{id}?offset={here}", content[here:])
        assert sent.json()["received"] == len(content)
        done = server.request("POST", f"{V1}/uploads/{id}/complete")
        assert done.json() == {
            "id": id,
            "size": len(content),
            "received": len(content),
            "digest": digest,
            "complete": True,
        }
        assert server.request("POST", f"{V1}/uploads/{id}/complete").json() == done.json()
        run = server.make_run()
        assert server.write(run, {"op": "attach", "path": "f", "digest": digest})["refused"] == []
        assert get(server, run, "path=f").body == content


def test_a_caller_that_goes_away_in_the_middle_is_no_fault_of_the_server(tmp_path: Path):
    with TestServer(tmp_path / "data") as server:
        upload = server.request("POST", f"{V1}/uploads", {"size": 1000, "digest": ""}).json()["id"]
        run = server.make_run()
        host, _, port = server.url.removeprefix("http://").partition(":")
        for method, path in (
            ("PUT", f"{V1}/uploads/{upload}?offset=0"),
            ("POST", f"{V1}/runs/{run}/operations"),
            ("POST", f"{V1}/tokens"),
        ):
            head = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1000\r\n"
            head += f"Authorization: Bearer {server.token}\r\nContent-Type: application/json\r\n\r\n"
            with socket.create_connection((host, int(port))) as caller:
                caller.sendall(head.encode() + b"x" * 10)
                time.sleep(0.2)
        assert server.request("GET", f"{V1}/uploads/{upload}").json()["received"] <= 10
        assert server.stop() == 0
        assert server.log == ""


def test_bytes_that_are_here_are_not_sent_again(server: TestServer, run: str):
    digest = server.attach(run, "again", b"the same bytes")
    begun = server.request("POST", f"{V1}/uploads", {"size": 14, "digest": digest}).json()
    assert begun["complete"] is True
    assert begun["received"] == 14
    other_size = server.request("POST", f"{V1}/uploads", {"size": 15, "digest": digest}).json()
    assert other_size["complete"] is False


def test_wrong_bytes_are_thrown_away(server: TestServer):
    promised = hashlib.sha256(b"promised").hexdigest()
    id = server.request("POST", f"{V1}/uploads", {"size": 8, "digest": promised}).json()["id"]
    assert server.request("PUT", f"{V1}/uploads/{id}?offset=0", b"Promised").status == 200
    server.request("POST", f"{V1}/uploads/{id}/complete").problem(422, "invalid_value")
    server.request("GET", f"{V1}/uploads/{id}").problem(404, "file_missing")


def test_more_bytes_than_announced_are_refused(server: TestServer):
    id = server.request("POST", f"{V1}/uploads", {"size": 4}).json()["id"]
    server.request("PUT", f"{V1}/uploads/{id}?offset=0", b"12345").problem(413, "too_large")
    assert server.request("GET", f"{V1}/uploads/{id}").json()["received"] == 0


def test_nobody_attaches_what_they_only_know_the_digest_of(server: TestServer, run: str):
    unknown = hashlib.sha256(b"never uploaded").hexdigest()
    receipt = server.write(run, {"op": "attach", "path": "x", "digest": unknown})
    assert [refusal["code"] for refusal in receipt["refused"]] == ["file_missing"]


@pytest.mark.parametrize(
    "subpath", ["../secret", "a/../../b", "/etc/passwd", "C:/x", "..\\..\\x", "a//b", "", "a/\0", "a/."]
)
def test_names_do_not_climb_out_of_a_set(server: TestServer, run: str, subpath: str):
    digest = server.upload(b"content")
    operation = {"op": "attach", "path": "set", "type": "file_set", "digest": digest, "subpath": subpath}
    receipt = server.write(run, operation)
    assert [refusal["code"] for refusal in receipt["refused"]] == ["invalid_path"], receipt


def test_files_of_a_set_by_name(server: TestServer, run: str):
    for name in ("a.txt", "deep/b.txt"):
        server.attach(run, "tree", name.encode(), type="file_set", subpath=name, media_type="text/plain")
    page = server.request("GET", f"{V1}/runs/{run}/files?path=tree").json()
    assert [file["subpath"] for file in page["files"]] == ["a.txt", "deep/b.txt"]
    assert get(server, run, "path=tree&subpath=deep/b.txt").body == b"deep/b.txt"
    get(server, run, "path=tree&subpath=../a.txt").problem(404)
    get(server, run, "path=tree&subpath=").problem(404)


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("page.html", "text/html"),
        ("drawing.svg", "image/svg+xml"),
        ("data.xml", "application/xhtml+xml"),
        ("script.js", "text/javascript"),
    ],
)
def test_what_could_run_is_sealed_off(server: TestServer, run: str, name: str, media_type: str):
    path = f"active/{name}"
    server.attach(run, path, b"<script>alert(1)</script>", name=name, media_type=media_type)
    heads = get(server, run, f"path={path}").headers
    policy = heads["content-security-policy"]
    assert policy.startswith("sandbox")
    assert "allow-same-origin" not in policy
    assert "allow-top-navigation" not in policy
    assert "default-src 'none'" in policy
    assert "connect-src" not in policy
    assert ("allow-scripts" in policy) == (media_type == "text/html")
    assert heads["x-content-type-options"] == "nosniff"
    assert get(server, run, f"path={path}&download=true").headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "media_type", ["text/html\r\nSet-Cookie: a=b", "nonsense", "a/b/c", "", "text/html; charset=utf-7", "*/*"]
)
def test_a_media_type_is_one_or_none(server: TestServer, run: str, media_type: str):
    path = f"typed/{hashlib.sha256(media_type.encode()).hexdigest()[:8]}"
    server.attach(run, path, b"x", media_type=media_type)
    heads = get(server, run, f"path={path}").headers
    assert heads["content-type"] in {"application/octet-stream", "text/html; charset=utf-8"}
    assert "set-cookie" not in heads


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("plot.png", "inline; filename=\"plot.png\"; filename*=UTF-8''plot.png"),
        ('a"b\r\nX: y', "inline; filename=\"a_b__X_ y\"; filename*=UTF-8''a_b__X_%20y"),
        ("../../etc/passwd", "inline; filename=\"_.._etc_passwd\"; filename*=UTF-8''_.._etc_passwd"),
        ("ünï.txt", "inline; filename=\"_n_.txt\"; filename*=UTF-8''%C3%BCn%C3%AF.txt"),
        ("...", "inline; filename=\"file\"; filename*=UTF-8''file"),
        ("a\ud800b", "inline; filename=\"a_b\"; filename*=UTF-8''a_b"),
    ],
)
def test_names_are_safe_in_the_header(name: str, spelled: str):
    assert spell_disposition(name, download=False) == spelled


@pytest.mark.parametrize(
    ("header", "stretch"),
    [
        ("", None),
        ("bytes=0-", Stretch(0, 10)),
        ("bytes=2-3", Stretch(2, 4)),
        ("bytes=2-99", Stretch(2, 10)),
        ("bytes=-3", Stretch(7, 10)),
        ("bytes=-99", Stretch(0, 10)),
        ("bytes=-0", Stretch(0, 0)),
        ("bytes=10-", Stretch(0, 0)),
        ("bytes=3-2", None),
        ("bytes=0-1,4-5", None),
        ("bytes=-", None),
        ("lines=0-1", None),
        ("bytes=" + "9" * 30 + "-", None),
    ],
)
def test_ranges(header: str, stretch: Stretch | None):
    assert find_stretch(header, 10) == stretch


@pytest.mark.parametrize("name", ["", ".", "..", "a/..", "..\\"])
def test_a_file_is_never_named_like_a_folder(server: TestServer, run: str, name: str):
    for path, kept in (("model", "model"), ("model/..", "file")):
        server.attach(run, path, b"weights", name=name)
        field = server.request("GET", f"{V1}/runs/{run}/fields?path={path}").json()["fields"][0]
        assert field["file"]["name"] == kept
