"""The public names and their signatures change on purpose only."""

import inspect
import subprocess
import sys

import pytest

import seamark

NAMES = [
    "Audio",
    "Delivery",
    "Field",
    "File",
    "Histogram",
    "Image",
    "Model",
    "ModelVersion",
    "Project",
    "Run",
    "Table",
    "__version__",
    "current_run",
    "init_run",
    "open_project",
    "open_run",
]

SIGNATURES = {
    "init_run": "project, *, id, resume, name, description, tags, group, parent, fork, config, capture, mode, url, "
    "token, home, **unknown",
    "open_run": "id, project, *, url, token",
    "open_project": "name, *, url, token",
    "current_run": "",
    "Run.log": "self, values, *, step",
    "Run.progress": "self, done, total",
    "Run.wait": "self, timeout",
    "Run.stop": "self, timeout",
    "Run.show": "self",
    "Field.append": "self, value, *, step, timestamp",
    "Field.extend": "self, values, *, steps, timestamps",
    "Field.assign": "self, value",
    "Field.upload": "self, value, *, copy",
    "Field.upload_files": "self, patterns",
    "Field.track_files": "self, location",
    "Field.clear": "self",
    "Field.delete_files": "self, names",
    "Field.configure": "self, *, unit, minimum, maximum",
    "Field.add": "self, values",
    "Field.remove": "self, values",
    "Field.fetch": "self",
    "Field.fetch_last": "self",
    "Field.fetch_values": "self",
    "Field.download": "self, to",
    "Project.runs": "self, query, *, columns, sort, descending, limit, owner, tags, state, trashed",
    "Project.series": "self, path, query, *, buckets",
    "Project.best": "self, path, goal",
    "Project.compare": "self, *runs",
    "Table.to_pandas": "self",
    "Table.to_polars": "self",
    "Table.to_arrow": "self",
    "Image": "data, *, caption",
    "Audio": "data, *, rate",
    "Histogram": "values, *, bins",
    "File": "content, *, name, media_type",
}


def spell(signature: inspect.Signature) -> str:
    parts: list[str] = []
    for parameter in signature.parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in parts:
            parts.append("*")
        mark = {parameter.VAR_KEYWORD: "**", parameter.VAR_POSITIONAL: "*"}.get(parameter.kind, "")
        parts.append(mark + parameter.name)
    return ", ".join(parts)


def test_the_names():
    assert seamark.__all__ == NAMES
    assert dir(seamark) == sorted(NAMES)
    for name in NAMES:
        assert getattr(seamark, name) is not None
    with pytest.raises(AttributeError):
        seamark.nothing  # noqa: B018


@pytest.mark.parametrize("name", SIGNATURES)
def test_a_signature(name):
    found: object = seamark
    for part in name.split("."):
        found = getattr(found, part)
    assert spell(inspect.signature(found)) == SIGNATURES[name]


def test_importing_loads_nothing_else():
    text = "import sys; before = set(sys.modules); import seamark; print(sorted(name for name in set(sys.modules) - before if name.partition('.')[0] not in sys.stdlib_module_names))"
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['seamark']"


def test_a_run_loads_no_network_and_no_numpy(own_home):
    text = (
        "import sys, seamark\n"
        "run = seamark.init_run('digits', mode='offline')\n"
        "run['x'].append(1.0)\n"
        "run.stop()\n"
        "print([name for name in ('urllib3', 'numpy', 'pandas', 'psutil', 'ssl', 'http.client') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
