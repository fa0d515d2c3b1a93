"""The exceptions of Neptune's client, by the names and in the tree that people catch.

Those that this module raises stand first. The others are there to be caught; here nothing raises them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from seamark.model import errors


class NeptuneException(Exception):
    """The root."""


class NeptuneApiException(NeptuneException):
    """The server refused."""


class Unauthorized(NeptuneApiException):
    """No valid token."""


class Forbidden(NeptuneApiException):
    """The caller may not do this."""


class NeptuneConnectionLostException(NeptuneException):
    """The server does not answer."""


class NeptuneOfflineModeException(NeptuneException):
    """This needs a server."""


class NeptuneOfflineModeFetchException(NeptuneOfflineModeException):
    """Nothing can be fetched of a run that is only on this machine."""


class NeptuneFeatureNotAvailableException(NeptuneException):
    """Neptune had this, and Seamark does not; the text says what to do instead."""


class NeptuneUserApiInputException(NeptuneException):
    """An argument cannot be what it is."""


class NeptuneInvalidQueryException(NeptuneException):
    """A query could not be read."""


class MetadataInconsistency(NeptuneException):
    """A field is of another type than the call needs."""


class TypeDoesNotSupportAttributeException(NeptuneException, AttributeError):
    """A field of this type cannot do that."""


class MissingFieldException(NeptuneException, AttributeError, KeyError):
    """There is no such field."""

    def __str__(self) -> str:
        return Exception.__str__(self)


class MetadataContainerNotFound(NeptuneException):
    """No such run, model or project."""


class RunNotFound(MetadataContainerNotFound):
    """No such run."""


class ProjectNotFound(MetadataContainerNotFound):
    """No such project."""


class ModelNotFound(MetadataContainerNotFound):
    """No such model."""


class ModelVersionNotFound(MetadataContainerNotFound):
    """No such version of a model."""


class NeptuneObjectCreationConflict(NeptuneException):
    """There is such a thing already."""


class NeptuneModelKeyAlreadyExistsError(NeptuneObjectCreationConflict):
    """The project has a model of that key."""


class InactiveContainerException(NeptuneException):
    """It was stopped."""


class InactiveModelException(InactiveContainerException):
    """The model was stopped."""


class InactiveModelVersionException(InactiveContainerException):
    """The version was stopped."""


class InactiveProjectException(InactiveContainerException):
    """The project was stopped."""


class NeptuneWrongInitParametersException(NeptuneException):
    """Arguments that do not go together."""


class NeptuneMissingRequiredInitParameter(NeptuneWrongInitParametersException):
    """An argument that is needed was not given."""


class NeptuneRunResumeAndCustomIdCollision(NeptuneWrongInitParametersException):
    """Both ``with_id`` and ``custom_run_id`` were given."""


class NeedExistingExperimentForReadOnlyMode(NeptuneException):
    """Reading needs something that exists."""


class NeedExistingRunForReadOnlyMode(NeedExistingExperimentForReadOnlyMode):
    """``mode="read-only"`` needs ``with_id``."""


class NeedExistingModelForReadOnlyMode(NeedExistingExperimentForReadOnlyMode):
    """``mode="read-only"`` needs ``with_id``."""


class NeedExistingModelVersionForReadOnlyMode(NeedExistingExperimentForReadOnlyMode):
    """``mode="read-only"`` needs ``with_id``."""


class NeptuneUninitializedException(NeptuneException):
    """``init()`` comes first."""


class NeptuneNoExperimentContextException(NeptuneException):
    """``create_experiment()`` comes first."""


class InvalidChannelValue(NeptuneException):
    """A log got a value of another type."""


class NoChannelValue(NeptuneException):
    """A log got no value."""


class FileNotFound(NeptuneException):
    """There is no such file on this machine."""


_OTHERS: Final = """
NeptuneException: ArtifactUploadingError CannotResolveHostname CannotSynchronizeOfflineRunsWithoutProject ClientHttpError
 ContainerUUIDNotFound DeprecatedApiToken ExceptionWithProjectsWorkspacesListing FileSetNotFound
 FileSetUploadError FileUploadError InternalClientError InvalidNeptuneBackend InvalidNotebookPath
 MalformedOperation NeptuneClientUpgradeRequiredError NeptuneEmptyLocationException NeptuneFieldCountLimitExceedException
 NeptuneIncorrectImportException NeptuneIncorrectProjectQualifiedNameException NeptuneInvalidApiTokenException
 NeptuneIntegrationNotInstalledException
 NeptuneLegacyIncompatibilityException NeptuneLegacyProjectException NeptuneLibraryNotInstalledException
 NeptuneLimitExceedException NeptuneLocalStorageAccessException NeptuneMaxDiskUtilizationExceeded
 NeptuneMissingApiTokenException NeptuneMissingProjectQualifiedNameException NeptuneMissingRequirementException
 NeptuneParametersCollision NeptuneProtectedPathException
 NeptuneRemoteStorageAccessException NeptuneRemoteStorageCredentialsException NeptuneSSLVerificationError
 NeptuneStorageLimitException NeptuneSynchronizationAlreadyStoppedException NeptuneUnhandledArtifactSchemeException
 NeptuneUnhandledArtifactTypeException NeptuneUnsupportedArtifactFunctionalityException NotADirectory NotAFile
 OperationNotSupported PlotlyIncompatibilityException RunUUIDNotFound StreamAlreadyUsedException
 UnsupportedClientVersion UnsupportedInAlphaException
