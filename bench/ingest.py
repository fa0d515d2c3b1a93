"""How many points a second does the server take through HTTP, until each is stored, synced and readable?"""

import array
import threading
import time
from collections.abc import Iterator

import msgspec

from bench.processes import RunningServer, start_server
from bench.report import Row
from seamark.model.objects import make_uid
from seamark.model.operations import Extend
from seamark.sdk.transport import Transport
from seamark.wire.api.runs import RunRequest
from seamark.wire.api.sessions import Session, SessionRequest
from seamark.wire.batches import Batch, Receipt

WRITERS, BATCHES, SERIES, POINTS = 4, 20, 20, 500


def measure() -> Iterator[Row]:
    """Yield points a second, written by four writers at once in batches of 10,000."""
    with start_server() as server:
        transport = Transport(server.url, server.token)
        sessions = [
            transport.send("POST", "/sessions", SessionRequest(run=request_run(), origin=make_uid()), Session)
            for _ in range(WRITERS)
        ]
        bodies = [list(make_bodies(session.origin)) for session in sessions]
        writers = [
            threading.Thread(target=write, args=(server, session.run.uid, each))
            for session, each in zip(sessions, bodies, strict=True)
        ]
        started = time.perf_counter()
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        spent = time.perf_counter() - started
        expected = BATCHES * POINTS
        for session in sessions:
            found = transport.request("GET", f"/runs/{session.run.uid}/points", query={"path": "series0", "limit": 1})
            total = msgspec.json.decode(found.body)["series"][0]["total"]
            assert total == expected, (total, expected)
    count = WRITERS * BATCHES * SERIES * POINTS
    yield Row(what="ingest through HTTP", value=count / spent, unit="points/s", budget=500_000, higher_is_better=True)


def request_run() -> RunRequest:
    return RunRequest(project="bench", uid=make_uid())


def make_bodies(origin: str) -> Iterator[bytes]:
    for number in range(BATCHES):
        start = number * POINTS
        values = array.array("d", (1 / (step + 1) for step in range(start, start + POINTS))).tobytes()
        steps = array.array("d", range(start, start + POINTS)).tobytes()
        times = array.array("q", [time.time_ns() // 1000] * POINTS).tobytes()
        batch = Batch(
            operations=[
                Extend(path=f"series{index}", values=values, steps=steps, times=times) for index in range(SERIES)
            ],
            origin=origin,
            seq=number * SERIES * POINTS,
        )
        yield msgspec.msgpack.encode(batch)


def write(server: RunningServer, run: str, bodies: list[bytes]) -> None:
    transport = Transport(server.url, server.token)
    for number, body in enumerate(bodies, 1):
        answer = transport.request("POST", f"/runs/{run}/operations", body=body, content_type="application/msgpack")
        receipt = msgspec.msgpack.decode(answer.body, type=Receipt)
        assert (receipt.seq, receipt.refused) == (number * SERIES * POINTS - 1, [])
