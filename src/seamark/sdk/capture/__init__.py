"""What is captured without asking: console, git, source, packages, host, arguments."""

from seamark.sdk.capture.start import begin_capture

__all__ = ["begin_capture"]
