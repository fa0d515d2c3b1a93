"""Tells those who watch a project or a run what each commit changed."""

import asyncio
import weakref
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from seamark.model.errors import Unavailable
from seamark.wire.api.live import Change

QUEUED_CHANGES: Final = 256
"""Most changes that wait for one watcher; more become one that says "many"."""

WATCHES: Final = 50
"""Most that one person has open at a time."""


class Watch:
    """The changes that one watcher waits for: an async iterator that ends when it is closed.

    Cancelling a wait loses nothing. A watch that nobody holds any more is forgotten by itself; one
    that is left by ``with`` or closed is forgotten at once.
    """

    def __init__(
        self, project: str | None, run_uid: str | None, person: int = 0, may_see: Callable[[str], bool] | None = None
    ) -> None:
        self.person = person
        self._may_see = may_see
        self.project = project
        self.run_uid = run_uid
        self.is_open = True
        self._queue: deque[Change] = deque()
        self._woken = asyncio.Event()

    def __enter__(self) -> "Watch":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __aiter__(self) -> "Watch":
        return self

    async def __anext__(self) -> Change:
        while not self._queue:
            if not self.is_open:
                raise StopAsyncIteration
            self._woken.clear()
            await self._woken.wait()
        return self._queue.popleft()

    async def wait(self, seconds: float) -> Change | None:
        """Return the next change, or None when none came in that time or the watch is closed."""
        try:
            return await asyncio.wait_for(anext(self), seconds)
        except (TimeoutError, StopAsyncIteration):
            return None

    def close(self) -> None:
        """End the watch; what is queued is still given."""
        self.is_open = False
        self._woken.set()

    def offer(self, change: Change) -> None:
        """Queue what of a change this watcher waits for."""
        seen = self._narrow(change)
        if seen is None or not self.is_open:
            return
        if len(self._queue) >= QUEUED_CHANGES:
            self._queue.clear()
            seen = Change(commit=change.commit, project=self.project or "", runs=[])
        self._queue.append(seen)
        self._woken.set()

    def _narrow(self, change: Change) -> Change | None:
        if self.project is not None and change.project not in ("", self.project):
            return None
        if self._may_see is not None and not self._may_see(change.project):
            return None
        if self.run_uid is None or not change.runs:
            return change
        if self.run_uid not in change.runs:
            return None
        paths = {run: paths for run, paths in change.paths.items() if run == self.run_uid}
        return replace(change, runs=[self.run_uid], paths=paths)


class Live:
    """Passes changes on to all who watch. Everything here happens on the event loop."""

    def __init__(self) -> None:
        self._watches: weakref.WeakSet[Watch] = weakref.WeakSet()

    @property
    def watchers(self) -> int:
        """How many watch."""
        return sum(watch.is_open for watch in self._watches)

    def publish(self, change: Change) -> None:
        """Pass a change on. A change without runs means "many" and concerns all of its project."""
        for watch in list(self._watches):
            watch.offer(change)

    def subscribe(
        self, project: str | None, run_uid: str | None, person: int = 0, may_see: Callable[[str], bool] | None = None
    ) -> Watch:
        """Watch one project (or with None all), one run of it (or all); nothing published after
        this call is missed. ``may_see`` says of which projects, by ``workspace/name``, the watcher may
        know; it is asked at each change.

        Raises:
            Unavailable: the person watches in too many places.
        """
        if sum(watch.is_open and watch.person == person for watch in self._watches) >= WATCHES:
            raise Unavailable(f"You watch in {WATCHES} places already.", "Close some of them.")
        watch = Watch(project, run_uid, person, may_see)
        self._watches.add(watch)
        return watch

    def close(self) -> None:
        """End all watches, so that a server can stop."""
        for watch in list(self._watches):
            watch.close()
