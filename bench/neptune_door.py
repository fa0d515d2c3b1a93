"""What do 100,000 points cost the unmodified Neptune client: to a file, and all the way into our server?"""

from collections.abc import Iterator

from bench.processes import ask_peer, start_server
from bench.report import Row
from seamark.sdk.transport import Transport
from seamark.wire.api.projects import Project, ProjectRequest

POINTS = 100_000
ALLOWED = 1.2
"""How much longer than in its offline mode it may take."""
SCRIPT = f"""
import os, time, json
{{environment}}
import neptune
quiet = dict(capture_stdout=False, capture_stderr=False, capture_hardware_metrics=False, git_ref=False, source_files=[])
run = neptune.init_run(project="bench/door", **quiet{{more}})
loss = run["train/loss"]
began = time.perf_counter()
for step in range({POINTS}):
    loss.append(step / 7)
run.stop()
print("ANSWER", json.dumps([time.perf_counter() - began]))
"""


def measure() -> Iterator[Row]:
    """Yield seconds from the first append until all is on disk, or stored by the server."""
    what = f"neptune client, {POINTS:,} points"
    offline = ask_peer("neptune", SCRIPT.format(environment="", more=", mode='offline'"))
    if offline is None:
        return
    yield Row(what=f"{what}, its offline mode", who="neptune", value=offline[0], unit="s")
    with start_server() as server:
        Transport(server.url, server.token).send("POST", "/projects", ProjectRequest(name="bench/door"), Project)
        settings = {"NEPTUNE_API_TOKEN": _tell_token(server.url, server.token), "OAUTHLIB_INSECURE_TRANSPORT": "1"}
        stored = ask_peer("neptune", SCRIPT.format(environment=f"os.environ.update({settings!r})", more=""))
        if stored is not None:
            yield Row(what=f"{what}, stored by us", value=stored[0], unit="s", budget=offline[0] * ALLOWED)


def _tell_token(url: str, token: str) -> str:
    from seamark.wire.tokens import encode_token, read_secret

    return encode_token(url, read_secret(token)[1])
