"""A real server in a process of its own, for tests: started, killed, started again."""

import argparse
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Final

from seamark.testing.requests import Requests
from seamark.wire.api.people import TokenRequest

START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 10.0
KEY: Final = "the-key-of-the-test-server"


class TestServer(Requests):
    """A local server on a free port, with stores in a folder that outlives it.

    Example:
        ```python
        with TestServer(tmp_path / "data") as server:
            init_run(project="digits", url=server.url, token=server.token)
            server.kill()
            server.restart()
        ```
    """

    __test__ = False

    def __init__(self, data: Path, *options: str) -> None:
        self.data = data
        self.token = ""
        """An API token of the local person that may write; it survives a restart."""
        self._options = options
        self._process: subprocess.Popen[str] | None = None
        self._port = _find_port()
        self.url = f"http://127.0.0.1:{self._port}"
        """The server's address, the same after a restart."""
        self._said: list[str] = []
        self._listener = threading.Thread()

    def __enter__(self) -> "TestServer":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The server's process."""
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> str:
        """What the server has written to its standard error."""
        return "".join(self._said)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        command = [sys.executable, "-m", "seamark.testing.server", str(self.data), str(self._port), *self._options]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
        )
        self._process = process
        self._listener = threading.Thread(target=self._listen, args=[process], daemon=True)
        self._listener.start()
        ready = threading.Timer(START_SECONDS, process.kill)
        ready.start()
        assert process.stdout is not None
        line = process.stdout.readline()
        ready.cancel()
        if not line:
            code = self.end(signal.SIGKILL)
            raise RuntimeError(f"The test server did not start (exit {code}):\n{self.log}")
        self.token = self.token or json.loads(line)["token"]

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stderr is not None
        with contextlib.suppress(ValueError):
            self._said.extend(process.stderr)

    def stop(self) -> int:
        """Have the server stop as SIGTERM does, and return its exit code."""
        return self.end(signal.SIGTERM)

    def kill(self) -> None:
        """Kill the server without a warning."""
        self.end(signal.SIGKILL)

    def restart(self) -> None:
        """Start again on the same stores and port, after ``stop`` or ``kill``."""
        self.end(signal.SIGTERM)
        self.start()

    def end(self, number: signal.Signals) -> int:
        """Send the server a signal, wait until it is gone, and return its exit code."""
        process = self._process
        if process is None:
            return 0
        if process.poll() is None:
            process.send_signal(number)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        finally:
            self._process = None
            self._listener.join(STOP_SECONDS)
            for pipe in (process.stdout, process.stderr):
                if pipe is not None:
                    pipe.close()
        return process.returncode


def _find_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main() -> None:
    """Serve, and print one line with a token once requests are answered."""
    from seamark.core.assembly import Core, CoreSettings
    from seamark.server.serve import serve

    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("port", type=int)
    parser.add_argument("--mode", choices=["local", "team"], default="local")
    parser.add_argument("--workspace", default="ada")
    parser.add_argument("--allow-host", action="append", default=[])
    parser.add_argument("--password", default="")
    given = parser.parse_args()

    def on_ready(core: Core) -> None:
        if given.password:
            core.access.add_first_admin(given.workspace, given.password)
        token = core.access.make_token(core.access.local(), TokenRequest(name="tests"))
        os.write(1, json.dumps({"token": token.token}).encode() + b"\n")

    settings = CoreSettings(
        data=given.data, url=f"http://127.0.0.1:{given.port}", mode=given.mode, workspace=given.workspace
    )
    serve(settings, host="127.0.0.1", port=given.port, key=KEY, on_ready=on_ready, allow_hosts=given.allow_host)


if __name__ == "__main__":
    main()
