"""The API before ``neptune.new``: one project and its current experiment, as functions."""

import os
from collections.abc import Iterable
from typing import Any

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


def append_tag(tag: str | Iterable[str], *tags: str) -> None:
    """Add one or more tags."""
    get_experiment().append_tag(tag, *tags)


def append_tags(tag: str | Iterable[str], *tags: str) -> None:
    """Add one or more tags."""
    get_experiment().append_tag(tag, *tags)


def remove_tag(tag: str) -> None:
    """Remove a tag."""
    get_experiment().remove_tag(tag)


def set_property(key: str, value: Any) -> None:
    """Set a property to the value's text."""
    get_experiment().set_property(key, value)


def remove_property(key: str) -> None:
    """Remove a property."""
    get_experiment().remove_property(key)


def log_metric(log_name: str, x: Any, y: Any = None, timestamp: float | None = None) -> None:
    """Add a number ``x`` to a log; or ``y`` at step ``x``."""
    get_experiment().log_metric(log_name, x, y, timestamp)


def send_metric(channel_name: str, x: Any, y: Any = None, timestamp: float | None = None) -> None:
    """The older name of ``log_metric``."""
    get_experiment().log_metric(channel_name, x, y, timestamp)


def log_text(log_name: str, x: Any, y: Any = None, timestamp: float | None = None) -> None:
    """Add a text ``x`` to a log; or ``y`` at step ``x``."""
    get_experiment().log_text(log_name, x, y, timestamp)


def send_text(channel_name: str, x: Any, y: Any = None, timestamp: float | None = None) -> None:
    """The older name of ``log_text``."""
    get_experiment().log_text(channel_name, x, y, timestamp)


def log_image(
    log_name: str,
    x: Any,
    y: Any = None,
    image_name: str | None = None,
    description: str | None = None,
    timestamp: float | None = None,
) -> None:
    """Add a picture ``x`` to a log; or ``y`` at step ``x``."""
    get_experiment().log_image(log_name, x, y, image_name, description, timestamp)


def send_image(
    channel_name: str,
    x: Any,
    y: Any = None,
    name: str | None = None,
    description: str | None = None,
    timestamp: float | None = None,
) -> None:
    """The older name of ``log_image``."""
    get_experiment().log_image(channel_name, x, y, name, description, timestamp)


def log_artifact(artifact: Any, destination: str | None = None) -> None:
    """Keep a file or a folder as ``artifacts/<destination>``."""
    get_experiment().log_artifact(artifact, destination)


def send_artifact(artifact: Any, destination: str | None = None) -> None:
    """The older name of ``log_artifact``."""
    get_experiment().log_artifact(artifact, destination)


def delete_artifacts(path: str) -> None:
    """Remove a file, or all files below a folder."""
    get_experiment().delete_artifacts(path)


def stop(traceback: Any = None) -> None:
    """End the experiment; with the text of a traceback, as a failed one."""
    get_experiment().stop(traceback)
