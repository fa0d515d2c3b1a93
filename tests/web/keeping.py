"""Runs that keep much: every kind of file, and files and texts that mean harm. Run as `python keeping.py`."""

import base64
import io
import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import seamark

TAKE = "document.title='taken';top.document.title='taken'"
SCRIPT = f'<script>{TAKE}</script><img src=x onerror="{TAKE}"><svg onload="{TAKE}"></svg>'
ELSEWHERE = "https://elsewhere.example/pixel.png"
PNG = seamark.Image(np.zeros((4, 4))).content.data
ENCODED = base64.b64encode(PNG).decode()

NOTES = """# The notes

| run | accuracy |
|-----|---------:|
| KEP-1 | 0.91 |

Loss is $\\sqrt{x^2}$, see [the paper](https://example.org/paper) and KEP-1.

- [x] done
- [ ] open

```python
def train(lr):
    return lr * 2
```
"""


def log_kept(folder: Path) -> None:
    """One file of each kind."""
    with seamark.init_run("kept", id="kept") as run:
        for name, content in make_files().items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            run[f"files/{path.stem}"].upload(path)
        run["sound"] = seamark.Audio(np.sin(np.arange(22_050) / 20), rate=22_050)
        run["pictures/first"] = seamark.Image(np.linspace(0, 1, 64 * 64).reshape(64, 64))
        for step in range(0, 50, 10):
            shade = np.full((32, 32), step / 50)
            run["pictures/samples"].append(seamark.Image(shade, caption=f"after {step} steps"), step=step)
        for step in range(1, 13):
            run["weights"].append(seamark.Histogram(np.arange(100.0) + 10 * step), step=step)
    with seamark.init_run("kept", id="second", capture=False) as run:
        for step in (0, 10, 15):
            run["pictures/samples"].append(seamark.Image(np.full((32, 32), 1 - step / 50)), step=step)
    with seamark.init_run("kept", id="bare", capture=False) as run:
        run["x"] = 1


