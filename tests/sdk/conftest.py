"""A pretended server for faults that a real one cannot be brought to, and homes that touch nothing of the user's."""

import gzip
import hashlib
import json
import os
import struct
import subprocess
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import msgspec
import pytest

import seamark
from seamark.model.operations import Append, Assign, Attach, Extend, Log
from seamark.sdk.home import Home
from seamark.sdk.journal_reader import JournalReader
from seamark.sdk.notices import PRINTER
from seamark.wire.batches import Batch, Receipt, Refusal
from seamark.wire.journal import End, Header


@pytest.fixture
def no_settings_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in list(os.environ):
        if name.startswith("SEAMARK_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("SEAMARK_HOME", str(tmp_path / "home"))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


class PretendedServer:
    """Stores in memory what arrives, as ingest would, and misbehaves as told in ``faults``."""

    def __init__(self, server_id: str = "one") -> None:
        self.server_id = server_id
        self.tokens: set[str] = set()
        self.faults: deque[str] = deque()
        self.receipts: dict[str, int] = {}
        self.sessions: dict[str, dict] = {}
        self.ends: dict[str, dict] = {}
        self.beats: Counter[str] = Counter()
        self.progress: dict = {}
        self.points: dict[tuple[str, str], dict[int, object]] = {}
        self.applied: list[tuple[str, int, object]] = []
        self.times_applied: Counter[tuple[str, int, str]] = Counter()
        self.blobs: dict[str, bytes] = {}
        self.uploads: dict[str, bytearray] = {}
        self.upload_sizes: dict[str, int] = {}
        self.refuse_paths: set[str] = set()
        self.upload_pause = 0.0
        self.uploaded = 0
        """How many bytes of files were sent."""
        self.cut_every = 0
        """Every so many parts only half of one arrives, and the connection breaks; 0 for never."""
        self.uploads_fail = False
        self.upload_fault = "503"
        self.proxy_limit = 0
        """The largest body that a proxy before the server lets pass; 0 for no proxy."""
        self.requests: list[tuple[str, str]] = []
        self.lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"pretended": self})
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()

    def values(self, path: str, origin: str = "") -> list:
        """The values of a series by origin and seq."""
        found = []
        for (of, name), points in sorted(self.points.items()):
            if name == path and (not origin or of == origin):
                found += [points[seq] for seq in sorted(points)]
        return found

    def take(self, batch: Batch) -> Receipt:
        receipt = self.receipts.get(batch.origin, -1)
        refused = []
        seq = end = batch.seq
        for index, operation in enumerate(batch.operations):
            seq = batch.seqs[index] if batch.seqs else seq
            if getattr(operation, "path", None) in self.refuse_paths:
                refused.append(Refusal(seq=seq, code="kind_conflict", detail="No.", path=operation.path))
            else:
                self._apply(batch.origin, seq, operation, receipt)
            end = max(end, seq + operation.weight - 1)
            seq += operation.weight
        self.receipts[batch.origin] = max(receipt, end if batch.upto is None else batch.upto)
        if batch.end is not None:
            self.ends[batch.origin] = msgspec.to_builtins(batch.end)
        return Receipt(origin=batch.origin, seq=self.receipts[batch.origin], commit=1, refused=refused)

    def _apply(self, origin: str, seq: int, operation, receipt: int) -> None:
        match operation:
            case Extend():
                for number, value in zip(_numbers(operation.seqs, "Q"), _numbers(operation.values, "d"), strict=True):
                    self._point(origin, operation.path, number, value, receipt)
            case Append():
                self._point(origin, operation.path, seq, operation.value, receipt)
            case Log():
                for path, value in operation.values.items():
                    self._point(origin, path, seq, value, receipt)
            case _ if seq > receipt:
                if isinstance(operation, Attach):
                    assert operation.digest in self.blobs
                    assert not operation.source
                self.applied.append((origin, seq, operation))

    def _point(self, origin: str, path: str, seq: int, value, receipt: int) -> None:
        if seq > receipt:
            self.points.setdefault((origin, path), {})[seq] = value


def _numbers(column, code: str) -> list:
    return list(struct.unpack(f"<{len(column) // 8}{code}", column)) if isinstance(column, bytes) else list(column)


