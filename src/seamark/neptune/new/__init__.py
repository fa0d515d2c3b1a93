"""The names of ``neptune.new``: the same objects as at the top, with the order of arguments from before 1.0."""

import importlib
import sys
from typing import Any, Never

from seamark.neptune.aliases import alias
from seamark.neptune.exceptions import NeptunePossibleLegacyUsageException, NeptuneUninitializedException
from seamark.neptune.metadata_containers.models import init_model, init_model_version
from seamark.neptune.metadata_containers.project import Project, get_project, init_project
from seamark.neptune.metadata_containers.run import Run
from seamark.neptune.metadata_containers.run import begin_as_before as init_run
from seamark.neptune.settings import ANONYMOUS, ANONYMOUS_API_TOKEN
from seamark.neptune.types.mode import Mode, RunMode
from seamark.neptune.version import __version__
from seamark.sdk.run import current_run

__all__ = [
    "ANONYMOUS",
    "ANONYMOUS_API_TOKEN",
    "Mode",
    "NeptunePossibleLegacyUsageException",
    "NeptuneUninitializedException",
    "Project",
    "Run",
    "RunMode",
    "__version__",
    "get_last_run",
    "get_project",
    "init",
    "init_model",
    "init_model_version",
    "init_project",
    "init_run",
]

for _name in ("attributes", "integrations.python_logger", "integrations.sacred", "types", "types.mode", "utils"):
    importlib.import_module(f"seamark.neptune.{_name}")
for _name in sorted(sys.modules):
    if _name.startswith("seamark.neptune.") and _name.split(".")[2] not in ("new", "legacy"):
        alias(_name.replace("seamark.neptune", __name__, 1), _name)
alias(f"{__name__}.run", "seamark.neptune.metadata_containers.run")
alias(f"{__name__}.project", "seamark.neptune.metadata_containers.project")
alias(f"{__name__}.runs_table", "seamark.neptune.table")

init = init_run


def get_last_run() -> Run:
    """Return the newest run of this process. Raises NeptuneUninitializedException."""
    native = current_run()
    if native is None:
        raise NeptuneUninitializedException("No run has begun: init_run() comes first.")
    return Run.over(native)


def _refuse_legacy(*arguments: Any, **named: Any) -> Never:
    """Raise NeptunePossibleLegacyUsageException: these stand at the top and in ``legacy``."""
    raise NeptunePossibleLegacyUsageException("This is of the API before neptune.new: import seamark.neptune.")


create_experiment = get_experiment = append_tag = append_tags = remove_tag = _refuse_legacy
set_property = remove_property = send_metric = log_metric = send_text = log_text = _refuse_legacy
send_image = log_image = send_artifact = delete_artifacts = log_artifact = stop = _refuse_legacy
