"""Every block of code in the README and the manual runs, against a real server."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from seamark.sdk.home import ServerEntry

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "docs/first-run").glob("*.md"))]
RUN = [document for document in DOCUMENTS if re.search(r"^```(python|sh)$", document.read_text(), re.MULTILINE)]


@pytest.mark.parametrize("document", RUN, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_blocks_of_a_page_run(document: Path, local_server: ServerEntry, tmp_path: Path) -> None:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("SEAMARK_")}
    clean |= {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "SEAMARK_HOME": str(tmp_path / "home"),
        "SEAMARK_URL": local_server.url,
        "SEAMARK_TOKEN": local_server.token,
        "SEAMARK_STRICT": "1",
    }
    write_entry(tmp_path / "home", local_server)
    write_export(tmp_path / "exports" / "data")
    runner = Path(__file__).with_name("run_document.py")
    command = [sys.executable, str(runner), str(document)]
    done = subprocess.run(command, cwd=tmp_path, env=clean, capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]


def write_export(data: Path) -> None:
    """Let an export of one run by Neptune's exporter lie in the reader's folder."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from seamark.history.neptune_export.parts import SCHEMA

    (data / "lab_cifar-0123456789abcdef").mkdir(parents=True)
    row = {"project_id": "lab/cifar", "run_id": "SAN-1", "attribute_path": "parameters/lr", "attribute_type": "float"}
    table = pa.Table.from_pylist([row | {"float_value": 0.1}], schema=SCHEMA)
    pq.write_table(table, data / "lab_cifar-0123456789abcdef" / "SAN-1-0123456789abcdef_part_0.parquet")


def write_entry(home: Path, entry: ServerEntry) -> None:
    """Let the reader's home know the local server, as if it had been started from it."""
    import msgspec

    (home / "servers").mkdir(parents=True)
    (home / "servers" / f"{entry.host}.json").write_bytes(msgspec.json.encode(entry))


def test_every_block_says_in_which_language_it_is() -> None:
    for document in DOCUMENTS:
        fences = re.findall(r"^```(.*)$", document.read_text(), re.MULTILINE)
        assert set(fences[::2]) <= {"python", "sh", "text"}, document
        assert not any(fences[1::2]), document
