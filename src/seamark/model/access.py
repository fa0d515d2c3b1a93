"""Roles and visibility: who may do what in workspaces and projects."""

from enum import StrEnum
from typing import Final


class WorkspaceRole(StrEnum):
    """What somebody is in a workspace."""

    ADMIN = "admin"
    """Owns every project of it, and says who belongs to it."""
    MEMBER = "member"
    """Makes projects, and owns those that are open to the workspace."""


class ProjectRole(StrEnum):
    """What somebody is in a project."""

    OWNER = "owner"
    """Says who may do what in it, and may delete it."""
    CONTRIBUTOR = "contributor"
    """Reads and writes."""
    VIEWER = "viewer"
    """Reads."""


class Visibility(StrEnum):
    """To whom a project is open, besides its members and the admins of its workspace."""

    PRIVATE = "private"
    """To nobody."""
    WORKSPACE = "workspace"
    """To the people of its workspace, as owners; not to service accounts."""
    PUBLIC = "public"
    """To everybody who is signed in, as viewers."""


RANKS: Final = {ProjectRole.OWNER: 2, ProjectRole.CONTRIBUTOR: 1, ProjectRole.VIEWER: 0}
"""A higher rank may do all that a lower one may."""
