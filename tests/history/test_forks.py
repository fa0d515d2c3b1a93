"""Forked runs: parents before their forks, and the history of both in one series."""

import pytest

import seamark
from seamark.model import limits


@pytest.fixture
def project(request):
    """A project of each test's own."""
    return f"lab/{request.node.name}"


def fork(run, parent, step):
    run.sys(forking__parent=parent, forking__step=step, forking__depth=1)
    return run


def test_forks_have_the_history_of_their_parents(export, bring, open_run, project):
    """Also where they were made before them, as far as the export knows; the parent is told by either id."""
    late = export.MADE.replace(year=2025)
    root = export.run("root", project=project, id="FRK-1", creation_time=late)
    root.series("loss", [("0", 0.0), ("1", 1.0), ("2.5", 2.5), ("3", 3.0)]).series(
        "only/root", [("0", 7.0), ("9", 8.0)]
    )
    root.series("log", [("1", "root")], "string_series").add("parameters/lr", "float", 0.1).write()
    child = export.run("child", project=project, id="FRK-2", creation_time=late)
    fork(child, "FRK-1", 2.5).series("loss", [("3", 30.0), ("4", 40.0)]).write()
    fork(export.run("grandchild", project=project, id="FRK-3"), "child", 3.0).series("loss", [("5", 500.0)]).write()
    done = bring()
    assert (done.code, done.said.count("equal")) == (0, 7), done.said
    assert [run["run"] for run in done.report["runs"]] == ["root", "child", "grandchild"]
    read = {name: open_run(name, project) for name in ("root", "child", "grandchild")}
    assert points(read["child"], "loss") == [(0, 0), (1, 1), (2.5, 2.5), (3, 30), (4, 40)]
    assert points(read["grandchild"], "loss") == [(0, 0), (1, 1), (2.5, 2.5), (3, 30), (5, 500)]
    assert points(read["grandchild"], "only/root") == [(0, 7)]
    assert points(read["grandchild"], "log") == [(1, "root")]
    assert "parameters/lr" not in read["child"]
    assert read["child"]["neptune/sys/forking/parent"].fetch() == "FRK-1"
    assert read["child"]["sys/fork/parent"].fetch() == "FRK-1"
    assert read["grandchild"]["sys/fork/step"].fetch() == 3.0


def points(run, path):
    frame = run[path].fetch_values()
    return list(zip(frame["step"].tolist(), frame["value"].tolist(), strict=True))


def test_a_fork_without_its_parent_is_named(export, bring, open_run, project):
    fork(export.run("child", project=project), "gone", 2.5).series("loss", [("3", 30.0)]).write()
    circle = [fork(export.run(name, project=project, id=name), other, 1.0) for name, other in ("ab", "ba")]
    for run in circle:
        run.write()
    done = bring()
    assert done.code == 1
    assert {run["run"]: [finding["kind"] for finding in run["findings"]] for run in done.report["runs"]} == {
        "child": ["missing_parent"],
        "a": [],
        "b": ["missing_parent"],
    }
    assert points(open_run("child", project), "loss") == [(3, 30)]


def test_the_client_forks(server, bring, export, open_run, project, tmp_path, monkeypatch):
    export.run("root", project=project).series("loss", [(str(step), float(step)) for step in range(5)]).write()
    assert bring().code == 0
    monkeypatch.setenv("SEAMARK_HOME", str(tmp_path / "training"))
    settings = {"url": server.url, "token": server.token, "capture": False}
    with seamark.init_run(project, id="mine", fork=("root", 2), **settings) as run:
        run["loss"].append(30.0)
        run["loss"].append(40.0)
    read = open_run("mine", project)
    assert points(read, "loss") == [(0, 0), (1, 1), (2, 2), (3, 30), (4, 40)]
    assert read["sys/fork/step"].fetch() == 2.0


def test_a_line_of_forks_that_is_too_long_begins_anew(export, bring, open_run, project):
    """The run comes in, without the history that it cannot have; that is named."""
    names = [f"run-{number}" for number in range(limits.FORK_DEPTH + 3)]
    for number, name in enumerate(names):
        run = export.run(name, project=project, id=f"LIN-{number + 1}")
        if number:
            fork(run, names[number - 1], number - 1)
        run.series("loss", [(str(number), float(number))]).write()
    done = bring()
    assert done.code == 1
    found = {run["run"]: {finding["kind"] for finding in run["findings"]} for run in done.report["runs"]}
    assert {name for name, kinds in found.items() if "deep_fork" in kinds} == {names[limits.FORK_DEPTH + 1]}
    assert len(points(open_run(names[limits.FORK_DEPTH], project), "loss")) == limits.FORK_DEPTH + 1
    assert [step for step, _ in points(open_run(names[-1], project), "loss")] == [33, 34]
    assert bring().report["totals"] == done.report["totals"]
