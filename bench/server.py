"""How fast does the server start on fresh stores, and what memory does it take?"""

from collections.abc import Iterator

import psutil

from bench.ingest import make_bodies, request_run, write
from bench.processes import start_server
from bench.report import Row
from seamark.model.objects import make_uid
from seamark.sdk.transport import Transport
from seamark.wire.api.sessions import Session, SessionRequest


def measure() -> Iterator[Row]:
    """Yield seconds to the first answer, and memory fresh and after 1,000,000 points."""
    with start_server() as server:
        process = psutil.Process(server.pid)
        yield Row(what="server start", value=server.seconds_to_start, unit="s", budget=2.5)
        yield Row(what="server memory, fresh", value=process.memory_info().rss / 2**20, unit="MiB", budget=350)
        transport = Transport(server.url, server.token)
        for _ in range(5):
            request = SessionRequest(run=request_run(), origin=make_uid())
            session = transport.send("POST", "/sessions", request, Session)
            write(server, session.run.uid, list(make_bodies(session.origin)))
        yield Row(
            what="server memory, after 1,000,000 points",
            value=process.memory_info().rss / 2**20,
            unit="MiB",
            budget=600,
        )
