"""How long does a whole small run take until a local server has confirmed it, once and a thousand times?"""

import statistics
from collections.abc import Iterator

from bench.processes import ask, start_server
from bench.report import Row

CODE = """
import json, time
import seamark
spans = []
for number in range({count}):
    started = time.perf_counter()
    run = seamark.init_run("bench", config={{"number": number}})
    for step in range(10):
        run["loss"].append(1 / (step + 1))
    run.stop(timeout=60)
    spans.append(time.perf_counter() - started)
print("ANSWER", json.dumps(spans))
"""


def measure() -> Iterator[Row]:
    """Yield the first run of a process (median of 5 processes), and a thousand in one loop."""
    with start_server() as server:
        first = [ask(CODE.format(count=1), **server.environment)[0] for _ in range(5)]
        yield Row(
            what="init + 10 points + stop, first of a process",
            value=statistics.median(first) * 1e3,
            unit="ms",
            budget=150,
        )
        spans = ask(CODE.format(count=1000), **server.environment)
        yield Row(
            what="init + 10 points + stop, in a loop (median)",
            value=statistics.median(spans) * 1e3,
            unit="ms",
            budget=150,
        )
        yield Row(what="1,000 such runs in a loop", value=sum(spans), unit="s", budget=60)