ExceptionWithProjectsWorkspacesListing: AmbiguousProjectName NeptuneMissingProjectNameException
InactiveContainerException: InactiveRunException
MetadataInconsistency: ArtifactNotFoundException FetchAttributeNotFoundException
NeptuneApiException: InternalServerError
NeptuneOfflineModeException: NeptuneOfflineModeChangeStageException
NeptuneProtectedPathException: NeptuneCannotChangeStageManually
NeptuneWrongInitParametersException: NeptunePossibleLegacyUsageException
ExceptionWithProjectsWorkspacesListing ProjectNotFound: ProjectNotFoundWithSuggestions
UnsupportedInAlphaException: DeleteArtifactUnsupportedInAlphaException DownloadArtifactUnsupportedException
 DownloadArtifactsUnsupportedException DownloadSourcesException
"""
"""The rest of the tree: after a colon the names below what stands before it."""


def _grow_tree() -> None:
    parent = ""
    for line in _OTHERS.split("\n"):
        head, colon, tail = line.partition(":")
        parent = head if colon else parent
        for name in (tail if colon else line).split():
            bases: Any = tuple(globals()[base] for base in parent.split())
            globals()[name] = type(name, bases, {"__module__": __name__, "__doc__": "Never raised here."})


_grow_tree()


def __getattr__(name: str) -> type[NeptuneException]:
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


_THEIRS: Final[tuple[tuple[type[errors.SeamarkError], type[NeptuneException]], ...]] = (
    (errors.FieldNotFound, MissingFieldException),
    (errors.FileMissing, MissingFieldException),
    (errors.RunNotFound, RunNotFound),
    (errors.ProjectNotFound, ProjectNotFound),
    (errors.NotFound, MetadataContainerNotFound),
    (errors.NotSignedIn, Unauthorized),
    (errors.Denied, Forbidden),
    (errors.InvalidQuery, NeptuneInvalidQueryException),
    (errors.InvalidInput, NeptuneUserApiInputException),
    (errors.ServerUnreachable, NeptuneConnectionLostException),
    (errors.Unavailable, NeptuneOfflineModeFetchException),
    (errors.SeamarkError, NeptuneApiException),
)


@contextmanager
def neptune_errors() -> Iterator[None]:
    """Raise what reading raises under Neptune's name of it."""
    try:
        yield
    except errors.SeamarkError as error:
        theirs = next(theirs for ours, theirs in _THEIRS if isinstance(error, ours))
        raise theirs(str(error)) from error
