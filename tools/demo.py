"""`make demo`: a server on stores in .demo/, a real training that fills it, and the link, until Ctrl-C."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).parents[1] / ".demo"
SEAMARK = [sys.executable, "-m", "seamark.cli"]


def main() -> int:
    """Start the server, fill the project, wait. Ctrl-C ends both."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    settings = {name: value for name, value in os.environ.items() if not name.startswith("SEAMARK_")}
    settings |= {"SEAMARK_HOME": str(HOME), "XDG_CONFIG_HOME": str(HOME / "config")}
    server = subprocess.Popen([*SEAMARK, "up"], env=settings, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    training = None
    try:
        for line in server.stdout:
            print(line, end="", flush=True)
            if "/open?key=" in line:
                print("seamark  the project fills itself with 300 trainings; Ctrl-C ends all of it", flush=True)
                training = subprocess.Popen([*SEAMARK, "demo"], env=settings)
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        for process in (training, server):
            if process is not None:
                stop(process)


def stop(process: "subprocess.Popen[str]") -> None:
    """Ask a process to end, and make sure that it does."""
    with contextlib.suppress(KeyboardInterrupt):
        if process.poll() is None:
            process.terminate()  # SIGINT may be ignored where a shell started us in the background
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


if __name__ == "__main__":
    sys.exit(main())
