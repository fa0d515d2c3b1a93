"""Files on their way."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadRequest:
    """A file to be uploaded. With its SHA-256 known beforehand, nothing is sent that is there."""

    size: int
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """An upload: ``received`` bytes so far are safe; go on from there."""

    id: str
    size: int
    received: int
    digest: str = ""
    complete: bool = False
