"""An export as Neptune's exporter writes it (names, parts, columns, files), a server, and the command."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import seamark
from seamark.testing.server import TestServer

SCHEMA = pa.schema(
    [
        ("project_id", pa.string()),
        ("run_id", pa.string()),
        ("attribute_path", pa.string()),
        ("attribute_type", pa.string()),
        ("step", pa.decimal128(18, 6)),
        ("timestamp", pa.timestamp("ms", tz="UTC")),
        ("int_value", pa.int64()),
        ("float_value", pa.float64()),
        ("string_value", pa.string()),
        ("bool_value", pa.bool_()),
        ("datetime_value", pa.timestamp("ms", tz="UTC")),
        ("string_set_value", pa.list_(pa.string())),
        ("file_value", pa.struct([("path", pa.string())])),
        (
            "histogram_value",
            pa.struct([("type", pa.string()), ("edges", pa.list_(pa.float64())), ("values", pa.list_(pa.float64()))]),
        ),
    ]
)
BEGIN = datetime(2025, 3, 1, 12, 0, 0, 123000, tzinfo=UTC)
MADE = datetime(2024, 11, 5, 9, 30, 15, 250000, tzinfo=UTC)


def spell(name: str) -> str:
    """The exporter's names of folders and files."""
    plain = "".join(letter if letter.isalnum() or letter in "_-" else "_" for letter in name)
    return f"{plain}-{hashlib.blake2b(name.encode(), digest_size=8).hexdigest()}"


def at(milliseconds: int) -> datetime:
    """A time some milliseconds after ``BEGIN``."""
    return datetime.fromtimestamp(round(BEGIN.timestamp() * 1000 + milliseconds) / 1000, UTC).replace(
        microsecond=(BEGIN.microsecond // 1000 + milliseconds) % 1000 * 1000
    )


@dataclass
class RunExport:
    """One run, or model or version (``kind`` is their folder): its rows, to be written in one part or several."""

    export: "Export"
    project: str
    run: str
    kind: str = ""
    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, path: str, type: str, value: Any = None, **columns: Any) -> "RunExport":
        """Add a row."""
        column = {
            "float_series": "float_value",
            "string_series": "string_value",
            "histogram_series": "histogram_value",
            "file": "file_value",
            "artifact": "file_value",
            "file_set": "file_value",
            "file_series": "file_value",
        }.get(type, f"{type}_value")
        row = {"project_id": self.project, "run_id": self.run, "attribute_path": path, "attribute_type": type}
        if column in SCHEMA.names and value is not None:
            row[column] = {"path": value} if column == "file_value" else value
        self.rows.append(row | columns)
        return self

    def sys(self, **facts: Any) -> "RunExport":
        """Add what Neptune keeps of a run itself."""
        types = {str: "string", bool: "bool", int: "int", float: "float", datetime: "datetime", list: "string_set"}
        for name, value in facts.items():
            self.add("sys/" + name.replace("__", "/"), types[type(value)], value)
        return self

    def series(self, path: str, points: Iterable[tuple[str, Any]], type: str = "float_series") -> "RunExport":
        """Add points: steps as texts of decimals, and values, a second apart."""
        for index, (step, value) in enumerate(points):
            self.add(path, type, value, step=Decimal(step), timestamp=at(index * 1000 + 7))
        return self

    def file(self, path: str, content: bytes, type: str = "file", name: str = "", **columns: Any) -> "RunExport":
        """Write a file and add its row."""
        source = f"{self.kind or self.project}/{self.run}/{name or path}"
        place = self.export.files / spell(self.project) / source
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        return self.add(path, type, source, **columns)

    def many(self, path: str, count: int, parts: int = 1) -> "RunExport":
        """Write parts of their own, behind those that are written, with points whose value is their step."""
        known = len(list(self.folder.glob(f"{spell(self.run)}_part_*.parquet")))
        for number in range(parts):
            steps = range(number * count // parts, (number + 1) * count // parts)
            columns: dict[str, Any] = {name: pa.nulls(len(steps), SCHEMA.field(name).type) for name in SCHEMA.names}
            columns |= {"project_id": [self.project] * len(steps), "run_id": [self.run] * len(steps)}
            columns |= {"attribute_path": [path] * len(steps), "attribute_type": ["float_series"] * len(steps)}
            columns["step"] = pa.array(steps, pa.int64()).cast(pa.decimal128(25, 6)).cast(pa.decimal128(18, 6))
            columns["timestamp"] = pa.array([1_740_000_000_000 + step for step in steps], pa.timestamp("ms", tz="UTC"))
            columns["float_value"] = pa.array(steps, pa.float64())
            table = pa.table([pa.array(columns[name], SCHEMA.field(name).type) for name in SCHEMA.names], schema=SCHEMA)
            pq.write_table(table, self.part(known + number), compression="snappy")
        return self

    @property
    def folder(self) -> Path:
        """Where the parts lie."""
        return self.export.data / spell(self.project) / self.kind

    def part(self, number: int) -> Path:
        """Where a part lies."""
        return self.folder / f"{spell(self.run)}_part_{number}.parquet"

    def write(self, *sizes: int) -> "RunExport":
        """Write the rows: so many into each part, the rest into one more."""
        self.folder.mkdir(parents=True, exist_ok=True)
        rows = self.rows
        for number, size in enumerate([*sizes, len(rows) - sum(sizes)]):
            table = pa.Table.from_pylist(rows[:size], schema=SCHEMA)
            pq.write_table(table, self.part(number), compression="snappy")
            rows = rows[size:]
        return self


class Export:
    """An export in a folder: ``data`` and ``files``."""

    MADE = MADE

    @staticmethod
    def at(milliseconds: int) -> datetime:
        """A time some milliseconds after ``BEGIN``."""
        return at(milliseconds)

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.files = folder / "files"
        self.data.mkdir(parents=True)
        self.files.mkdir()

    def run(self, run: str = "RUN-1", project: str = "lab/cifar", **facts: Any) -> RunExport:
        """Begin a run."""
        own = {"id": run, "creation_time": MADE, "owner": "sophia", "state": "inactive", "failed": False}
        return RunExport(self, project, run).sys(**own | facts)

    def model(self, id: str = "SUN-NET", project: str = "lab/cifar", **facts: Any) -> RunExport:
        """Begin a model."""
        own = {"id": id, "creation_time": MADE, "owner": "sophia", "trashed": False}
        return RunExport(self, project, id, "models").sys(**own | facts)

    def version(self, id: str = "SUN-NET-1", project: str = "lab/cifar", **facts: Any) -> RunExport:
        """Begin a version of a model."""
        own = {"id": id, "model_id": id.rpartition("-")[0], "creation_time": MADE, "owner": "sophia", "stage": "none"}
        return RunExport(self, project, id, "model_versions").sys(**own | facts)


@pytest.fixture
def export(tmp_path: Path) -> Export:
    """An empty export."""
    return Export(tmp_path / "export")


@pytest.fixture(scope="session")
def make_export() -> type[Export]:
    """Make exports elsewhere."""
    return Export


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestServer]:
    """A server of one module's tests."""
    with TestServer(tmp_path_factory.mktemp("server") / "data") as server:
        yield server


