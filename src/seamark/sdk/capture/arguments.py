"""The arguments of the command line, and what argparse made of them."""

import sys
from types import FrameType
from typing import Any

from seamark.sdk.notices import is_own_frame


def find_namespace() -> Any:
    """Return the argparse namespace that lies in the functions that are calling, None without one.

    The innermost call's comes first; a script that has none, or that never parsed, has none here.
    """
    argparse = sys.modules.get("argparse")
    if argparse is None:
        return None
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001  the documented way to a caller's names
    while frame is not None:
        if not is_own_frame(frame):
            for value in list(frame.f_locals.values()):
                if type(value) is argparse.Namespace:
                    return value
        frame = frame.f_back
    return None
