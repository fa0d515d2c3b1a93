"""Edits by hand: who made what of a field, and when; and what is refused."""

from typing import Any
from urllib.parse import quote

import pytest

from seamark.model import limits
from seamark.testing.requests import V1
from seamark.testing.server import KEY, TestServer


def read(server: TestServer, run: str, path: str = "", **more: object) -> list[dict[str, Any]]:
    query = "".join(f"&{name}={value}" for name, value in more.items())
    return server.request("GET", f"{V1}/runs/{run}/edits?path={quote(path)}{query}").json()["edits"]


def begin(server: TestServer, run: str) -> str:
    """Return the origin of a session of a run."""
    origin = run[::-1]
    server.request("POST", f"{V1}/sessions", {"run": {"project": "edited", "uid": run}, "origin": origin})
    return origin


@pytest.fixture
def run(server: TestServer) -> str:
    return server.make_run("edited")


def test_what_a_person_assigns_is_kept_newest_first(server: TestServer, run: str):
    for text in ("first", "second"):
        server.write(run, {"op": "assign", "path": "notes", "value": text})
    server.write(run, {"op": "delete", "path": "notes"})
    found = read(server, run, "notes")
    assert [(one["by"], one["value"], one["deleted"]) for one in found] == [
        ("ada", None, True),
        ("ada", "second", False),
        ("ada", "first", False),
    ]
    assert found[0]["at"] > found[1]["at"] > found[2]["at"] > 1_700_000_000_000_000


def test_a_set_is_kept_as_it_then_was(server: TestServer, run: str):
    server.write(run, {"op": "add", "path": "sys/tags", "values": ["b", "a"]})
    server.write(run, {"op": "remove", "path": "sys/tags", "values": ["b"]}, {"op": "assign", "path": "x", "value": 1})
    assert [one["value"] for one in read(server, run, "sys/tags")] == [["a"], ["a", "b"]]
    assert {one["path"] for one in read(server, run)} == {"sys/tags", "x"}


@pytest.mark.parametrize(
    ("operation", "value"),
    [
        ({"value": 2**60}, str(2**60)),
        ({"value": "NaN", "type": "float"}, "NaN"),
        ({"value": 0.1}, 0.1),
        ({"value": True}, True),
        ({"value": None}, None),
        ({"value": {"a": [1, "b"]}}, {"a": [1, "b"]}),
        ({"value": 1_790_000_000_000_000, "type": "datetime"}, 1_790_000_000_000_000),
    ],
)
def test_values_of_every_type_are_kept(server: TestServer, run: str, operation: dict[str, Any], value: object):
    server.write(run, {"op": "assign", "path": "x", **operation})
    assert [one["value"] for one in read(server, run, "x")] == [value]


def test_what_sessions_write_is_no_edit_and_stands_before_the_first(server: TestServer, run: str):
    origin = begin(server, run)
    batch = {"origin": origin, "seq": 0, "operations": [{"op": "assign", "path": "notes", "value": "by the code"}]}
    assert server.request("POST", f"{V1}/runs/{run}/operations", batch).status == 200
    assert read(server, run) == []
    server.write(run, {"op": "assign", "path": "notes", "value": "by ada"})
    found = read(server, run)
    assert [(one["by"], one["value"]) for one in found] == [("ada", "by ada"), ("", "by the code")]
    assert found[1]["at"] < found[0]["at"]
    server.write(run, {"op": "assign", "path": "notes", "value": "again"})
    assert [one["by"] for one in read(server, run)] == ["ada", "ada", ""]


def test_a_browser_that_is_signed_in_edits_whatever_origin_it_names(server: TestServer, run: str):
    origin = begin(server, run)
    heads = {"Authorization": "", "Cookie": server.sign_in(KEY), "Origin": server.url}
    batch = {"origin": origin, "seq": 0, "operations": [{"op": "assign", "path": "column", "value": "good"}]}
    assert server.request("POST", f"{V1}/runs/{run}/operations", batch, heads).status == 200
    assert [(one["by"], one["value"]) for one in read(server, run)] == [("ada", "good")]


def test_points_and_files_are_no_edits(server: TestServer, run: str):
    server.write(run, {"op": "append", "path": "loss", "value": 1}, {"op": "log", "values": {"acc": 1}})
    server.attach(run, "file", b"bytes")
    assert read(server, run) == []


def test_a_value_of_another_type_is_refused_and_no_edit(server: TestServer, run: str):
    server.write(
        run,
        {"op": "append", "path": "loss", "value": 1},
        {"op": "assign", "path": "lr", "value": 0.1},
        {"op": "add", "path": "set", "values": ["a"]},
    )
    before = len(read(server, run))
    wrong = {
        "loss": ({"op": "assign", "value": "low"}, '"loss" is a float series, so a string was not recorded.'),
        "lr": ({"op": "assign", "value": "low"}, '"lr" holds a float, so a string was not recorded.'),
        "set": ({"op": "assign", "value": 1}, '"set" holds a string set, so an int was not recorded.'),
        "sys/name": ({"op": "assign", "value": 5}, '"sys/name" holds a string, so an int was not recorded.'),
        "sys/tags": ({"op": "assign", "value": "a"}, '"sys/tags" holds a string set, so a string was not recorded.'),
        "sys/description": ({"op": "add", "values": ["a"]}, '"sys/description" holds a string, so a string set was '),
    }
    for path, (operation, said) in wrong.items():
        (refusal,) = server.write(run, {"path": path, **operation})["refused"]
        assert (refusal["code"], refusal["path"]) == ("kind_conflict", path)
        assert refusal["detail"].startswith(said), refusal
        assert refusal["remedy"]
    (refusal,) = server.write(run, {"op": "assign", "path": "sys/state", "value": "finished"})["refused"]
    assert refusal["code"] == "invalid_path"
    assert len(read(server, run)) == before
    server.write(run, {"op": "assign", "path": "loss", "value": 1}, {"op": "assign", "path": "lr", "value": 2})
    assert read(server, run)[0]["path"] == "lr", "what stands of a batch is kept"


