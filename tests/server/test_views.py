"""Saved views and short links: whose they are, what they are called, where they lead."""

from collections.abc import Iterator

import pytest

from seamark.model import limits
from seamark.testing.requests import V1, Answer
from seamark.testing.server import TestServer

PASSWORD = "correct horse battery"
PROJECT = f"{V1}/projects/team/seen"


class Team:
    """A team's server, with a project that has an owner, a contributor and a viewer."""

    def __init__(self, server: TestServer) -> None:
        self.server = server
        self.tokens = {"ada": server.token}
        server.request("POST", f"{V1}/projects", {"name": "team/seen"})
        for name, role in (("bob", "contributor"), ("cem", "contributor"), ("vera", "viewer"), ("outsider", "")):
            link = server.request("POST", f"{V1}/workspaces/team/invites", {}).json()["link"]
            body = {"secret": link.partition("#")[2], "name": name, "password": PASSWORD}
            cookie = server.request("POST", f"{V1}/invites/accept", body, {"Authorization": ""}).headers["set-cookie"]
            heads = {"Authorization": "", "Cookie": cookie.partition(";")[0], "Origin": server.url}
            self.tokens[name] = server.request("POST", f"{V1}/tokens", {"name": "own"}, heads).json()["token"]
            if role:
                assert server.request("PUT", f"{PROJECT}/members/{name}", {"role": role}).status == 204

    def ask(self, who: str, method: str, path: str, body: object = b"") -> Answer:
        return self.server.request(method, path, body, {"Authorization": f"Bearer {self.tokens[who]}"})

    def save(self, who: str, name: str, *, shared: bool = False, address: str = "?sort=-acc:max") -> Answer:
        return self.ask(who, "POST", f"{PROJECT}/views", {"name": name, "address": address, "shared": shared})

    def names(self, who: str) -> list[str]:
        return [view["name"] for view in self.ask(who, "GET", f"{PROJECT}/views").json()]


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    folder = tmp_path_factory.mktemp("views") / "data"
    with TestServer(folder, "--mode", "team", "--password", PASSWORD) as server:
        yield Team(server)
        assert server.log == ""


@pytest.fixture(autouse=True)
def emptied(team: Team) -> Iterator[None]:
    yield
    for who in ("ada", "bob", "cem", "vera"):
        for view in team.ask(who, "GET", f"{PROJECT}/views").json():
            team.ask(who if not view["shared"] else "ada", "DELETE", f"{PROJECT}/views/{view['uid']}")


def test_a_view_keeps_the_address_as_it_is(team: Team):
    address = '?columns=a%252Cb,val/acc:max&query=config/lr < 1 AND name = "ü"&sort=-val/acc:max'
    made = team.save("bob", " Best ones ", shared=True, address=address)
    assert made.status == 201
    view = made.json()
    assert (view["name"], view["address"], view["owner"], view["shared"]) == ("Best ones", address, "bob", True)
    assert view["created_at"] == view["changed_at"]
    assert team.ask("vera", "GET", f"{PROJECT}/views").json() == [view]
    changed = team.ask("bob", "PATCH", f"{PROJECT}/views/{view['uid']}", {"address": "?b"}).json()
    assert (changed["name"], changed["address"], changed["created_at"]) == ("Best ones", "?b", view["created_at"])
    assert changed["changed_at"] > view["changed_at"]
    assert team.ask("bob", "DELETE", f"{PROJECT}/views/{view['uid']}").status == 204
    assert team.names("bob") == []
    team.ask("bob", "PATCH", f"{PROJECT}/views/{view['uid']}", {"address": "?b"}).problem(404)


def test_a_private_view_is_its_owners_alone(team: Team):
    mine = team.save("bob", "mine").json()["uid"]
    for who in ("ada", "cem", "vera"):
        assert team.names(who) == []
        for method in ("PATCH", "DELETE"):
            assert team.ask(who, method, f"{PROJECT}/views/{mine}", {"name": "x"}).status == 404, who
    assert team.names("bob") == ["mine"]


def test_a_viewer_keeps_private_views_and_shares_none(team: Team):
    own = team.save("vera", "own").json()["uid"]
    team.save("vera", "ours", shared=True).problem(403, "forbidden")
    team.ask("vera", "PATCH", f"{PROJECT}/views/{own}", {"shared": True}).problem(403, "forbidden")
    assert team.ask("vera", "PATCH", f"{PROJECT}/views/{own}", {"name": "my own"}).json()["name"] == "my own"
    assert team.names("vera") == ["my own"]


def test_a_shared_view_is_changed_by_its_owner_and_the_projects(team: Team):
    uid = team.save("bob", "ours", shared=True).json()["uid"]
    for who in ("cem", "vera"):
        for method in ("PATCH", "DELETE"):
            told = team.ask(who, method, f"{PROJECT}/views/{uid}", {"name": "x"}).problem(403, "forbidden")
            assert "bob's" in told["detail"]
    assert team.ask("ada", "PATCH", f"{PROJECT}/views/{uid}", {"name": "renamed"}).json()["owner"] == "bob"
    team.ask("ada", "PATCH", f"{PROJECT}/views/{uid}", {"shared": False}).problem(403, "forbidden")
    assert team.ask("ada", "DELETE", f"{PROJECT}/views/{uid}").status == 204


