"""What managing projects and people raises, with Neptune's numbers."""

from typing import Final


class ManagementOperationFailure(Exception):
    """The root; ``code`` is Neptune's number."""

    code = -1

    @property
    def details(self) -> dict[str, object]:
        """The number and the text."""
        return {"code": self.code, "description": str(self)}


class InvalidProjectName(ManagementOperationFailure):
    """A name is not ``workspace/project``."""

    code = 1


class MissingWorkspaceName(ManagementOperationFailure):
    """A project was named without its workspace."""

    code = 2


class ConflictingWorkspaceName(ManagementOperationFailure):
    """A project's name has another workspace than the argument."""

    code = 3


class ProjectNotFound(ManagementOperationFailure):
    """No such project."""

    code = 4


class WorkspaceNotFound(ManagementOperationFailure):
    """No such workspace."""

    code = 5


class ProjectAlreadyExists(ManagementOperationFailure):
    """There is such a project."""

    code = 6


class UserNotExistsOrWithoutAccess(ManagementOperationFailure):
    """No such person, or without a role in the project."""

    code = 9


class UserAlreadyHasAccess(ManagementOperationFailure):
    """The person has a role in the project."""

    code = 10


class AccessRevokedOnDeletion(ManagementOperationFailure):
    """Whoever asks may not delete the project."""

    code = 7


class ObjectNotFound(ManagementOperationFailure):
    """The project has no such run, model or version."""

    code = 22


class UnsupportedValue(ManagementOperationFailure):
    """There is no such role or visibility."""

    code = 12


class ServiceAccountAlreadyHasAccess(ManagementOperationFailure):
    """The service account has a role in the project."""

    code = 13


class ServiceAccountNotExistsOrWithoutAccess(ManagementOperationFailure):
    """No such service account, or without a role in the project."""

    code = 15


class ServiceAccountNotFound(ManagementOperationFailure):
    """The workspace has no such service account."""

    code = 16


_OTHERS: Final = {
    "AccessRevokedOnMemberRemoval": 8,
    "ProjectsLimitReached": 11,
    "AccessRevokedOnServiceAccountRemoval": 14,
    "ProjectKeyCollision": 17,
    "ProjectNameCollision": 18,
    "ProjectKeyInvalid": 19,
    "ProjectNameInvalid": 20,
    "IncorrectIdentifierException": 21,
    "WorkspaceOrUserNotFound": 23,
    "UserAlreadyInvited": 24,
    "ProjectPrivacyRestrictedException": 25,
    "ActiveProjectsLimitReachedException": 26,
    "BadRequestException": 400,
}
"""There to be caught; here nothing raises them."""
for _name, _code in _OTHERS.items():
    globals()[_name] = type(_name, (ManagementOperationFailure,), {"code": _code, "__module__": __name__})


def __getattr__(name: str) -> type[ManagementOperationFailure]:
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
