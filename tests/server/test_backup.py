"""A back-up taken while runs are logged, and the server that is made from it."""

import threading
from pathlib import Path

from seamark.core.upkeep import restore
from seamark.testing.requests import V1
from seamark.testing.server import TestServer


def test_a_backup_under_load_is_whole(tmp_path: Path):
    folder, data = tmp_path / "backup", tmp_path / "restored"
    with TestServer(tmp_path / "data") as server:
        run = server.make_run()
        digest = server.attach(run, "model", b"weights" * 100_000)
        text = "long " * 50_000
        server.write(run, {"op": "assign", "path": "note", "value": text})
        going = threading.Event()

        def log() -> None:
            while not going.is_set():
                server.write(run, {"op": "append", "path": "loss", "value": 1})

        logging = threading.Thread(target=log)
        logging.start()
        made = server.request("POST", f"{V1}/backup", {"folder": str(folder)})
        going.set()
        logging.join()
        assert made.status == 200, made
        assert made.json()["bytes"] > 700_000
        server.request("POST", f"{V1}/backup", {"folder": str(folder)}).problem(409)
        server.request("POST", f"{V1}/backup", {"folder": "here"}).problem(422)
        inside = server.request("POST", f"{V1}/backup", {"folder": str(tmp_path / "data" / "blobs" / "b")})
        assert "own data" in inside.problem(422, "invalid_value")["detail"]
        assert not (tmp_path / "data" / "blobs" / "b").exists()
        restore(folder, data)
        with TestServer(data) as again:
            shown = again.request("GET", f"{V1}/runs/{run}/fields").json()["fields"]
            assert {"model", "note", "sys/id"} <= {field["path"] for field in shown}
            assert again.request("GET", f"{V1}/runs/{run}/file?path=model").headers["etag"] == f'"{digest}"'
            assert again.request("GET", f"{V1}/runs/{run}/value?path=note").body.decode() == text
            again.write(run, {"op": "append", "path": "loss", "value": 2})
