"""Stopping by hand: clients that ping, lost processes, and wishes that nobody heard."""

from dataclasses import replace

import pytest

from seamark.core import presence
from seamark.core.signals import Signal
from seamark.core.stops import stop_by_hand
from seamark.model.errors import Forbidden
from seamark.model.objects import RunState


def stop(desk, uid, caller=None):
    row = desk.run(uid)
    project = desk.core.catalog.projects.get(row.project)
    return desk.do(stop_by_hand(desk.core, caller or desk.caller, row, project))


def end(desk, uid):
    fields = desk.values(uid)
    return fields["sys/state"].text, fields["sys/reason"].text


def test_a_client_that_pings_is_told_and_its_silence_is_a_stop(desk, uid):
    desk.end(desk.session(uid))
    row = desk.run(uid)
    desk.do(presence.attend(desk.core, desk.caller, row))
    with desk.core.signals.listen(row.number) as queue:
        assert stop(desk, uid) == "stopping"
        assert queue.get_nowait() == Signal("stop")
    assert desk.values(uid)["sys/state"].text == RunState.RUNNING
    desk.do(desk.core.hearts.judge(desk.core, patience=0.0))
    assert end(desk, uid) == ("stopped", f"by {desk.caller.name}")


def test_a_client_that_pings_and_does_not_listen_is_ended(desk, uid):
    desk.end(desk.session(uid))
    desk.do(presence.attend(desk.core, desk.caller, desk.run(uid)))
    assert stop(desk, uid) == "stopped"
    assert end(desk, uid) == ("stopped", f"by {desk.caller.name}")


def test_a_process_that_was_lost_counts_as_stopped_and_hears_of_it_when_it_comes_back(desk, uid):
    origin = desk.session(uid, listens=True)
    desk.do(desk.core.hearts.judge(desk.core, patience=0.0))
    assert desk.values(uid)["sys/state"].text == RunState.NOT_RESPONDING
    assert stop(desk, uid) == "stopped"
    assert end(desk, uid) == ("stopped", f"by {desk.caller.name}")
    assert desk.core.stops.find(origin) == desk.caller.name


def test_one_that_is_told_and_dies_without_a_word_was_stopped(desk, uid):
    origin = desk.session(uid, listens=True)
    assert stop(desk, uid) == "stopping"
    assert desk.core.stops.find(origin) == desk.caller.name
    desk.do(desk.core.hearts.judge(desk.core, patience=0.0))
    assert end(desk, uid) == ("stopped", f"by {desk.caller.name}")
    assert desk.core.stops.find(origin) == ""


def test_of_several_processes_each_is_told(desk, uid):
    origins = [desk.session(uid, listens=True), desk.session(uid, listens=True), desk.session(uid)]
    assert stop(desk, uid) == "stopping"
    assert [desk.core.stops.find(origin) for origin in origins] == [desk.caller.name] * 2 + [""]
    assert desk.values(uid)["sys/state"].text == RunState.RUNNING, "two still go on"
    for origin in origins[:2]:
        desk.end(origin, RunState.STOPPED)
    assert desk.values(uid)["sys/state"].text == RunState.STOPPED
    assert stop(desk, uid) == "over"


def test_who_may_not_write_stops_nothing(desk, uid):
    desk.session(uid)
    with pytest.raises(Forbidden):
        stop(desk, uid, replace(desk.caller, scope="read"))
    assert desk.values(uid)["sys/state"].text == RunState.RUNNING
