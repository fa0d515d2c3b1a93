"""What does one value cost in a `log` of a hundred values?"""

from collections.abc import Iterator

from bench.processes import ask, ask_peer
from bench.report import Row

TIMED = """
import json, time
{setup}
values = {{f"layer{{number}}/norm": number / 7 for number in range(100)}}
for step in range(50):
    {call}
started = time.perf_counter()
for step in range({count}):
    {call}
spent = time.perf_counter() - started
{end}
print("ANSWER", json.dumps(spent / {count} / 100 * 1e6))
"""
PEERS = {
    "wandb": (
        "import os; os.environ['WANDB_MODE'] = 'offline'; import wandb; run = wandb.init(project='bench')",
        "run.log(values)",
        "run.finish()",
        300,
    ),
    "trackio": ("import trackio; trackio.init(project='bench', embed=False)", "trackio.log(values)", "", 300),
    "mlflow": (
        "import mlflow; mlflow.set_tracking_uri('file:./mlruns'); mlflow.start_run()",
        "mlflow.log_metrics(values, step=step)",
        "mlflow.end_run()",
        50,
    ),
}


def measure() -> Iterator[Row]:
    """Yield the time per value."""
    setup = 'import seamark; run = seamark.init_run("bench", capture=False)'
    ours = ask(TIMED.format(setup=setup, call="run.log(values)", end="run.stop(timeout=0)", count=3000))
    yield Row(what="log of 100 values, per value", value=ours, unit="µs", budget=0.7)
    for who, (setup, call, end, count) in PEERS.items():
        theirs = ask_peer(who, TIMED.format(setup=setup, call=call, end=end, count=count))
        if theirs:
            yield Row(
                what="log of 100 values, per value",
                who=who,
                value=theirs,
                unit="µs",
                note=f"{theirs / ours:,.0f} times ours",
            )
