"""What a few letters find: ids, names, projects; only what the caller may read, best first."""

from typing import Any
from urllib.parse import quote

import pytest

from seamark.testing.requests import V1
from seamark.testing.server import TestServer


def find(server: TestServer, text: str, limit: int = 20) -> dict[str, Any]:
    answer = server.request("GET", f"{V1}/search?text={quote(text)}&limit={limit}")
    assert answer.status == 200, answer
    return answer.json()


def names(server: TestServer, text: str, limit: int = 20) -> list[str]:
    return [run["name"] for run in find(server, text, limit)["runs"]]


@pytest.fixture(scope="module", autouse=True)
def runs(server: TestServer) -> dict[str, str]:
    """Runs by their names."""
    made = {}
    for name, own_id in (
        ("quokka", None),
        ("Quokka ghurr", None),
        ("a ghurr quokka", None),
        ("50% of _it", "qk-own-7"),
        ("größer", None),
    ):
        made[name] = server.make_run("ada/searched", name=name, **({"id": own_id} if own_id else {}))
    made["thrown quokka"] = server.make_run("ada/searched", name="thrown quokka")
    server.request("POST", f"{V1}/projects/ada/searched/trash", {"ids": [made["thrown quokka"]]})
    server.request("POST", f"{V1}/projects/ada/searched/models", {"key": "NET", "name": "quokka model"})
    return made


def test_the_whole_name_comes_first_then_its_beginning_then_a_part(server: TestServer):
    assert names(server, "QUOKKA") == ["quokka", "Quokka ghurr", "a ghurr quokka"]
    assert names(server, " ghurr ") == ["a ghurr quokka", "Quokka ghurr"], "the newest first"
    assert names(server, "quokka", limit=1) == ["quokka"]


def test_a_run_is_found_by_each_of_its_names(server: TestServer, runs: dict[str, str]):
    uid = runs["50% of _it"]
    shown = server.request("GET", f"{V1}/runs/{uid}").json()
    for text in (uid, shown["short"], shown["id"], shown["id"].lower(), "qk-own-7", "K-OWN", "50%", "% of _"):
        assert [run["uid"] for run in find(server, text)["runs"]][:1] == [uid], text
    assert find(server, "GRÖSSER")["runs"] == [], "letters are not unfolded"
    assert names(server, "GRÖß") == ["größer"]


def test_ids_are_found_by_their_beginning_and_their_number(server: TestServer, runs: dict[str, str]):
    key = server.request("GET", f"{V1}/projects/ada/searched").json()["key"]
    found = [run["id"] for run in find(server, f"{key}-")["runs"]]
    assert found == [f"{key}-{number}" for number in (5, 4, 3, 2, 1)]
    assert f"{key}-3" in [run["id"] for run in find(server, "3")["runs"]]


def test_projects_are_found_by_name_and_key(server: TestServer):
    server.request("POST", f"{V1}/projects", {"name": "ada/another searched"})
    found = [one["name"] for one in find(server, "Searched")["projects"]]
    assert found == ["searched", "another searched"]
    assert find(server, "ada/searched")["projects"][0]["key"] == find(server, "searched")["projects"][0]["key"]


def test_nothing_is_found_by_nothing(server: TestServer):
    assert find(server, "  ") == {"projects": [], "runs": []}
    assert find(server, "no such thing anywhere") == {"projects": [], "runs": []}
    server.request("GET", f"{V1}/search?text=a&limit=1000").problem(413, "too_large")
    server.request("GET", f"{V1}/search?text={'a' * 1000}").problem(413, "too_large")


def test_what_one_may_not_read_is_not_found(tmp_path):
    password = "correct horse battery"
    with TestServer(tmp_path / "data", "--mode", "team", "--password", password) as server:
        run = server.make_run("team/hidden", name="quokka")
        link = server.request("POST", f"{V1}/workspaces/team/invites", {}).json()["link"]
        body = {"secret": link.partition("#")[2], "name": "bob", "password": password}
        cookie = server.request("POST", f"{V1}/invites/accept", body, {"Authorization": ""}).headers["set-cookie"]
        heads = {"Authorization": "", "Cookie": cookie.partition(";")[0], "Origin": server.url}
        id = server.request("GET", f"{V1}/runs/{run}").json()["id"]
        for text in ("quokka", "quok", run, id, id.partition("-")[2], "hidden", id[:4]):
            answer = server.request("GET", f"{V1}/search?text={text}", b"", heads)
            assert answer.json() == {"projects": [], "runs": []}, text
            found = find(server, text)
            assert found["runs"] or found["projects"], text
