"""The run: what its calls write into the journal."""

import math
import multiprocessing
import os
import threading
from pathlib import Path

import numpy as np
import pytest

import seamark
from seamark.model.errors import InvalidInput, KindConflict
from seamark.model.operations import Add, Append, Assign, Clear, Configure, Define, Delete, Extend, Log, Remove
from seamark.model.values import FieldType
from seamark.wire.journal import Header, Progress


def test_points_without_a_step_count_up(init, journals):
    run = init()
    for value in (0.1, 0.2, 0.3):
        run["train/loss"].append(value)
    run["train"]["loss"].append(0.4)
    points = journals.operations("train/loss")
    assert [(point.value, point.step, point.relative) for point in points] == [
        (0.1, 0, True),
        (0.2, 1, True),
        (0.3, 2, True),
        (0.4, 3, True),
    ]
    assert all(point.time > 1_600_000_000_000_000 for point in points)


def test_points_with_a_step_keep_it_in_any_order(init, journals):
    run = init()
    for step in (5, 1.5, -2):
        run["loss"].append(1.0, step=step)
    assert [(point.step, point.relative) for point in journals.operations("loss")] == [
        (5, False),
        (1.5, False),
        (-2, False),
    ]


@pytest.mark.parametrize("step", [math.nan, math.inf, "three", None])
def test_a_step_that_is_no_number_is_refused(init, journals, capsys, step):
    run = init()
    run["loss"].append(1.0, step=0)
    run["loss"].append(1.0, step=step)
    points = journals.operations("loss")
    if step is None:
        assert points[1].step == 0
        assert points[1].relative
    else:
        assert len(points) == 1
        assert "A step is a finite number." in capsys.readouterr().err


def test_a_timestamp_is_kept(init, journals):
    run = init()
    run["loss"].append(1.0, timestamp=1_700_000_000.5)
    assert journals.operations("loss")[0].time == 1_700_000_000_500_000


def test_what_can_be_appended(init, journals):
    run = init()
    run["text"].append("a line")
    run["histogram"].append(seamark.Histogram([1.0, 2.0, 2.0, math.nan], bins=2))
    run["numpy"].append(np.float32(0.5))
    run["int"].append(3)
    run["nan"].append(math.nan)
    run["many"].append({"a": 1, "b": {"c": 2}}, step=7)
    found = {point.path: point for point in journals.operations()}
    assert found["text"].value == "a line"
    assert found["histogram"].value["counts"] == [1.0, 2.0]
    assert found["numpy"].value == 0.5
    assert found["int"].value == 3.0
    assert math.isnan(found["nan"].value)
    assert found["many/b/c"].step == 7


def test_extend_takes_arrays_whole(init, journals):
    run = init()
    run["x"].extend(np.arange(3))
    run["x"].extend([1.0, math.nan])
    run["x"].append(2.0)
    run["x"].extend([5, 6], steps=[10, 11], timestamps=[1.0, 2.0])
    run["t"].extend(["a", "b"])
    first, second, third, fourth, text = journals.operations()
    assert (np.frombuffer(first.values).tolist(), np.frombuffer(first.steps).tolist()) == ([0, 1, 2], [0, 1, 2])
    assert np.frombuffer(second.steps).tolist() == [3, 4]
    assert isinstance(third, Append)
    assert third.step == 5
    assert not fourth.relative
    assert np.frombuffer(fourth.times, "<i8").tolist() == [1_000_000, 2_000_000]
    assert text.values == ["a", "b"]


def test_a_long_extend_is_written_in_pieces(init, journals):
    run = init()
    run["x"].extend(np.zeros(120_000))
    pieces = journals.operations("x")
    assert all(isinstance(piece, Extend) for piece in pieces)
    assert sum(piece.weight for piece in pieces) == 120_000
    assert np.frombuffer(pieces[-1].steps)[-1] == 119_999


def test_log_writes_one_record(init, journals):
    run = init()
    run.log({"a": 1.0, "b": {"c": 2.0}})
    run.log({"a": 1.5, "b/c": 2.5})
    run["a"].append(1.7)
    run.log({"a": 1.8, "b/c": 2.8})
    run.log({"a": 1.9, "b/c": np.float32(0.5)}, step=40)
    logged = [record for record in journals.operations() if isinstance(record, Log)]
    assert (logged[0].values, logged[0].step, logged[0].relative) == ({"a": 1.5, "b/c": 2.5}, 1, True)
    assert (logged[1].steps, logged[1].relative) == ([3, 2], True)
    last = journals.operations()[-2:]
    assert {40} == {record.step for record in last}


def test_log_of_nothing_writes_nothing(init, journals):
    run = init()
    run.log({})
    assert journals.operations() == []


