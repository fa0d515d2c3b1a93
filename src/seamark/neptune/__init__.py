"""The drop-in for code written for Neptune: ``neptune`` in its imports becomes ``seamark.neptune``.

The names of clients 1.x and 0.x stand together here, as they did; ``new`` and ``legacy`` have them apart. All of it
is a thin layer over ``seamark`` itself: what is logged is kept on this machine first, a log call never raises
inside a training, and a run is live in a Seamark server. ``settings`` says which server and project that is.
"""

from typing import Any

from seamark.neptune import legacy, management, new, types
from seamark.neptune.aliases import alias
from seamark.neptune.exceptions import (
    InvalidNeptuneBackend,
    NeptuneIncorrectImportException,
    NeptuneUninitializedException,
)
from seamark.neptune.legacy import (
    Experiment,
    OfflineBackend,
    Session,
    append_tag,
    append_tags,
    create_experiment,
    delete_artifacts,
    get_experiment,
    log_artifact,
    log_image,
    log_metric,
    log_text,
    remove_property,
    remove_tag,
    send_artifact,
    send_image,
    send_metric,
    send_text,
    set_project,
    set_property,
    stop,
)
from seamark.neptune.legacy.projects import Opened
from seamark.neptune.metadata_containers import Model, ModelVersion, Project, Run
from seamark.neptune.metadata_containers.models import init_model, init_model_version
from seamark.neptune.metadata_containers.project import get_project, init_project
from seamark.neptune.metadata_containers.run import init_run
from seamark.neptune.new import get_last_run
from seamark.neptune.settings import ANONYMOUS, ANONYMOUS_API_TOKEN
from seamark.neptune.version import __version__

__all__ = [
    "ANONYMOUS",
    "ANONYMOUS_API_TOKEN",
    "Experiment",
    "InvalidNeptuneBackend",
    "Model",
    "ModelVersion",
    "NeptuneIncorrectImportException",
    "NeptuneUninitializedException",
    "OfflineBackend",
    "Project",
    "Run",
    "Session",
    "__version__",
    "append_tag",
    "append_tags",
    "create_experiment",
    "delete_artifacts",
    "get_experiment",
    "get_last_run",
    "get_project",
    "init",
    "init_model",
    "init_model_version",
    "init_project",
    "init_run",
    "legacy",
    "log_artifact",
    "log_image",
    "log_metric",
    "log_text",
    "management",
    "new",
    "remove_property",
    "remove_tag",
    "send_artifact",
    "send_image",
    "send_metric",
    "send_text",
    "set_project",
    "set_property",
    "stop",
    "types",
]

for _name in ("experiments", "projects", "sessions"):
    alias(f"{__name__}.{_name}", f"{__name__}.legacy.{_name}")


def init(
    project_qualified_name: str | None = None,
    api_token: str | None = None,
    proxies: Any = None,
    backend: Any = None,
    **kwargs: Any,
) -> Opened | Run:
    """Begin a run where it is called as in ``neptune.new``, with ``project=`` and the like. Called in the oldest
    form, choose the project, and return what becomes a run at its first use as one or is claimed by
    ``create_experiment``; either way there is one run.

    Args:
        project_qualified_name: ``workspace/name``.
        api_token: By default NEPTUNE_API_TOKEN. It names its server.
        proxies: No effect: HTTPS_PROXY and the like are read.
        backend: As in ``legacy.init``.
        kwargs: Those of ``init_run``, and ``run`` for the id of a run to go on with.
    """
    if kwargs:
        return new.init_run(kwargs.pop("project", None) or project_qualified_name, api_token, **kwargs)
    return legacy.init(project_qualified_name, api_token, proxies, backend)


def __getattr__(name: str) -> Any:
    if name in ("project", "session"):
        return getattr(legacy, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
