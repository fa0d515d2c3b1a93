"""Every public name and parameter of the real clients is taken here, or stands below with the reason why not."""

import fnmatch
import importlib
import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "doors")]

import surface  # noqa: E402 - it lies beside this test
from environments import find_python  # noqa: E402 - it lies beside the tests of doors

CLIENTS = {
    "client.txt": [
        "neptune",
        "neptune.types",
        "neptune.types.atoms.file",
        "neptune.types.series.float_series",
        "neptune.utils",
        "neptune.management",
        "neptune.management.exceptions",
        "neptune.exceptions",
        "neptune.attributes",
        "neptune.handler",
        "neptune.metadata_containers",
        "neptune.legacy",
        "neptune.new",
        "neptune.new.types",
        "neptune.integrations.python_logger",
        "neptune.table",
    ],
    "client016.txt": [
        "neptune",
        "neptune.experiments",
        "neptune.projects",
        "neptune.sessions",
        "neptune.exceptions",
        "neptune.legacy",
        "neptune.new",
        "neptune.new.types",
        "neptune.new.exceptions",
    ],
}
DIFFERENT = {
    "*.accept": "how the client visited its values, nothing of its API",
    "neptune.attributes.*.getter": "how the client read its fields",
    "neptune.attributes.*.create_assignment_operation": "how the client wrote its fields",
    "neptune.attributes.create_attribute_from_type": "how the client made its fields",
    "neptune.attributes.FileSet.upload_files(globs)": "called value, as on every handle",
    "*types*File(file_composite)": "an internal class",
    "*types*File.content": "Seamark's own: what the file holds, with name and type",
    "*types*File.file_type": "an internal class",
    "*types*FloatSeries.filter_unsupported_values": "NaN and infinities are kept",
    "*types*FloatSeries.is_unsupported_float_with_warn": "NaN and infinities are kept",
    "*types*StringSeries.truncated": "nothing is cut",
    "neptune.new.types.GitRef(*)": "before 1.0 only the client itself made one",
    "neptune.management.exceptions.REGISTERED_CODES": "an internal list",
    "neptune.metadata_containers.MetadataContainer(*)": "abstract there",
    "neptune.table.Table(*)": "only the client itself makes one",
    "neptune.legacy.CURRENT_KWARGS": "an internal list",
    "neptune.legacy.constants": "an internal module",
    "neptune.legacy.envs": "an internal module",
    "neptune.legacy.Project(*)": "only the client itself made one",
    "neptune.projects.Project(*)": "only the client itself made one",
    "neptune.experiments.Experiment(*)": "only the client itself made one",
    "neptune.experiments.Experiment.__*item__": "raised NeptuneIncorrectImportException",
    "neptune.new.init_run.*": "a class from 1.0 on; here a function, with the order of arguments from before",
    "neptune.exceptions.*_STYLES": "colours of the terminal",
    "neptune.apply_patches": "an internal function",
    "neptune.assure_project_qualified_name": "an internal function",
    "neptune.backend_factory": "an internal function",
    "neptune.common": "an internal module",
    "neptune.vendor": "an internal module",
}
BEFORE = {"neptune.Project*": "at the top stands that of 1.x; this one is legacy.Project"}


def compare(real):
    for module, names in real.items():
        ours = importlib.import_module(f"seamark.{module}")
        for name, theirs in names.items():
            label = f"{module}.{name}"
            if not hasattr(ours, name):
                yield label
                continue
            own = surface.describe(getattr(ours, name))
            if theirs["kind"] == "exception":
                yield from (f"{label} < {base}" for base in theirs["bases"] if base not in own["bases"])
                continue
            yield from missing_parameters(label, theirs.get("parameters"), own.get("parameters"))
            for member, parameters in theirs.get("members", {}).items():
                if member not in own.get("members", {}):
                    if member not in own.get("attributes", []):
                        yield f"{label}.{member}"
                elif not member.startswith("__"):
                    yield from missing_parameters(f"{label}.{member}", parameters, own["members"][member])


def missing_parameters(label, theirs, own):
    if theirs is None or own is None:
        return
    taken = {name for name, _ in own}
    takes_any = any(kind == "VAR_KEYWORD" for _, kind in own)
    for name, kind in theirs:
        if kind not in ("VAR_KEYWORD", "VAR_POSITIONAL") and name not in taken and not takes_any:
            yield f"{label}({name})"


@cache
def read_client(client):
    python = find_python(HERE.parent / "doors" / "neptune" / client)
    command = [python, str(HERE / "surface.py"), *CLIENTS[client]]
    done = subprocess.run(command, capture_output=True, text=True, timeout=110, check=True)
    return json.loads(done.stdout.strip().splitlines()[-1])


@pytest.mark.parametrize("client", CLIENTS)
def test_the_surface(client):
    real = read_client(client)
    assert len(real["neptune"]) > 5
    different = DIFFERENT | (BEFORE if client == "client016.txt" else {})
    found = [one for one in compare(real) if not any(fnmatch.fnmatchcase(one, pattern) for pattern in different)]
    assert found == []


def test_what_is_listed_as_different_is():
    found = [one for client in CLIENTS for one in compare(read_client(client))]
    unused = [name for name in {**DIFFERENT, **BEFORE} if not any(fnmatch.fnmatchcase(one, name) for one in found)]
    assert unused == []


ALIASES = [
    "seamark.neptune.new.types.atoms.file:File",
    "seamark.neptune.new.types.series.float_series:FloatSeries",
    "seamark.neptune.new.types.sets.string_set:StringSet",
    "seamark.neptune.new.types.file_set:FileSet",
    "seamark.neptune.new.types.mode:Mode",
    "seamark.neptune.types.model_version_stage:ModelVersionStage",
    "seamark.neptune.new.run:Run",
    "seamark.neptune.new.project:Project",
    "seamark.neptune.new.handler:Handler",
    "seamark.neptune.new.metadata_containers.run:Run",
    "seamark.neptune.new.exceptions:MissingFieldException",
    "seamark.neptune.new.utils:stringify_unsupported",
    "seamark.neptune.new.attributes:FloatSeries",
    "seamark.neptune.new.integrations.python_logger:NeptuneHandler",
    "seamark.neptune.metadata_containers.run:Run",
    "seamark.neptune.legacy.exceptions:NeptuneUninitializedException",
    "seamark.neptune.experiments:Experiment",
]


@pytest.mark.parametrize("alias", ALIASES)
def test_an_import_in_a_fresh_process(alias):
    module, _, name = alias.partition(":")
    text = (
        f"from {module} import {name}\n"
        "import sys\n"
        "heavy = [name for name in ('numpy', 'pandas', 'PIL', 'matplotlib', 'sacred') if name in sys.modules]\n"
        "assert not heavy, heavy\n"
        f"import seamark.neptune.new, {module} as again\n"
        f"assert again.{name} is {name}\n"
        f"plain = sys.modules[{name}.__module__]\n"
        f"assert '.new.' not in plain.__name__ and plain.{name} is {name}\n"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", text], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_importing_seamark_does_not_load_it():
    text = "import sys, seamark; run = seamark.init_run; print([name for name in sys.modules if 'neptune' in name])"
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
