"""A session of the API before ``neptune.new``: somebody on a server."""

from typing import Any

from seamark.neptune.exceptions import neptune_errors
from seamark.neptune.legacy.projects import Project
from seamark.neptune.settings import find_destination
from seamark.sdk.remote import connect
from seamark.sdk.settings import load_settings
from seamark.wire.api.projects import Project as ProjectFacts


class Session:
    """A way to the projects that a token may read.

    Args:
        api_token: By default NEPTUNE_API_TOKEN, then what Seamark's settings say. It names its server.
        proxies: No effect: HTTPS_PROXY and the like are read.
        backend: No effect.
    """

    def __init__(self, api_token: str | None = None, proxies: Any = None, backend: Any = None) -> None:
        self.api_token = api_token

    @classmethod
    def with_default_backend(cls, api_token: str | None = None, proxies: Any = None) -> "Session":
        """Return a session."""
        return cls(api_token, proxies)

    def get_project(self, project_qualified_name: str | None) -> Project:
        """Return a project by ``workspace/name``."""
        return Project(project_qualified_name, self.api_token)

    @neptune_errors()
    def get_projects(self, namespace: str) -> dict[str, Project]:
        """Return the projects of a workspace by ``workspace/name``."""
        transport = connect(load_settings(token=find_destination(None, self.api_token)["token"]))
        listed = transport.get("/projects", list[ProjectFacts])
        names = [f"{one.workspace}/{one.name}" for one in listed if one.workspace == namespace]
        return {name: Project(name, self.api_token) for name in names}