def test_assignments_of_every_kind(init, journals):
    run = init(config={"lr": 0.1, "layers": [1, 2], "model": {"depth": 3}})
    run["params"] = {"a": {"b": True}, "nothing": None, "empty": {}}
    run["count"] = 2**53 + 1
    assert journals.values() == {
        "config/lr": 0.1,
        "config/layers": [1, 2],
        "config/model/depth": 3,
        "params/a/b": True,
        "params/nothing": None,
        "params/empty": {},
        "count": 2**53 + 1,
    }


def test_sets_and_tags(init, journals):
    run = init(tags=["first"])
    run["labels"] = {"b", "a"}
    run.tags.add("best")
    run.tags.add(["x", "y"])
    run.tags.remove("x")
    header = next(record for record in journals.read() if isinstance(record, Header))
    assert header.tags == ["first"]
    assert journals.operations() == [
        Clear(path="labels", type=FieldType.STRING_SET),
        Add(path="labels", values=["a", "b"]),
        Add(path="sys/tags", values=["best"]),
        Add(path="sys/tags", values=["x", "y"]),
        Remove(path="sys/tags", values=["x"]),
    ]


def test_tags_of_the_environment(init, monkeypatch):
    monkeypatch.setenv("SEAMARK_TAGS", "a, b")
    assert init().recorder.header.tags == ["a", "b"]
    assert init(tags="own").recorder.header.tags == ["own"]


def test_emptying_removing_files_and_how_a_series_is_shown(init, journals):
    run = init()
    run["loss"].configure(unit="nats", minimum=0, maximum=5)
    run["loss"].clear()
    run["src"].delete_files("old.py")
    run["src"].delete_files(["a", "b"])
    assert [operation for operation in journals.operations() if operation.path in ("loss", "src")] == [
        Configure(path="loss", unit="nats", minimum=0, maximum=5),
        Clear(path="loss"),
        Define(path="src", type=FieldType.FILE_SET),
        Remove(path="src", values=["old.py"]),
        Define(path="src", type=FieldType.FILE_SET),
        Remove(path="src", values=["a", "b"]),
    ]


def test_name_description_progress_and_deletion(init, journals):
    run = init(name="first")
    run.name = "second"
    run.description = "about"
    run.progress(3, 10)
    run["x"] = 1
    del run["x"]
    run["x"].append(1.0)
    assert run.name == "second"
    records = journals.operations()
    assert Progress(done=3.0, total=10.0) in records
    assert Delete(path="x") in records
    assert isinstance(records[-1], Append)


def test_what_is_in_a_run(init):
    run = init()
    run["a/b"] = 1
    assert "a/b" in run
    assert "a" in run
    assert "b" in run["a"]
    assert "c" not in run


def test_config_is_a_mapping(init):
    run = init(config={"lr": 0.1, "model": {"depth": 3}})
    run.config["seed"] = 7
    assert run.config["lr"] == 0.1
    assert run.config["model"] == {"depth": 3}
    assert dict(run.config) == {"lr": 0.1, "model/depth": 3, "seed": 7}


def test_a_reserved_path_is_refused(init, journals, capsys):
    run = init()
    run["sys/state"] = "finished"
    assert journals.operations() == []
    assert "sys/state is written by the server alone. Not recorded." in capsys.readouterr().err


def test_the_context_manager_says_how_it_ended(init, journals):
    with init():
        pass
    with pytest.raises(ValueError, match="boom"), init():
        raise ValueError("boom")
    with pytest.raises(KeyboardInterrupt), init():
        raise KeyboardInterrupt
    with pytest.raises(SystemExit), init():
        raise SystemExit(3)
    assert sorted((end.state.value, end.reason) for end in journals.ends()) == [
        ("failed", "ValueError: boom"),
        ("failed", "exit code 3"),
        ("finished", ""),
        ("stopped", "KeyboardInterrupt"),
    ]


def test_the_current_run(init):
    assert seamark.current_run() is None
    first, second = init(), init()
    assert seamark.current_run() is second
    second.stop()
    assert seamark.current_run() is first
    first.stop()
    assert seamark.current_run() is None


def test_stopping_twice_is_stopping_once(init, journals):
    run = init()
    run.stop()
    run.stop()
    assert len(journals.ends()) == 1


def test_strict_raises(init, monkeypatch):
    monkeypatch.setenv("SEAMARK_STRICT", "1")
    run = init()
    run["a"] = 1
    with pytest.raises(KindConflict, match=r"is a number since test_run\.py"):
        run["a"].append(1.0)
    with pytest.raises(InvalidInput):
        run["b//c"] = 1
    run.stop()
    with pytest.raises(InvalidInput, match="was stopped at"):
        run["a"] = 2


def test_disabled_touches_no_disk(init, own_home):
    run = init(mode="disabled")
    run["a"] = 1
    run["x"].append(1.0)
    run["f"].upload(b"bytes")
    assert run.wait() == seamark.Delivery(sent=0, left=0)
    run.stop()
    assert not own_home.exists()