def test_names_tags_and_descriptions_are_edited(server: TestServer, run: str):
    server.write(
        run,
        {"op": "assign", "path": "sys/name", "value": "renamed"},
        {"op": "assign", "path": "sys/description", "value": "# A note"},
        {"op": "add", "path": "sys/tags", "values": ["best"]},
    )
    shown = server.request("GET", f"{V1}/runs/{run}").json()
    assert (shown["name"], shown["description"], shown["tags"]) == ("renamed", "# A note", ["best"])
    assert len(read(server, run)) == 3


def test_a_run_is_given_a_colour(server: TestServer, run: str):
    def colour() -> int | None:
        return server.request("GET", f"{V1}/runs/{run}").json()["colour"]

    assert colour() is None
    assert server.write(run, {"op": "assign", "path": "sys/colour", "value": 3})["refused"] == []
    assert colour() == 3
    for value, code in ((limits.COLOURS, "invalid_value"), (-1, "invalid_value"), ("red", "kind_conflict")):
        (refusal,) = server.write(run, {"op": "assign", "path": "sys/colour", "value": value})["refused"]
        assert (refusal["path"], refusal["code"]) == ("sys/colour", code)
    assert colour() == 3
    server.write(run, {"op": "delete", "path": "sys/colour"})
    assert colour() is None


def test_a_long_value_is_cut_and_says_so(server: TestServer, run: str):
    texts = {"short": "ü" * 1_000, "long": "ü" * limits.EDIT_BYTES, "escaped": "\x01" * limits.EDIT_BYTES}
    for path, text in texts.items():
        server.write(run, {"op": "assign", "path": path, "value": text})
        (kept,) = read(server, run, path)
        assert kept["cut"] is (path != "short")
        assert text.startswith(kept["value"])
        assert len(kept["value"]) > 1_000 - 1
    items = [f"{index:04} {'x' * 500}" for index in range(200)]
    server.write(run, {"op": "add", "path": "many", "values": items})
    (kept,) = read(server, run, "many")
    assert kept["cut"] is True
    assert kept["value"].startswith('["0000 xxx')


def test_the_newest_hundred_of_a_field_are_kept(server: TestServer, run: str):
    server.write(run, {"op": "assign", "path": "other", "value": 0})
    for index in range(limits.EDITS + 5):
        server.write(run, {"op": "assign", "path": "x", "value": index})
    found = read(server, run, "x", limit=1_000)
    assert [one["value"] for one in found] == list(range(limits.EDITS + 4, 4, -1))
    assert len(read(server, run, "other")) == 1


def test_a_request_keeps_the_edits_of_so_many_fields(server: TestServer, run: str):
    count = limits.EDITS_REQUEST + 10
    many = [{"op": "assign", "path": f"f/{index:04}", "value": index} for index in range(count)]
    assert server.write(run, *many)["refused"] == []
    page = server.request("GET", f"{V1}/runs/{run}/edits?limit=1000").json()
    assert (len(page["edits"]), page["next"]) == (limits.EDITS_REQUEST, None)
    assert server.request("GET", f"{V1}/runs/{run}/fields?prefix=f/&limit=1").json()["total"] == count


def test_edits_come_in_pages(server: TestServer, run: str):
    for index in range(5):
        server.write(run, {"op": "assign", "path": "x", "value": index})
    values, before = [], ""
    while True:
        page = server.request("GET", f"{V1}/runs/{run}/edits?limit=2{before}").json()
        values += [one["value"] for one in page["edits"]]
        if page["next"] is None:
            break
        before = f"&before={page['next']}"
    assert values == [4, 3, 2, 1, 0]
    server.request("GET", f"{V1}/runs/{run}/edits?limit=0").problem(413, "too_large")


def test_edits_go_with_their_object(server: TestServer, run: str):
    server.write(run, {"op": "assign", "path": "x", "value": 1})
    place = f"{V1}/projects/ada/edited/trash"
    server.request("POST", place, {"ids": [run]})
    assert len(read(server, run)) == 1
    assert server.request("POST", f"{place}/delete", {"ids": [run]}).status == 200
    assert server.request("GET", f"{V1}/runs/{run}/edits").status == 404


def test_the_own_fields_of_a_project_are_edited_too(server: TestServer, run: str):
    key = server.request("GET", f"{V1}/projects/ada/edited").json()["key"]
    server.write(key, {"op": "assign", "path": "notes", "value": "What we learnt"})
    assert [(one["by"], one["value"]) for one in read(server, key, "notes")] == [("ada", "What we learnt")]