def make_files() -> dict[str, str | bytes]:
    """Return files by name."""
    table = pa.table({"id": range(1_000), "word": [f"<b>row {i}</b>" for i in range(1_000)]})
    parquet = io.BytesIO()
    pq.write_table(table, parquet)
    figure = {"data": [{"type": "bar", "x": ["a", "b"], "y": [2, 3]}], "layout": {"title": {"text": "two bars"}}}
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": ["\x1b[32mgreen\x1b[0m text\n"]},
        {"output_type": "display_data", "data": {"image/png": ENCODED}},
        {"output_type": "execute_result", "data": {"text/html": "<table><tr><td>in a frame</td></tr></table>"}},
    ]
    cells = [
        {"cell_type": "markdown", "source": ["## A heading"]},
        {"cell_type": "code", "source": "print('hello')", "execution_count": 7, "outputs": outputs},
    ]
    return {
        "notes.md": NOTES,
        "model.py": "import torch\n\n\nclass Net(torch.nn.Module):\n    pass\n",
        "long.log": "".join(f"line {i}\n" for i in range(20_000)),
        "scores.parquet": parquet.getvalue(),
        "rows.csv": "id,label\n" + "".join(f"{i},label {i}\n" for i in range(5_000)),
        "nested.json": json.dumps({"model": {"layers": [1, 2], "name": "net"}, "many": list(range(1_000))}),
        "bars.plotly.json": json.dumps(figure),
        "work.ipynb": json.dumps({"cells": cells, "nbformat": 4, "metadata": {}}),
        "paper.pdf": make_pdf(),
        "weights.bin": bytes(100),
        "nothing.txt": "",
        "broken.png": b"no image at all",
        "damaged.parquet": b"PAR1 and nothing of the kind",
    }


def make_pdf() -> bytes:
    """Return a page that says one word."""
    stream = b"BT /F1 24 Tf 20 100 Td (hello) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    text = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(text))
        text += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(text)
    return text + b"xref\n0 6\n0000000000 65535 f \n" + table + end


def log_talk() -> None:
    """Twelve thousand lines, a traceback among them, and a progress bar that drew over itself."""
    with seamark.init_run("kept", id="talk", capture={"console"}):
        for number in range(12_000):
            print(f"step {number} of many")
            if number == 6_000:
                print("\x1b[1mNee\x1b[31mdle\x1b[0m here")
                print('Traceback (most recent call last):\n  File "x.py", line 3, in f\nValueError: boom')
        print("10%\r50%\r100% done")


LONG = "a" * 200 + "!"
"""What the expression ``(a+)+$`` takes for ever on, with an engine that goes back."""


def log_hostile(folder: Path) -> None:
    """One run in which everything means harm."""
    with seamark.init_run("kept", id="hostile", name=SCRIPT, tags={SCRIPT}, config={"lr": SCRIPT}) as run:
        run[f"{SCRIPT.replace('/', '')}/value"] = SCRIPT
        run[f"trap/{LONG}"] = 1
        print(SCRIPT)
        print(LONG)
        print(f"\x1b]8;;javascript:{TAKE}\x07click\x1b]8;;\x07 \x1b[31m{SCRIPT}\x1b[0m")
        for name, content in make_harm().items():
            path = folder / name
            path.write_text(content)
            run[f"harm/{path.stem}"].upload(path)
        drawing = (folder / "drawing.svg").read_bytes()
        run["harm/pictures"].append(seamark.File(drawing, name="x.svg", media_type="image/svg+xml"), step=1)


def make_harm() -> dict[str, str]:
    """Return files that try to run scripts, or to tell another host."""
    link = f"[click](javascript:{TAKE}) ![pixel]({ELSEWHERE}) <a href='javascript:{TAKE}'>x</a>"
    formula = "$\\href{javascript:alert(1)}{x}$ $\\includegraphics{" + ELSEWHERE + "}$"
    html = {"output_type": "display_data", "data": {"text/html": SCRIPT + f"<img src={ELSEWHERE}>seen"}}
    drawing = {
        "output_type": "display_data",
        "data": {"image/svg+xml": f"<svg xmlns='http://www.w3.org/2000/svg'>{SCRIPT}</svg>"},
    }
    error = {"output_type": "error", "ename": SCRIPT, "evalue": SCRIPT, "traceback": [SCRIPT]}
    text = f'<a href="javascript:{TAKE}">a figure</a>{SCRIPT}'
    image = {"source": ELSEWHERE, "x": 0, "y": 1, "sizex": 1, "sizey": 1}
    layout = {"title": {"text": text}, "images": [image], "annotations": [{"text": SCRIPT, "x": 1, "y": 2}]}
    trace = {
        "type": "scatter",
        "x": [1, 2],
        "y": [1, 2],
        "name": SCRIPT,
        "hovertemplate": SCRIPT,
        "text": [SCRIPT, text],
    }
    return {
        "notes.md": f"# {SCRIPT}\n\n{SCRIPT}\n\n{link}\n\n{formula}\n\n```html\n{SCRIPT}\n```\n",
        "drawing.svg": f"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><script>{TAKE}</script>"
        f"<image href='{ELSEWHERE}'/><foreignObject><iframe src=\"javascript:{TAKE}\"/></foreignObject></svg>",
        "page.html": f"<h1>a page</h1>{SCRIPT}<img src='{ELSEWHERE}'><script>fetch('/api/v1/me').catch(() => 0)</script>",
        "work.ipynb": json.dumps(
            {
                "cells": [
                    {"cell_type": "markdown", "source": f"{SCRIPT}\n\n{link}", "attachments": {}},
                    {"cell_type": "code", "source": SCRIPT, "outputs": [html, drawing, error]},
                ],
                "metadata": {"language_info": {"name": SCRIPT}},
            }
        ),
        "figure.plotly.json": json.dumps({"data": [trace], "layout": layout}),
        "rows.csv": f'id,"{SCRIPT.replace(chr(34), chr(34) * 2)}"\n1,"{SCRIPT.replace(chr(34), chr(34) * 2)}"\n',
        "tree.json": json.dumps({SCRIPT: [SCRIPT], "__proto__": {"polluted": True}}),
        "change.patch": f"diff --git a/{SCRIPT} b/x\n--- a/x\n+++ b/{SCRIPT}\n@@ -1 +1 @@\n-{SCRIPT}\n+{SCRIPT}\n",
        "code.py": f"# {SCRIPT}\nx = '{SCRIPT}'\n",
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "kept").mkdir()
        log_kept(Path(name) / "kept")
        log_hostile(Path(name))
        log_talk()
    sys.exit(0)
