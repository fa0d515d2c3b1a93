"""Events as they are sent, and that they end when the server does."""

import asyncio
import contextlib
import http.client
import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi import Request

from seamark.core.access import Access
from seamark.core.live import WATCHES, Live
from seamark.server.routes import live as route
from seamark.storage.catalog import open_catalog
from seamark.testing.requests import V1
from seamark.testing.server import TestServer
from seamark.wire.api.live import Change
from seamark.wire.api.people import TokenRequest


class Stream:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.response = response

    def read(self) -> dict:
        """The next event's data."""
        event: dict = {}
        while True:
            line = self.response.readline().decode()
            assert line, "the stream has ended"
            if line == "\n" and event:
                assert event["commit"] == self.id
                return event
            if line.startswith("id: "):
                self.id = int(line[4:])
            if line.startswith("data: "):
                event = json.loads(line[6:])


@contextlib.contextmanager
def watch(server: TestServer, query: str = "", **headers: str) -> Iterator[Stream]:
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=20)
    heads = {"Authorization": f"Bearer {server.token}", **{n.replace("_", "-"): v for n, v in headers.items()}}
    connection.request("GET", f"{V1}/live?{query}", headers=heads)
    response = connection.getresponse()
    assert response.status == 200, response.read()
    assert response.headers["content-type"].startswith("text/event-stream")
    try:
        yield Stream(response)
    finally:
        response.close()
        connection.close()


def test_a_change_is_told(server: TestServer):
    run = server.make_run("watched")
    with watch(server, "project=watched") as stream:
        first = stream.read()
        assert first["runs"] == []
        receipt = server.write(run, {"op": "append", "path": "loss", "value": 1})
        change = stream.read()
    assert change == {
        "commit": receipt["commit"],
        "project": "ada/watched",
        "runs": [run],
        "paths": {run: ["loss"]},
    }
    assert change["commit"] > first["commit"]


def test_only_what_is_watched_is_told(server: TestServer):
    one, other, elsewhere = server.make_run("both"), server.make_run("both"), server.make_run("elsewhere")
    with watch(server, f"run={one}") as stream:
        stream.read()
        server.write(elsewhere, {"op": "assign", "path": "x", "value": 1})
        server.write(other, {"op": "assign", "path": "x", "value": 1})
        server.write(one, {"op": "assign", "path": "y", "value": 1})
        assert stream.read()["paths"] == {one: ["y"]}


def test_who_comes_back_is_told_what_was_missed(server: TestServer):
    run = server.make_run("missed")
    before = server.write(run, {"op": "assign", "path": "x", "value": 1})["commit"]
    server.write(run, {"op": "assign", "path": "y", "value": 1})
    for query, heads in ((f"project=missed&since={before}", {}), ("project=missed", {"Last_Event_ID": str(before)})):
        with watch(server, query, **heads) as stream:
            first = stream.read()
        assert first["runs"] == [run]
        assert first["paths"] == {run: ["y"]}
        assert first["commit"] > before


def test_unknown_things_cannot_be_watched(server: TestServer):
    server.request("GET", f"{V1}/live?project=absent").problem(404)
    server.request("GET", f"{V1}/live?run=absent").problem(404)
    server.request("GET", f"{V1}/live?since=-1").problem(422)


def test_the_server_stops_in_time_with_open_streams(tmp_path: Path):
    for number in (signal.SIGTERM, signal.SIGINT):
        with TestServer(tmp_path / "data") as server:
            run = server.make_run()
            with watch(server) as one, watch(server, f"run={run}") as two:
                one.read()
                two.read()
                begun = time.perf_counter()
                assert server.end(number) == 0
                assert time.perf_counter() - begun < 5
                assert one.response.read() == b""
            assert server.log == ""


def test_what_is_acknowledged_survives_a_kill(tmp_path: Path):
    with TestServer(tmp_path / "data") as server:
        run = server.make_run()
        server.write(run, {"op": "assign", "path": "x", "value": 41}, {"op": "append", "path": "loss", "value": 0.5})
        server.kill()
        server.restart()
        assert server.request("GET", f"{V1}/runs/{run}/value?path=x").json() == 41
        stats = server.request("GET", f"{V1}/runs/{run}/fields?path=loss").json()["fields"][0]["stats"]
        assert (stats["count"], stats["last"]) == (1, 0.5)


@pytest.mark.parametrize("changes", [0, 100])
def test_a_stream_ends_with_the_token_it_came_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changes: int):
    monkeypatch.setattr(route, "BEAT_SECONDS", 0.05)
    catalog = open_catalog(f"sqlite:///{tmp_path}/catalog.db")
    access = Access(catalog.people, catalog.members, catalog.projects, "team", lambda: "http://localhost:1")
    made = access.make_token(access.local(), TokenRequest(name="stream"))
    request = Request({"type": "http", "headers": [(b"authorization", f"Bearer {made.token}".encode())]})

    async def listen() -> int:
        live = Live()
        watched = live.subscribe(None, None)
        heard = 0
        async for _ in route._tell(
            SimpleNamespace(access=access), request, watched, Change(commit=1, project="", runs=[])
        ):
            heard += 1
            if heard == 5:
                access.revoke(access.local(), made.id)
            if heard <= changes:
                await asyncio.sleep(0.002)
                live.publish(Change(commit=heard, project="", runs=[]))
        assert not watched.is_open
        return heard

    assert asyncio.run(asyncio.wait_for(listen(), 20)) >= 5
    catalog.close()


def test_one_person_watches_in_so_many_places_and_no_more(tmp_path: Path):
    with TestServer(tmp_path / "data") as server, contextlib.ExitStack() as streams:
        for _ in range(WATCHES):
            streams.enter_context(watch(server))
        server.request("GET", f"{V1}/live").problem(503, "unavailable")
        streams.pop_all().close()
        with watch(server):
            pass
