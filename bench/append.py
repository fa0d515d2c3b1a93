"""What does one `append` cost the training, in the mean and at the 99th percentile?"""

from collections.abc import Iterator

from bench.processes import ask, ask_peer
from bench.report import Row

COUNT = 200_000
TIMED = """
import json, time
{setup}
clock = time.perf_counter_ns
for step in range(2000):
    {call}
spans = []
for step in range({count}):
    start = clock()
    {call}
    spans.append(clock() - start)
{end}
spans.sort()
started = clock()
for step in range({count}):
    clock()
empty = (clock() - started) / {count}
print("ANSWER", json.dumps([sum(spans) / len(spans) - empty, spans[int(len(spans) * 0.99)] - empty]))
"""
SEAMARK = TIMED.format(
    setup='import seamark; run = seamark.init_run("bench", capture=False); loss = run["train/loss"]',
    call="loss.append(0.5)",
    end="run.stop(timeout=0)",
    count=COUNT,
)
PEERS = {
    "tensorboardX": (
        "from tensorboardX import SummaryWriter; writer = SummaryWriter('logs')",
        "writer.add_scalar('train/loss', 0.5, step)",
        "writer.close()",
        50_000,
    ),
    "neptune": (
        "import neptune; run = neptune.init_run(mode='offline', capture_stdout=False, capture_stderr=False, capture_hardware_metrics=False, git_ref=False, source_files=[])",
        "run['train/loss'].append(0.5)",
        "run.stop()",
        20_000,
    ),
    "wandb": (
        "import os; os.environ['WANDB_MODE'] = 'offline'; import wandb; run = wandb.init(project='bench')",
        "run.log({'train/loss': 0.5})",
        "run.finish()",
        5_000,
    ),
    "mlflow": (
        "import mlflow; mlflow.set_tracking_uri('file:./mlruns'); mlflow.start_run()",
        "mlflow.log_metric('train_loss', 0.5, step=step)",
        "mlflow.end_run()",
        500,
    ),
    "trackio": (
        "import trackio; trackio.init(project='bench', embed=False)",
        "trackio.log({'train/loss': 0.5})",
        "",
        2_000,
    ),
}


def measure() -> Iterator[Row]:
    """Yield mean and 99th percentile, of us and of the peers that are installed."""
    mean, high = ask(SEAMARK)
    yield Row(what="append, mean", value=mean / 1e3, unit="µs", budget=2)
    yield Row(what="append, 99th percentile", value=high / 1e3, unit="µs", budget=10)
    for who, (setup, call, end, count) in PEERS.items():
        answer = ask_peer(who, TIMED.format(setup=setup, call=call, end=end, count=count))
        if answer:
            yield Row(
                what="append, mean",
                who=who,
                value=answer[0] / 1e3,
                unit="µs",
                note=f"{answer[0] / mean:,.0f} times ours",
            )
            yield Row(what="append, 99th percentile", who=who, value=answer[1] / 1e3, unit="µs")