@dataclass
class Imported:
    """What a call of the command did."""

    code: int
    said: str
    report: dict[str, Any]

    def kinds(self, run: int = 0) -> dict[str, int]:
        """What was found of a run, by kind."""
        found: dict[str, int] = {}
        for finding in self.report["runs"][run]["findings"]:
            found[finding["kind"]] = found.get(finding["kind"], 0) + finding["count"]
        return found


def command_line(server: TestServer, tmp_path: Path, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """The command as a process, and its environment."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SEAMARK_")}
    environment |= {"SEAMARK_URL": server.url, "SEAMARK_TOKEN": server.token, "SEAMARK_HOME": str(tmp_path / "home")}
    return [sys.executable, "-m", "seamark.cli", "import", "neptune-export", *arguments], environment


@pytest.fixture
def start(server: TestServer, tmp_path: Path, export: Export) -> "Callable[..., subprocess.Popen[bytes]]":
    """Start the command on the export and do not wait for it."""

    def call(*options: str) -> "subprocess.Popen[bytes]":
        command, environment = command_line(server, tmp_path, str(export.folder), *options)
        return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    return call


@pytest.fixture
def bring(server: TestServer, tmp_path: Path, export: Export) -> Callable[..., Imported]:
    """Call the command on the export."""

    def call(*options: str, folder: Path | None = None) -> Imported:
        file = tmp_path / "report.json"
        file.unlink(missing_ok=True)
        arguments = [str(folder or export.folder), "--report", str(file), *options]
        command, environment = command_line(server, tmp_path, *arguments)
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
        assert "Traceback" not in done.stderr, done.stderr
        report = json.loads(file.read_bytes()) if file.exists() else {}
        return Imported(done.returncode, done.stdout + done.stderr, report)

    return call


@pytest.fixture
def open_project(server: TestServer) -> Callable[[str], seamark.Project]:
    """Open a project for reading."""
    return lambda name: seamark.open_project(name, url=server.url, token=server.token)


@pytest.fixture
def open_run(server: TestServer) -> Callable[..., seamark.Run]:
    """Open a run that was brought in, by the id that it had."""

    def open(id: str = "RUN-1", project: str = "lab/cifar") -> seamark.Run:
        return seamark.open_run(id, project, url=server.url, token=server.token)

    return open
