"""The unmodified client over https, with a certificate of the server's own making."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from seamark.sdk.home import Home

SCRIPT = """
import neptune
run = neptune.init_run(project="tls/files", monitoring_namespace="monitoring")
run["lr"] = 0.1
run["file"].upload("weights.bin")
run.wait()
run["file"].download("back.bin")
assert open("back.bin", "rb").read() == open("weights.bin", "rb").read()
assert run["lr"].fetch() == 0.1
run.stop()
"""


@pytest.mark.network
def test_a_run_with_a_file_of_several_parts(run_client, tmp_path: Path):
    home = tmp_path / "home"
    (tmp_path / "weights.bin").write_bytes(os.urandom(6 * 2**20))
    command = [sys.executable, "-m", "seamark.cli", "up", "--port", "0", "--tls"]
    process = subprocess.Popen(command, env=os.environ | {"SEAMARK_HOME": str(home)}, stdout=subprocess.DEVNULL)
    try:
        token = wait_for_server(home)
        make = "import seamark; seamark.init_run('tls/files', capture=False).stop()"
        subprocess.run([sys.executable, "-c", make], env=os.environ | {"SEAMARK_HOME": str(home)}, check=True)
        plain = {"NEPTUNE_API_TOKEN": token, "OAUTHLIB_INSECURE_TRANSPORT": ""}
        assert run_client("-c", SCRIPT, **plain, NEPTUNE_RETRIES_TIMEOUT="2").returncode != 0
        done = run_client("-c", SCRIPT, **plain, NEPTUNE_ALLOW_SELF_SIGNED_CERTIFICATE="TRUE")
        assert done.returncode == 0, done.stdout + done.stderr
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def wait_for_server(home: Path) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        entry = Home(home).read_server()
        if entry is not None:
            return entry.token
        time.sleep(0.1)
    raise AssertionError("the server did not start")
