"""Everything that Seamark raises on purpose.

    SeamarkError
    ├── InvalidInput (ValueError)
    │   ├── InvalidPath
    │   ├── InvalidValue
    │   ├── InvalidStep
    │   ├── TooLarge
    │   ├── KindConflict
    │   ├── InvalidQuery          carries the position of the mistake
    │   ├── Malformed             the body cannot be read at all
    │   └── UnknownFormat         the body is of a kind that is not taken here
    ├── NotFound (LookupError)
    │   ├── ProjectNotFound
    │   ├── ObjectNotFound
    │   │   └── RunNotFound
    │   ├── FieldNotFound
    │   └── FileMissing
    ├── Conflict                  what is asked for contradicts what is there
    ├── Denied (PermissionError)
    │   ├── NotSignedIn
    │   └── Forbidden
    └── Unavailable               trying again later can help
        ├── Stalled               the body of a request stopped coming
        ├── Abandoned             nobody waited for the answer any more
        ├── ServerUnreachable
        ├── ProxyLimit            a smaller request may pass
        ├── StorageFull
        └── StoreInUse

Each carries ``detail`` (what is wrong, with the field's name and the value's kind) and ``remedy``
(what the reader can do next).
"""

from typing import ClassVar


class SeamarkError(Exception):
    """The root; ``code`` is its stable name on the wire."""

    code: ClassVar[str] = "error"

    def __init__(self, detail: str, remedy: str = "", *, path: str | None = None) -> None:
        super().__init__(f"{detail} {remedy}".strip())
        self.detail = detail
        self.remedy = remedy
        self.path = path


class InvalidInput(SeamarkError, ValueError):
    """What was given cannot be taken; sending it again changes nothing."""

    code = "invalid_input"


class InvalidPath(InvalidInput):
    """The path of a field breaks a rule of ``model.paths``."""

    code = "invalid_path"


class InvalidValue(InvalidInput):
    """A value is of a type or content that a field cannot hold."""

    code = "invalid_value"


class InvalidStep(InvalidInput):
    """A step is not a finite number."""

    code = "invalid_step"


class TooLarge(InvalidInput):
    """A limit of ``model.limits`` is exceeded."""

    code = "too_large"


class KindConflict(InvalidInput):
    """A field of one kind was written as another."""

    code = "kind_conflict"


class InvalidQuery(InvalidInput):
    """A query could not be read; ``position`` counts characters from 0."""

    code = "invalid_query"

    def __init__(self, detail: str, remedy: str = "", *, position: int = 0) -> None:
        super().__init__(detail, remedy)
        self.position = position


class Malformed(InvalidInput):
    """A request's body cannot be read; the detail names the place."""

    code = "malformed"


class UnknownFormat(InvalidInput):
    """A request's content type or encoding is none that is taken there."""

    code = "unknown_format"


class NotFound(SeamarkError, LookupError):
    """Nothing by that name, or nothing that the caller may see."""

    code = "not_found"


class ProjectNotFound(NotFound):
    """No such project."""

    code = "project_not_found"


class ObjectNotFound(NotFound):
    """No such run, model, model version or project."""

    code = "object_not_found"


class RunNotFound(ObjectNotFound):
    """No such run."""

    code = "run_not_found"


class FieldNotFound(NotFound):
    """The object has no such field."""

    code = "field_not_found"


class FileMissing(NotFound):
    """No such file, upload or blob."""

    code = "file_missing"


class Conflict(SeamarkError):
    """What is asked for contradicts what is there."""

    code = "conflict"


class Denied(SeamarkError, PermissionError):
    """The caller may not do this."""

    code = "denied"


class NotSignedIn(Denied):
    """No valid token or sign-in came with the request."""

    code = "not_signed_in"


class Forbidden(Denied):
    """The caller is known and may not do this."""

    code = "forbidden"


class Unavailable(SeamarkError):
    """Not now; trying again later can help, after ``retry_after`` seconds where the server said so."""

    code = "unavailable"
    retry_after: float = 0.0


class Stalled(Unavailable):
    """The body of a request stopped coming."""

    code = "stalled"


class Abandoned(Unavailable):
    """Nobody waited for the answer any more, so it was not looked for to the end."""

    code = "abandoned"


class ServerUnreachable(Unavailable):
    """The server did not answer."""

    code = "server_unreachable"


class ProxyLimit(Unavailable):
    """A proxy before the server takes no request of this size."""

    code = "proxy_limit"


class StorageFull(Unavailable):
    """The disk of the server is full; nothing of the batch was acknowledged."""

    code = "storage_full"


class StoreInUse(Unavailable):
    """Another server holds the store open."""

    code = "store_in_use"
