"""How long do `import seamark` and `init_run` take, the median of 15 fresh processes?"""

import statistics
from collections.abc import Iterator

from bench.processes import ask, ask_peer
from bench.report import Row

TIMED = """
import json, time
started = time.perf_counter()
import {module}
imported = time.perf_counter()
{setup}
ready = time.perf_counter()
{end}
print("ANSWER", json.dumps([imported - started, ready - imported]))
"""
PEERS = {
    "tensorboardX": ("from tensorboardX import SummaryWriter; w = SummaryWriter('logs')", "w.close()"),
    "neptune": ("run = neptune.init_run(mode='offline')", "run.stop()"),
    "wandb": ("run = wandb.init(project='bench', mode='offline')", "run.finish()"),
    "mlflow": ("mlflow.set_tracking_uri('file:./mlruns'); mlflow.start_run()", "mlflow.end_run()"),
    "trackio": ("trackio.init(project='bench', embed=False)", ""),
}


def measure() -> Iterator[Row]:
    """Yield both, of us (with all capture on) and of the peers that are installed."""
    code = TIMED.format(module="seamark", setup='run = seamark.init_run("bench")', end="run.stop(timeout=0)")
    ours = [ask(code) for _ in range(15)]
    yield Row(what="import", value=statistics.median(pair[0] for pair in ours) * 1e3, unit="ms", budget=60)
    yield Row(what="init_run", value=statistics.median(pair[1] for pair in ours) * 1e3, unit="ms", budget=20)
    for who, (setup, end) in PEERS.items():
        answer = ask_peer(who, TIMED.format(module=who, setup=setup, end=end))
        if answer:
            yield Row(what="import", who=who, value=answer[0] * 1e3, unit="ms")
            yield Row(what="init_run", who=who, value=answer[1] * 1e3, unit="ms")
