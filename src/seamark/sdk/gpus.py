"""NVIDIA GPUs through the driver's own library, with nothing to install."""

import contextlib
import ctypes
from collections.abc import Callable
from typing import Any, Final

_SENSOR: Final = 0


class _Utilisation(ctypes.Structure):
    _fields_ = (("gpu", ctypes.c_uint), ("memory", ctypes.c_uint))


class _Memory(ctypes.Structure):
    _fields_ = (("total", ctypes.c_ulonglong), ("free", ctypes.c_ulonglong), ("used", ctypes.c_ulonglong))


class Gpus:
    """The GPUs of this machine; none where there is no driver."""

    def __init__(self) -> None:
        self._handles: list[ctypes.c_void_p] = []
        with contextlib.suppress(OSError, AttributeError):
            self._library: Any = _load()
            self._open()

    def sample(self) -> dict[str, float]:
        """Return utilisation, memory, power and temperature of each GPU, as far as it tells them."""
        values: dict[str, float] = {}
        for index, handle in enumerate(self._handles):
            for name, value in self._read(handle).items():
                values[f"gpu{index}/{name}"] = value
        return values

    def _open(self) -> None:
        count = ctypes.c_uint()
        if self._library.nvmlInit_v2() or self._library.nvmlDeviceGetCount_v2(ctypes.byref(count)):
            return
        for index in range(count.value):
            handle = ctypes.c_void_p()
            if not self._library.nvmlDeviceGetHandleByIndex_v2(index, ctypes.byref(handle)):
                self._handles.append(handle)

    def _read(self, handle: ctypes.c_void_p) -> dict[str, float]:
        use, memory, power, heat = _Utilisation(), _Memory(), ctypes.c_uint(), ctypes.c_uint()
        library = self._library
        questions: list[tuple[Callable[[], int], dict[str, Callable[[], float]]]] = [
            (
                lambda: int(library.nvmlDeviceGetUtilizationRates(handle, ctypes.byref(use))),
                {"utilisation": lambda: float(use.gpu)},
            ),
            (
                lambda: int(library.nvmlDeviceGetMemoryInfo(handle, ctypes.byref(memory))),
                {"memory": lambda: memory.used / 1e9},
            ),
            (
                lambda: int(library.nvmlDeviceGetPowerUsage(handle, ctypes.byref(power))),
                {"power": lambda: power.value / 1e3},
            ),
            (
                lambda: int(library.nvmlDeviceGetTemperature(handle, _SENSOR, ctypes.byref(heat))),
                {"temperature": lambda: float(heat.value)},
            ),
        ]
        values: dict[str, float] = {}
        for ask, answers in questions:
            if ask() == 0:
                values.update({name: read() for name, read in answers.items()})
        return values


def _load() -> ctypes.CDLL:
    for name in ("libnvidia-ml.so.1", "nvml.dll"):
        with contextlib.suppress(OSError):
            return ctypes.CDLL(name)
    raise OSError("no NVIDIA driver")
