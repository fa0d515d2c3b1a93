"""Runs of the real client; these tests know nothing of Seamark's code."""

import os
import urllib.request

import neptune
import pytest


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # the client keeps what it has not sent below the folder where it is
    with neptune.init_run(
        capture_hardware_metrics=False, capture_stdout=False, capture_stderr=False, source_files=[], git_ref=False
    ) as made:
        yield made


@pytest.fixture
def again(run):
    """Wait for what was logged, and open the run once more, for reading."""
    opened = []

    def open_again():
        run.wait()
        other = neptune.init_run(with_id=run["sys/id"].fetch(), mode="read-only")
        opened.append(other)
        return other

    yield open_again
    for other in opened:
        other.stop()


@pytest.fixture
def ask():
    """Ask the server's own API, for what Neptune's clients cannot be told."""

    def get(path):
        heads = {"Authorization": f"Bearer {os.environ['NEPTUNE_API_TOKEN']}"}
        request = urllib.request.Request(f"{os.environ['SEAMARK_URL']}/api/v1{path}", headers=heads)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read()

    return get
