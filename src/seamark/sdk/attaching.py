"""From a file, or an object that becomes one, to the operation that puts it into a field."""

import time
from os import PathLike
from typing import Any

from seamark.model.errors import InvalidValue
from seamark.model.operations import Attach
from seamark.model.values import FieldType
from seamark.sdk.frames import encode_frame, is_frame
from seamark.sdk.media import Content, File, read_content
from seamark.sdk.recorder import Recorder


def read_upload(path: str, value: Any) -> Content:
    """Return the content of what is uploaded: a path, bytes, a figure, a picture, a frame.

    Raises:
        InvalidValue: it is none of these.
        FileMissing: there is no such file.
    """
    if is_frame(value):
        return encode_frame(value)
    if isinstance(value, (str, PathLike)):
        return File(value).content
    content = read_content(value)
    if content is None:
        raise InvalidValue(
            f"{path} got a {type(value).__name__} to upload.",
            "Give a path, bytes, a figure, a picture, a frame or a seamark.File.",
            path=path,
        )
    return content


def attach(recorder: Recorder, path: str, content: Content, type: FieldType, *, copy: bool = True) -> Attach:
    """Keep the content where it is safe, and return the operation that puts it into the field."""
    named = content.named(path.rsplit("/", 1)[-1])
    stored = recorder.store(named, copy=copy)
    return Attach(
        path=path,
        digest=stored.digest,
        size=stored.size,
        source=stored.source,
        name=named.name,
        media_type=content.media_type,
        caption=content.caption,
        type=type,
        time=time.time_ns() // 1000,
    )
