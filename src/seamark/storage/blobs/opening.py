"""Opening the blobs by their URL."""

from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from seamark.model.errors import InvalidValue
from seamark.storage.blobs.bucket import BucketBlobs
from seamark.storage.blobs.files import FileBlobs
from seamark.storage.blobs.protocol import Blobs

_BUCKETS: Final = frozenset({"s3", "gs", "az"})


def open_blobs(url: str) -> Blobs:
    """Open the blobs at ``file:///folder``, ``s3://…``, ``gs://…`` or ``az://…``.

    Raises:
        InvalidValue: the URL is none of these.
    """
    parts = urlsplit(url)
    if url.startswith("file:///"):
        return FileBlobs(Path(url.removeprefix("file://")))  # as it is: folders have % and # in their names too
    if parts.scheme in _BUCKETS and parts.netloc:
        return BucketBlobs.at(url)
    raise InvalidValue(
        "The blobs' URL is not understood.", "Use file:///absolute/folder, s3://bucket, gs://bucket or az://container."
    )
