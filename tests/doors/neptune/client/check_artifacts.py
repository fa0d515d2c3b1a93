"""Artifacts: datasets by the hashes of their files."""

import pytest


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data" / "deep").mkdir(parents=True)
    (tmp_path / "data" / "a.csv").write_text("a")
    (tmp_path / "data" / "deep" / "b.csv").write_text("bb")
    (tmp_path / "more.csv").write_text("ccc")
    return tmp_path


def test_an_artifact(run, again, data):
    run["dataset"].track_files("data")
    seen = again()
    hash = seen["dataset"].fetch_hash()
    assert len(hash) == 64
    files = {file.file_path: file for file in seen["dataset"].fetch_files_list()}
    assert set(files) == {"a.csv", "deep/b.csv"}
    assert files["deep/b.csv"].size == 2
    assert files["a.csv"].metadata["file_path"].endswith("data/a.csv")
    seen["dataset"].download("down")
    assert (data / "down" / "deep" / "b.csv").read_text() == "bb"


def test_the_same_files_are_the_same_artifact(run, again, data):
    run["one"].track_files("data")
    run["two"].track_files("data")
    seen = again()
    assert seen["one"].fetch_hash() == seen["two"].fetch_hash()


def test_another_file_makes_another_version(run, again, data):
    run["dataset"].track_files("data")
    first = again()["dataset"].fetch_hash()
    run["dataset"].track_files("more.csv")
    seen = again()
    assert seen["dataset"].fetch_hash() != first
    assert {file.file_path for file in seen["dataset"].fetch_files_list()} == {"a.csv", "deep/b.csv", "more.csv"}


def test_a_changed_file_changes_the_hash(run, again, data):
    run["one"].track_files("data")
    run.wait()
    (data / "data" / "a.csv").write_text("changed")
    run["two"].track_files("data")
    seen = again()
    assert seen["one"].fetch_hash() != seen["two"].fetch_hash()


def test_an_artifact_is_assigned_from_another(run, again, data):
    run["one"].track_files("data")
    run.wait()
    run["two"] = run["one"].fetch()
    seen = again()
    assert seen["two"].fetch_hash() == seen["one"].fetch_hash()


def test_an_artifact_where_a_value_is(run, again, data):
    run["x"] = 1
    run.wait()
    run["y"].track_files("data")
    seen = again()
    assert seen["x"].fetch() == 1
    assert seen["y"].fetch_hash()