def test_wait_answers_at_once_offline(init):
    run = init()
    run["x"].append(1.0)
    assert run.wait() == seamark.Delivery(sent=0, left=1)


def test_many_threads_lose_nothing(init, journals):
    run = init()

    def work(name: int) -> None:
        for value in range(500):
            run["shared"].append(float(value))
            run[f"own/{name}"].append(float(value))

    threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shared = journals.operations("shared")
    assert len(shared) == 2000
    assert len({point.step for point in shared}) == 2000
    assert [point.step for point in journals.operations("own/3")] == list(range(500))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a system without fork")
def test_a_forked_process_has_a_session_of_its_own(init, journals):
    run = init()
    run["x"].append(1.0)
    child = os.fork()
    if child == 0:
        run["x"].append(2.0)
        run.stop()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    run["x"].append(3.0)
    run.stop()
    headers = {record.origin: record for record in journals.read() if isinstance(record, Header)}
    assert len(headers) == 2
    assert len({header.run for header in headers.values()}) == 1
    assert sorted((point.value, point.step) for point in journals.operations("x")) == [(1.0, 0), (2.0, 0), (3.0, 1)]


def _work(run: seamark.Run) -> None:
    run["worker"].append(1.0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a system without fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_worker_of_multiprocessing_ends_its_session(init, journals):
    run = init()
    process = multiprocessing.get_context("fork").Process(target=_work, args=(run,))
    process.start()
    process.join()
    assert process.exitcode == 0
    assert [point.path for point in journals.operations("worker")] == ["worker"]
    assert [end.state.value for end in journals.ends()] == ["finished"]


def test_a_child_that_logs_nothing_has_no_session(init, journals):
    if not hasattr(os, "fork"):
        pytest.skip("a system without fork")
    init()
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    assert len({record.origin for record in journals.read() if isinstance(record, Header)}) == 1


def test_kill_nine_loses_nothing(script, journals):
    script(
        "import os, seamark\n"
        "run = seamark.init_run(capture=False)\n"
        "for step in range(1000):\n"
        "    run['x'].append(float(step))\n"
        "os.kill(os.getpid(), 9)\n"
    )
    assert [point.step for point in journals.operations("x")] == list(range(1000))


def test_wrong_arguments_raise(own_home):
    with pytest.raises(TypeError, match=r'^init_run\(\) has no with_id; use id="SUN-123"$'):
        seamark.init_run(with_id="SUN-123")
    with pytest.raises(TypeError, match=r"^init_run\(\) has no colour$"):
        seamark.init_run(colour="red")
    with pytest.raises(ValueError, match='"SUN-123" is a run, not a project') as caught:
        seamark.init_run("SUN-123")
    assert str(caught.value) == (
        '"SUN-123" is a run, not a project. Continue it: init_run(id="SUN-123"). '
        'Read or annotate it: open_run("SUN-123")'
    )
    with pytest.raises(ValueError, match="resume"):
        seamark.init_run(resume="maybe")
    for fork in ("SUN-1", ("SUN-1", "2"), ("", 2), ("SUN-1", math.nan), ("SUN-1", True), ("SUN-1",)):
        with pytest.raises(ValueError, match="fork is"):
            seamark.init_run(fork=fork)
    assert not own_home.exists()


def test_the_header_says_whose_it_is(init, journals):
    init(id="my-key", resume="never", name="n", description="d", group="g", parent="SUN-1")
    header = journals.read()[0]
    assert (header.id, header.resume, header.name, header.description) == ("my-key", "never", "n", "d")
    assert (header.group, header.parent, header.pid, header.project) == ("g", "SUN-1", os.getpid(), "digits")


def test_assign_refused_by_kind_keeps_the_first(init, journals, capsys):
    run = init()
    run["a"] = 1
    run["a"] = 0.5
    run["a"] = "text"
    assert [record.value for record in journals.operations("a") if isinstance(record, Assign)] == [1, 0.5]
    assert "so run[\"a\"] = 'text' was not recorded" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="descriptors are counted in /proc")
def test_many_runs_leave_no_descriptors_and_threads_behind(script):
    text = (
        "import gc, os, threading, time, seamark\n"
        "def count():\n"
        "    gc.collect()\n"
        "    return len(os.listdir('/proc/self/fd')), threading.active_count()\n"
        "def work(number):\n"
        "    with seamark.init_run(config={'number': number}) as run:\n"
        "        print('run', number)\n"
        "        run['loss'].append(0.5)\n"
        "for number in range(5): work(number)\n"
        "time.sleep(0.2)\n"
        "before = count()\n"
        "for number in range(20): work(number)\n"
        "time.sleep(0.2)\n"
        "print(*before)\n"
        "print(*count())\n"
    )
    *_, before, after = script(text).stdout.splitlines()
    assert before == after
