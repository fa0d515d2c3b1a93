"""A process that is told to stop, or to abort, over its websocket."""

import os
import subprocess
import sys
import time

import pytest
import requests

import neptune


def tell(id, word):
    """Tell the processes of a run what the app would tell them."""
    server = os.environ["SEAMARK_URL"]
    heads = {"X-Neptune-Api-Token": os.environ["NEPTUNE_API_TOKEN"]}
    token = requests.get(f"{server}/api/backend/v1/authorization/oauth-token", headers=heads).json()["accessToken"]
    body = {"experimentIdentifiers": [f"ada/client/{id}"], "type": f"neptune/{word}", "body": {"seconds": 5}}
    heads = {"Authorization": f"Bearer {token}"}
    return requests.post(f"{server}/api/leaderboard/v1/experiments/signal", json=body, headers=heads).json()["told"]


@pytest.mark.parametrize("word", ["stop", "abort"])
def test_a_process_is_told_to_end(word):
    code = """
import time, neptune
run = neptune.init_run(capture_hardware_metrics=False, git_ref=False, source_files=[])
print(run["sys/id"].fetch(), flush=True)
for step in range(1000):
    run["loss"].append(step)
    time.sleep(0.05)
"""
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    id = next(line.strip() for line in child.stdout if line.startswith("CLI-"))
    for _ in range(100):
        if tell(id, word):
            break
        time.sleep(0.1)
    child.stdout.read()
    assert child.wait(60) != 0
    seen = neptune.init_run(with_id=id, mode="read-only")
    assert seen["sys/failed"].fetch() is (word == "abort")
    assert len(seen["loss"].fetch_values()) > 0
    seen.stop()
