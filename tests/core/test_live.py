"""Watching what commits change."""

import asyncio
import gc

from seamark.core.live import QUEUED_CHANGES, Live
from seamark.wire.api.live import Change


def change(commit, project="ada/digits", runs=("r1",)):
    return Change(commit=commit, project=project, runs=list(runs), paths={run: ["train/loss"] for run in runs})


def test_a_watcher_sees_what_is_published_after_it_subscribed():
    async def scenario():
        live = Live()
        live.publish(change(1))
        watch = live.subscribe("ada/digits", None)
        live.publish(change(2))
        live.publish(change(3, project="ada/other"))
        live.publish(change(4))
        return [(await anext(watch)).commit, (await anext(watch)).commit, await watch.wait(0.01)]

    assert asyncio.run(scenario()) == [2, 4, None]


def test_a_watcher_of_one_run_gets_only_its_paths():
    async def scenario():
        live = Live()
        watch = live.subscribe(None, "r2")
        live.publish(change(1, runs=("r1",)))
        live.publish(change(2, runs=("r1", "r2")))
        live.publish(change(3, runs=()))
        return [await anext(watch), await anext(watch)]

    one, many = asyncio.run(scenario())
    assert (one.commit, one.runs, list(one.paths)) == (2, ["r2"], ["r2"])
    assert (many.commit, many.runs) == (3, [])


def test_too_many_waiting_changes_become_one_that_says_many():
    async def scenario():
        live = Live()
        watch = live.subscribe("ada/digits", None)
        for commit in range(QUEUED_CHANGES + 1):
            live.publish(change(commit))
        live.publish(change(1000))
        return [await anext(watch), await anext(watch), await watch.wait(0.01)]

    many, after, nothing = asyncio.run(scenario())
    assert many == Change(commit=QUEUED_CHANGES, project="ada/digits", runs=[])
    assert after.commit == 1000
    assert nothing is None


def test_a_cancelled_wait_loses_nothing():
    async def scenario():
        live = Live()
        watch = live.subscribe(None, None)
        assert await watch.wait(0.01) is None
        live.publish(change(1))
        return await watch.wait(1)

    assert asyncio.run(scenario()).commit == 1


def test_watches_are_forgotten_when_closed_left_or_dropped():
    async def scenario():
        live = Live()
        with live.subscribe(None, None):
            assert live.watchers == 1
        assert live.watchers == 0

        async def read():
            async for _ in live.subscribe(None, None):
                pass

        task = asyncio.create_task(read())
        await asyncio.sleep(0.01)
        assert live.watchers == 1
        task.cancel()
        await asyncio.wait([task])
        del task
        await asyncio.sleep(0)
        gc.collect()
        return live.watchers

    assert asyncio.run(scenario()) == 0


def test_closing_ends_every_iteration():
    async def scenario():
        live = Live()
        watch = live.subscribe(None, None)
        live.publish(change(1))
        live.close()
        return [item.commit async for item in watch]

    assert asyncio.run(scenario()) == [1]
