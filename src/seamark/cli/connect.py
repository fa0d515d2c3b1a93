"""The server that a command speaks to, and the project that it means."""

from seamark.model.errors import NotFound, ProjectNotFound, Unavailable
from seamark.sdk.settings import Settings, load_settings
from seamark.sdk.transport import Transport
from seamark.wire.api.people import Person
from seamark.wire.api.projects import Objective, Project, ProjectChange, ProjectRequest


def connect() -> Transport:
    """Return the server of this user's settings.

    Raises:
        Unavailable: no server is configured and none runs here.
    """
    return open_transport(load_settings())


def open_transport(settings: Settings) -> Transport:
    """Return the server that the settings name.

    Raises:
        Unavailable: they name none.
    """
    if not settings.url:
        raise Unavailable(
            "No server is configured, and none runs on this machine.",
            "Start one: seamark up. Or choose a team's: seamark login https://…",
        )
    return Transport(settings.url, settings.token, settings.ca_bundle, patience=5)


def choose_project(transport: Transport, name: str) -> tuple[str, str]:
    """Return workspace and name of the project that is meant: named, configured, or the only one.

    Raises:
        ProjectNotFound: none is named and the server has none or several.
    """
    wanted = name or load_settings().project
    if "/" in wanted:
        workspace, _, project = wanted.partition("/")
        return workspace, project
    if wanted:
        return transport.get("/me", Person).workspace, wanted
    projects = transport.get("/projects", list[Project])
    if len(projects) == 1:
        return projects[0].workspace, projects[0].name
    names = ", ".join(f"{project.workspace}/{project.name}" for project in projects[:10])
    raise ProjectNotFound(
        f"The server has {len(projects)} projects{': ' + names if names else ''}.", "Choose one with --project."
    )


def set_objective(project: str, objective: Objective) -> bool:
    """Make the project if need be and say which of its runs is better; False if there is no server to tell.

    Raises:
        SeamarkError: the server refuses.
    """
    settings = load_settings()
    if not settings.url:
        return False
    transport = open_transport(settings)
    workspace, name = choose_project(transport, project)
    address = f"/projects/{workspace}/{name}"
    try:
        transport.get(address, Project)
    except NotFound:
        transport.send("POST", "/projects", ProjectRequest(name=f"{workspace}/{name}"), Project)
    transport.send("PATCH", address, ProjectChange(objective=objective), Project)
    return True
