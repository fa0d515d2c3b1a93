"""The API before ``neptune.new``: one project and its current experiment, as functions."""

import os
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from seamark.neptune.aliases import alias
from seamark.neptune.exceptions import (
    InvalidNeptuneBackend,
    NeptuneIncorrectImportException,
    NeptuneUninitializedException,
)
from seamark.neptune.legacy.experiments import Experiment
from seamark.neptune.legacy.projects import Opened, Project
from seamark.neptune.legacy.sessions import Session
from seamark.neptune.settings import ANONYMOUS, ANONYMOUS_API_TOKEN

__all__ = [
    "ANONYMOUS",
    "ANONYMOUS_API_TOKEN",
    "Experiment",
    "InvalidNeptuneBackend",
    "NeptuneIncorrectImportException",
    "NeptuneUninitializedException",
    "OfflineBackend",
    "Project",
    "Session",
    "append_tag",
    "append_tags",
    "create_experiment",
    "delete_artifacts",
    "get_experiment",
    "init",
    "log_artifact",
    "log_image",
    "log_metric",
    "log_text",
    "project",
    "remove_property",
    "remove_tag",
    "send_artifact",
    "send_image",
    "send_metric",
    "send_text",
    "session",
    "set_project",
    "set_property",
    "stop",
]

P = ParamSpec("P")
T = TypeVar("T")

session: Session | None = None
project: Opened | None = None
alias(f"{__name__}.exceptions", "seamark.neptune.exceptions")


class OfflineBackend:
    """Given to ``init``: records stay on this machine until ``seamark sync``."""


def init(
    project_qualified_name: str | None = None,
    api_token: str | None = None,
    proxies: Any = None,
    backend: Any = None,
    **kwargs: Any,
) -> Opened:
    """Choose the project, and return what is a project and becomes a run at its first use as one.

    Args:
        project_qualified_name: ``workspace/name``; by default NEPTUNE_PROJECT, then what Seamark's settings say.
        api_token: By default NEPTUNE_API_TOKEN. It names its server.
        proxies: No effect: HTTPS_PROXY and the like are read.
        backend: An ``OfflineBackend``, or anything else for the usual one. Also NEPTUNE_BACKEND=offline.
        kwargs: Those of ``neptune.new`` raise NeptuneIncorrectImportException.
    """
    if kwargs:
        raise NeptuneIncorrectImportException(
            f"legacy.init() has no {next(iter(kwargs))}: that is of neptune.new. Import seamark.neptune.new."
        )
    global session, project
    offline = isinstance(backend, OfflineBackend) or os.environ.get("NEPTUNE_BACKEND") == "offline"
    session = Session(api_token)
    project = Opened(project_qualified_name, api_token, "offline" if offline else None)
    return project


def set_project(project_qualified_name: str) -> Opened:
    """Choose another project, with the token that ``init`` got."""
    global project
    if session is None:
        return init(project_qualified_name)
    project = Opened(project_qualified_name, session.api_token)
    return project


def create_experiment(*args: Any, **kwargs: Any) -> Experiment:
    """Begin an experiment in the project; see ``Project.create_experiment``.

    Raises:
        NeptuneUninitializedException: ``init()`` comes first.
    """
    return _need_project().create_experiment(*args, **kwargs)


def get_experiment() -> Experiment:
    """Return the newest experiment that goes on.

    Raises:
        NeptuneUninitializedException: ``init()`` comes first.
        NeptuneNoExperimentContextException: ``create_experiment()`` comes first.
    """
    return _need_project().get_current_experiment()


def _need_project() -> Opened:
    if project is None:
        raise NeptuneUninitializedException('Choose a project first: init("workspace/project")')
    return project


def _on_current(method: Callable[Concatenate[Experiment, P], T]) -> Callable[P, T]:
    """Return a method of experiments as a function on the current one."""

    @wraps(method)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        return method(get_experiment(), *args, **kwargs)

    return call


append_tag = _on_current(Experiment.append_tag)
append_tags = _on_current(Experiment.append_tags)
remove_tag = _on_current(Experiment.remove_tag)
set_property = _on_current(Experiment.set_property)
remove_property = _on_current(Experiment.remove_property)
log_metric = _on_current(Experiment.log_metric)
send_metric = _on_current(Experiment.send_metric)
log_text = _on_current(Experiment.log_text)
send_text = _on_current(Experiment.send_text)
log_image = _on_current(Experiment.log_image)
send_image = _on_current(Experiment.send_image)
log_artifact = _on_current(Experiment.log_artifact)
send_artifact = _on_current(Experiment.send_artifact)
delete_artifacts = _on_current(Experiment.delete_artifacts)


def stop(traceback: Any = None) -> None:
    """End the experiment; with the text of a traceback, as a failed one."""
    get_experiment().stop(traceback)