class _Handler(BaseHTTPRequestHandler):
    pretended: PretendedServer
    protocol_version = "HTTP/1.1"
    timeout = 60
    disable_nagle_algorithm = True

    def log_message(self, format, *args) -> None:
        pass

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_PUT = do_GET  # noqa: N815

    def _serve(self) -> None:
        server = self.pretended
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path, _, query = self.path.removeprefix("/api/v1").partition("?")
        fault = ""
        with server.lock:
            server.requests.append((self.command, path))
            if server.faults and path != "/info":
                fault = server.faults.popleft()
        if server.uploads_fail and path.startswith("/uploads"):
            fault = server.upload_fault
        if fault == "hang":
            time.sleep(1.5)
            self.close_connection = True
            return
        if fault == "drop":
            self.close_connection = True
            return
        if server.proxy_limit and len(body) > server.proxy_limit:
            fault = "413"
        if fault in {"inflating", "long"}:
            self._answer(200, gzip.compress(b"0" * 10**7), {"Content-Encoding": "gzip"} if fault == "inflating" else {})
            return
        if fault in {"400", "404", "413", "500", "502", "503", "429", "507"}:
            self._answer(int(fault), b"<html>trouble</html>", {"Retry-After": "0.1"})
            return
        secret = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if server.tokens and path != "/info" and secret not in server.tokens:
            self._problem(401, "not_signed_in", "expired 3 Nov")
            return
        if self.command == "PUT":
            time.sleep(server.upload_pause)
        status, answer = self._route(path, dict(part.split("=") for part in query.split("&") if part), body)
        if fault == "lose" or not status:  # all is done, and nobody hears of it
            self.close_connection = True
        elif fault == "half":
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer) + 100))
            self.end_headers()
            self.wfile.write(answer[: len(answer) // 2])
            self.close_connection = True
        elif status >= 400:
            missing = "file_missing" if path.startswith("/uploads") else "run_not_found"
            self._problem(status, {404: missing, 409: "conflict", 422: "invalid_input"}[status], "No.")
        else:
            self._answer(status, answer)

    def _route(self, path: str, query: dict, body: bytes) -> tuple[int, bytes]:
        server = self.pretended
        parts = path.strip("/").split("/")
        with server.lock:
            match self.command, parts:
                case "GET", ["info"]:
                    return 200, _json(
                        name="pretended",
                        version="0",
                        server_id=server.server_id,
                        mode="team",
                        url=server.url,
                        limits={},
                    )
                case "POST", ["sessions"]:
                    return 200, self._start(json.loads(body))
                case "POST", ["sessions", origin, "beat"]:
                    server.beats[origin] += 1
                    server.progress |= {name: value for name, value in json.loads(body).items() if value is not None}
                    return 204, b""
                case "POST", ["sessions", origin, "end"]:
                    server.ends[origin] = json.loads(body)
                    return 204, b""
                case "POST", ["runs", run, "operations"]:
                    batch = msgspec.msgpack.decode(body, type=Batch)
                    if batch.origin.partition(".")[0] not in server.sessions:
                        return 404, b""
                    if any(getattr(operation, "path", "") == "poison" for operation in batch.operations):
                        return 422, b""
                    return 200, msgspec.msgpack.encode(server.take(batch))
                case "GET", ["runs", run, "sessions"]:
                    found = [self._describe(origin) for origin in server.sessions]
                    return 200, json.dumps([one for one in found if one["run"]["uid"] == run]).encode()
                case "POST", ["uploads"]:
                    return 200, self._begin_upload(json.loads(body))
                case _, ["uploads", name, *_] if name not in server.uploads:
                    return 404, b""
                case "GET", ["uploads", name]:
                    return 200, self._describe_upload(name)
                case "PUT", ["uploads", name]:
                    content = server.uploads[name]
                    if int(query["offset"]) != len(content):
                        return 409, b""
                    server.uploaded += len(body)
                    parts_sent = sum(command == "PUT" for command, _ in server.requests)
                    if server.cut_every and parts_sent % server.cut_every == 0:
                        content += body[: len(body) // 2]
                        return 0, b""
                    content += body
                    return 200, self._describe_upload(name)
                case "POST", ["uploads", name, "complete"]:
                    content = bytes(server.uploads[name])
                    if hashlib.sha256(content).hexdigest() != query["digest"]:
                        return 422, b""
                    server.blobs[query["digest"]] = content
                    return 200, _json(id=name, size=len(content), received=len(content), complete=True)
        raise AssertionError(f"{self.command} {path}")

    def _begin_upload(self, request: dict) -> bytes:
        server = self.pretended
        name = f"{request['digest'][:12]}.{len(server.uploads)}"
        if request["digest"] in server.blobs:
            return _json(id=name, size=request["size"], received=request["size"], complete=True)
        server.uploads[name] = bytearray()
        server.upload_sizes[name] = request["size"]
        return self._describe_upload(name)

    def _describe_upload(self, name: str) -> bytes:
        server = self.pretended
        return _json(id=name, size=server.upload_sizes[name], received=len(server.uploads[name]))

    def _start(self, request: dict) -> bytes:
        origin = request["origin"]
        self.pretended.sessions.setdefault(origin, request)
        return json.dumps(self._describe(origin)).encode()

    def _describe(self, origin: str) -> dict:
        server = self.pretended
        run = server.sessions[origin]["run"]
        uid = run["uid"]
        return {
            "origin": origin,
            "attempt": 0,
            "state": "running",
            "seq": server.receipts.get(origin, -1),
            "run": {
                "uid": uid,
                "short": uid[:12],
                "id": "SUN-1",
                "own_id": None,
                "project": run["project"],
                "name": "",
                "state": "running",
                "owner": "",
                "created_at": 0,
                "url": f"{server.url}/r/{uid[:12]}",
            },
        }

    def _problem(self, status: int, code: str, detail: str) -> None:
        content = _json(title=code, status=status, detail=detail, code=code)
        self._answer(status, content, {"Content-Type": "application/problem+json"})

    def _answer(self, status: int, content: bytes, headers: dict | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if status != 204:
            self.wfile.write(content)


def _json(**values) -> bytes:
    return json.dumps(values).encode()


@pytest.fixture
def pretended() -> Iterator[PretendedServer]:
    server = PretendedServer()
    yield server
    server.close()


@pytest.fixture
def second_pretended() -> Iterator[PretendedServer]:
    server = PretendedServer("two")
    yield server
    server.close()


@pytest.fixture(scope="session")
def make_pretended() -> type[PretendedServer]:
    return PretendedServer


# ---- the client's surface -----------------------------------------------------------------------


@pytest.fixture
def own_home(tmp_path: Path, no_settings_of_the_user: None) -> Path:
    """A home of the test's own; nothing that was printed before counts as told."""
    PRINTER.forget()
    return tmp_path / "home"


@pytest.fixture
def init(own_home: Path) -> Iterator[Callable[..., seamark.Run]]:
    """Make offline runs that capture nothing, and stop them."""
    runs: list[seamark.Run] = []

    def make(**arguments: Any) -> seamark.Run:
        run = seamark.init_run(**{"project": "digits", "mode": "offline", "capture": False, **arguments})
        runs.append(run)
        return run

    yield make
    for run in runs:
        run.stop()
    assert seamark.current_run() is None


class Journals:
    """What lies in a home."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def read(self) -> list[Any]:
        """Return the records of all journals, the oldest journal first."""
        found: list[Any] = []
        for file in sorted(self.home.glob("journals/*/*/journal.smj"), key=lambda file: file.parent.name):
            reader = JournalReader(file)
            while records := reader.read(final=True):
                found += [placed.record for placed in records]
            assert reader.damaged == 0
        return found

    def operations(self, prefix: str = "") -> list[Any]:
        """Return the operations on paths that begin so."""
        return [
            record
            for record in self.read()
            if not isinstance(record, (Header, End)) and getattr(record, "path", "").startswith(prefix)
        ]

    def values(self) -> dict[str, Any]:
        """Return what was assigned, by path."""
        return {record.path: record.value for record in self.operations() if isinstance(record, Assign)}

    def ends(self) -> list[End]:
        """Return how the sessions ended."""
        return [record for record in self.read() if isinstance(record, End)]


@pytest.fixture
def journals(own_home: Path) -> Journals:
    """Return what reads the home."""
    return Journals(own_home)


@pytest.fixture
def script(tmp_path: Path, own_home: Path) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Run a script called train.py in a process of its own, offline."""

    def run(text: str, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        folder = tmp_path / "digits"
        folder.mkdir(exist_ok=True)
        (folder / "train.py").write_text(text)
        return subprocess.run(
            [sys.executable, "train.py", *arguments],
            cwd=folder,
            env={**os.environ, "SEAMARK_MODE": "offline", **environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run