def test_names_are_unique_without_case(team: Team):
    first = team.save("bob", "Best", shared=True).json()["uid"]
    told = team.save("cem", "bEST", shared=True).problem(409, "conflict")
    assert "shared view" in told["detail"]
    assert team.save("bob", "best").status == 201, "a private one may be called so"
    assert team.save("cem", "best").status == 201
    team.save("cem", "BEST").problem(409, "conflict")
    other = team.save("bob", "other", shared=True).json()["uid"]
    team.ask("bob", "PATCH", f"{PROJECT}/views/{other}", {"name": "BEST"}).problem(409, "conflict")
    team.ask("bob", "PATCH", f"{PROJECT}/views/{first}", {"shared": False}).problem(409, "conflict")
    assert team.ask("bob", "PATCH", f"{PROJECT}/views/{first}", {"name": "BEST"}).json()["name"] == "BEST"


@pytest.mark.parametrize("name", ["", "  ", "x" * 121, "a\nb", "a\u202eb"])
def test_what_is_no_name_is_refused(team: Team, name: str):
    assert team.save("bob", name).problem(422, "invalid_value")["path"] == "name"


def test_what_is_no_address_is_refused(team: Team):
    assert team.save("bob", "a", address="?a\nb").problem(422, "invalid_value")["path"] == "address"
    team.save("bob", "a", address="?" + "x" * limits.VIEW_CHARACTERS).problem(413, "too_large")
    assert team.save("bob", "a", address="?" + "x" * (limits.VIEW_CHARACTERS - 1)).status == 201
    assert team.save("bob", "b", address="").status == 201


def test_a_person_has_so_many_private_views(team: Team):
    for index in range(limits.PRIVATE_VIEWS):
        assert team.save("vera", f"view {index}").status == 201
    assert "100 private" in team.save("vera", "one more").problem(413, "too_large")["detail"]
    assert team.save("bob", "one more").status == 201


def test_a_project_opens_with_a_shared_view(team: Team):
    def settle(**what: object) -> Answer:
        return team.ask("bob", "PATCH", PROJECT, what)

    shared = team.save("bob", "ours", shared=True).json()["uid"]
    private = team.save("bob", "mine").json()["uid"]
    assert settle(default_view=shared).json()["default_view"] == shared
    for wrong in (private, "0" * 32, "nonsense"):
        assert settle(default_view=wrong).problem(422, "invalid_value")["path"] == "default_view"
    assert settle(description="x").json()["default_view"] == shared
    assert settle(default_view="").json()["default_view"] is None
    settle(default_view=shared)
    team.ask("bob", "PATCH", f"{PROJECT}/views/{shared}", {"shared": False})
    assert team.ask("bob", "GET", PROJECT).json()["default_view"] is None, "it is nobody's any more but bob's"
    team.ask("bob", "PATCH", f"{PROJECT}/views/{shared}", {"shared": True})
    settle(default_view=shared)
    team.ask("bob", "DELETE", f"{PROJECT}/views/{shared}")
    assert team.ask("bob", "GET", PROJECT).json()["default_view"] is None


def test_an_address_gets_one_short_link(team: Team):
    address = "/team/seen?query=" + "x" * 50_000
    made = team.ask("vera", "POST", f"{PROJECT}/links", {"address": address}).json()
    assert made["url"] == f"{team.server.url}/l/{made['key']}"
    assert len(made["key"]) == 10
    assert team.ask("bob", "POST", f"{PROJECT}/links", {"address": address}).json() == made
    assert team.ask("bob", "POST", f"{PROJECT}/links", {"address": address + "y"}).json()["key"] != made["key"]
    found = team.ask("bob", "GET", f"{V1}/links/{made['key']}")
    assert found.json() == {"project": "team/seen", "address": address}


def test_a_link_of_a_project_that_one_may_not_read_is_none(team: Team):
    key = team.ask("bob", "POST", f"{PROJECT}/links", {"address": "?a"}).json()["key"]
    hidden = team.ask("outsider", "GET", f"{V1}/links/{key}")
    absent = team.ask("outsider", "GET", f"{V1}/links/{'0' * 10}")
    assert (hidden.status, absent.status) == (404, 404)
    assert hidden.json() == {**absent.json(), "detail": absent.json()["detail"].replace("0" * 10, key)}


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x", ""])
def test_a_link_leads_nowhere_else(team: Team, address: str):
    assert team.ask("bob", "POST", f"{PROJECT}/links", {"address": address}).problem(422)["path"] == "address"


def test_a_link_may_be_so_long(team: Team):
    long = "?" + "x" * limits.LINK_CHARACTERS
    team.ask("bob", "POST", f"{PROJECT}/links", {"address": long}).problem(413, "too_large")
    assert team.ask("bob", "POST", f"{PROJECT}/links", {"address": long[:-1]}).status == 200


def test_all_of_it_goes_with_its_project(team: Team):
    team.ask("ada", "POST", f"{V1}/projects", {"name": "team/short-lived"})
    place = f"{V1}/projects/team/short-lived"
    team.ask("ada", "POST", f"{place}/views", {"name": "a", "address": "?a", "shared": True})
    key = team.ask("ada", "POST", f"{place}/links", {"address": "?a"}).json()["key"]
    assert team.ask("ada", "DELETE", place).status == 204
    assert team.ask("ada", "GET", f"{V1}/links/{key}").status == 404
