"""The local link, and the pages of the app."""

import time

import pytest

from seamark.server.routes import pages
from seamark.testing.requests import V1
from seamark.testing.server import KEY, TestServer
from seamark.wire.visits import VISIT_SECONDS, make_visit_key


@pytest.mark.parametrize(
    ("next", "place"),
    [
        ("/ada/digits?q=a%26b", "/ada/digits?q=a&b"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/%5Cevil.example", "/"),
        ("/a%0d%0aSet-Cookie:x=y", "/"),
        ("", "/"),
    ],
)
def test_the_link_leads_to_a_page_of_ours(server: TestServer, next: str, place: str):
    answer = server.request("GET", f"/open?key={KEY}&next={next}", headers={"Authorization": ""})
    assert answer.status == 303
    assert answer.headers["location"] == place
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_the_link_works_any_number_of_times(server: TestServer):
    cookies = {server.sign_in(KEY) for _ in range(3)}
    for cookie in cookies:
        heads = {"Authorization": "", "Cookie": cookie}
        assert server.request("GET", f"{V1}/me", headers=heads).status == 200


@pytest.mark.parametrize("query", ["", "?key=", "?key=wrong", "?key=%ff", "?key=" + KEY[:-1]])
def test_a_dead_link_says_what_to_run(server: TestServer, query: str):
    answer = server.request("GET", f"/open{query}", headers={"Authorization": ""})
    assert answer.status == 403
    assert b"seamark open" in answer.body
    assert "set-cookie" not in answer.headers


def test_a_dead_link_opens_for_who_is_signed_in(server: TestServer):
    heads = {"Authorization": "", "Cookie": server.sign_in(KEY)}
    answer = server.request("GET", "/open?key=old&next=/ada", headers=heads)
    assert (answer.status, answer.headers["location"]) == (303, "/ada")


def test_a_key_for_a_visit_works_once_and_soon(server: TestServer):
    now = time.time()
    visit = make_visit_key(KEY, now)
    assert server.sign_in(visit)
    old, foreign = make_visit_key(KEY, now - 2 * VISIT_SECONDS), make_visit_key("another", now)
    longer = visit.replace(visit.partition("-")[0], str(int(now) + 30))
    for key in (visit, old, foreign, longer, ".", "x-y.z", "%ff.%ff"):
        assert server.request("GET", f"/open?key={key}", headers={"Authorization": ""}).status == 403


def test_sign_ins_survive_a_restart(tmp_path):
    with TestServer(tmp_path / "data") as server:
        heads = {"Authorization": "", "Cookie": server.sign_in(KEY)}
        server.stop()
        server.start()
        assert server.request("GET", f"{V1}/me", headers=heads).status == 200


@pytest.mark.parametrize("path", ["/", "/ada/digits", "/r/DIG-1", "/ada/digits/runs/DIG-1/charts?x=1"])
def test_every_page_is_the_app(server: TestServer, path: str):
    answer = server.request("GET", path, headers={"Authorization": ""})
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    if not (pages.APP / "index.html").exists():
        assert b"make app" in answer.body


@pytest.mark.parametrize(
    "path", ["/../../../etc/passwd", "/..%2f..%2fpages.py", "/assets/..%2f..%2fapp.py", "/%2e%2e/app.py"]
)
def test_pages_do_not_climb_out(server: TestServer, path: str):
    answer = server.request("GET", path)
    assert b"def create_app" not in answer.body
    assert b"root:" not in answer.body


def test_files_of_the_app(tmp_path, monkeypatch):
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<title>app</title>")
    (tmp_path / "assets" / "main-1a2b.js").write_text("1")
    (tmp_path.parent / "secret").write_text("no")
    monkeypatch.setattr(pages, "APP", tmp_path)
    hashed = pages.get_page(path="assets/main-1a2b.js")
    assert "immutable" in hashed.headers["cache-control"]
    assert pages.get_page(path="ada/digits").headers["cache-control"] == "no-cache"
    assert pages.get_page(path="assets/old.js").status_code == 404
    assert pages.get_page(path="../secret").path == tmp_path / "index.html"
    (tmp_path / "frames").mkdir()
    (tmp_path / "frames" / "html.html").write_text("<script>1</script>")
    policy = pages.get_page(path="frames/html.html").headers["content-security-policy"]
    assert policy.startswith("sandbox allow-scripts;")
    assert "allow-same-origin" not in policy
    assert "default-src 'none'" in policy
    assert pages.get_page(path="frames/absent.html").status_code == 404
