"""What the browser tests look at: runs logged as anybody would log them. Run as `python training.py`, settings
from the environment."""

import json
import math
import sys
import tempfile
from pathlib import Path

import numpy as np

import seamark

HOSTILE = "<img src=x onerror=document.title='taken'>"
LONG_NAME = "a long name " + "that goes on and on " * 12 + "until its end"


def log_sweep() -> None:
    """Twenty-five short runs; every fifth fails."""
    for number in range(25):
        try:
            config = {"lr": 0.1 / (number + 1), "seed": number, "optimizer": {"name": "adam"}}
            with seamark.init_run("digits", name=f"try {number}", config=config, tags={"sweep"}, capture=False) as run:
                steps = list(range(50))
                run["train/loss"].extend([math.exp(-step / 20) + number / 100 for step in steps], steps=steps)
                run["val/acc"].extend([0.5 + number / 100 + step / 1000 for step in steps], steps=steps)
                if number % 5 == 4:
                    raise RuntimeError("CUDA out of memory")  # noqa: TRY301 - this is how trainings fail
        except RuntimeError:
            pass


def log_long_run(folder: Path) -> None:
    """One run with many points and one spike, a colourful console, files and texts that mean harm."""
    with seamark.init_run("digits", id="long", name=LONG_NAME, config={"lr": 0.5}) as run:
        steps = list(range(20_000))
        losses = [2 * math.exp(-step / 5000) for step in steps]
        losses[12_345] = 99.0
        run["train/loss"].extend(losses, steps=steps)
        run["val/acc"].extend([1 - loss / 2 for loss in losses[::100]], steps=steps[::100])
        run["notes"] = HOSTILE
        run[f"{HOSTILE}/value"] = HOSTILE
        for number in range(300):
            print(f"epoch {number} loss {math.exp(-number / 50):.4f}")
        print("\x1b[32mall green\x1b[0m and \x1b[1;31mred\x1b[0m")
        print(HOSTILE)
        for name, text in make_files().items():
            path = folder / name
            path.write_text(text)
            run[f"files/{path.stem}"].upload(path)
        run["pictures"].append(seamark.Image(np.zeros((8, 8)), caption="wrong: <b>7</b> was taken for 1"), step=3)


def log_extremes() -> None:
    """Series of values that an axis has trouble with, and more fields than a table reads at once."""
    most = sys.float_info.max
    series = {
        "nan": [math.nan] * 9,
        "most": [most] * 9,
        "all": [most, -most] * 9,
        "least": [5e-324, 1e-323],
        "below": [-1.0, -2.0],
        "near": [2.0**53, 2.0**53 + 2],
        "one": [0.5],
    }
    with seamark.init_run("extremes", id="extremes", capture=False) as run:
        for name, values in series.items():
            run[f"x/{name}"].extend(values, steps=range(len(values)))
        run["wide"] = {f"{number:04}": 1000 + number for number in range(700)}


def make_files() -> dict[str, str]:
    """Return files by name."""
    square = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    page = "<h1>a report</h1><script>document.body.append(`origin ${self.origin}`)</script>"
    return {
        "report.json": json.dumps({"accuracy": 0.5, "classes": [1, 2]}),
        "table.csv": 'id,label\n1,"a, b"\n2,<b>c</b>\n',
        "page.html": page,
        "square.svg": square,
    }


if __name__ == "__main__":
    log_extremes()
    log_sweep()
    with tempfile.TemporaryDirectory() as folder:
        log_long_run(Path(folder))
