"""A question is stopped when nobody waits for its answer any more."""

import queue
import socket
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import uvicorn
from fastapi import APIRouter, FastAPI

from seamark.model.errors import SeamarkError
from seamark.server.needs import QuestionNeed
from seamark.server.problems import add_handlers
from seamark.server.routing import Route
from seamark.storage.columns import open_columns
from seamark.storage.columns.rows import Sql

ENDLESS = Sql(text="SELECT sum(cityHash64(number)) AS found FROM numbers(1000000000000)")
RUNNING = Sql(text="SELECT count() AS running FROM system.processes WHERE query LIKE 'SELECT sum(cityHash64%'")


@pytest.fixture
def engine(tmp_path) -> Iterator[Any]:
    store = open_columns(f"chdb://{tmp_path}", memory_limit=500 * 2**20)
    yield store._engine
    store.close()


@pytest.fixture
def told() -> "queue.Queue[str]":
    """What each question ended with."""
    return queue.Queue()


@pytest.fixture
def port(engine, told) -> Iterator[int]:
    """A server with one question that never ends by itself, and one that does."""
    router = APIRouter(route_class=Route)

    @router.get("/endless")
    def ask_for_ever(core: QuestionNeed) -> int:
        try:
            return int(core.engine.select(ENDLESS).column("found")[0].as_py())
        except SeamarkError as error:
            told.put(error.detail)
            raise

    @router.post("/short")
    def ask_shortly(core: QuestionNeed) -> int:
        return int(core.engine.select(Sql(text="SELECT 7 AS found")).column("found")[0].as_py())

    app = FastAPI()
    app.state.core = SimpleNamespace(engine=engine)
    app.include_router(router)
    add_handlers(app)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", ws="none"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join()


def wait_for(engine, running: int) -> None:
    while engine.select(RUNNING).column("running")[0].as_py() != running:
        time.sleep(0.05)


def test_a_question_ends_with_whoever_asked_it(engine, port, told, caplog):
    with socket.create_connection(("127.0.0.1", port)) as asking:
        asking.sendall(b"GET /endless HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        wait_for(engine, 1)
    assert told.get(timeout=20) == "Nobody waited for the answer any more."
    wait_for(engine, 0)
    assert not caplog.records, "it is no fault of the server"


def test_one_who_waits_is_answered_though_another_left(engine, port, told):
    waiting = socket.create_connection(("127.0.0.1", port))
    with waiting, socket.create_connection(("127.0.0.1", port)) as leaving:
        waiting.sendall(b"GET /endless HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        leaving.sendall(b"GET /endless HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        wait_for(engine, 2)
        leaving.close()
        assert told.get(timeout=20)
        wait_for(engine, 1)
        with socket.create_connection(("127.0.0.1", port)) as other:
            other.sendall(b"POST /short HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            answer = b"".join(iter(lambda: other.recv(4_096), b""))
        assert answer.startswith(b"HTTP/1.1 200")
        assert answer.endswith(b"\r\n\r\n7")
        assert told.empty()
    assert told.get(timeout=20)
