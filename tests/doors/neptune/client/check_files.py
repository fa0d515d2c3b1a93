"""Files and file sets: uploaded whole and in parts, replaced, listed, downloaded, deleted."""

import io
import os
import zipfile

import neptune.exceptions
import pytest
from neptune.types import File

import neptune


@pytest.fixture
def work(tmp_path, monkeypatch):
    """A folder to work in: the client looks up files, and names those of a set, from where it is."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_file(run, again, work):
    (work / "model.bin").write_bytes(os.urandom(10_000))
    run["model"].upload("model.bin")
    seen = again()
    seen["model"].download("down")
    assert (work / "down").read_bytes() == (work / "model.bin").read_bytes()
    assert seen["model"].fetch_extension() == "bin"


def test_the_name_of_a_download(run, again, work):
    run["deep/model"].upload(File.from_content("abc", extension="txt"))
    run["plain"].upload(File.from_content(b"abc", extension=""))
    seen = again()
    (work / "downs").mkdir()
    seen["deep/model"].download("downs")
    seen["plain"].download("downs")
    assert sorted(path.name for path in (work / "downs").iterdir()) == ["model.txt", "plain.bin"]


def test_a_file_from_a_stream(run, again, work):
    run["stream"].upload(File.from_stream(io.BytesIO(b"streamed"), extension="dat"))
    again()["stream"].download("down")
    assert (work / "down").read_bytes() == b"streamed"


@pytest.mark.parametrize("size", [0, 1, 5 * 2**20, 5 * 2**20 + 1, 17 * 2**20])
def test_files_of_every_size(run, again, work, size):
    content = os.urandom(size)
    (work / "big.bin").write_bytes(content)
    run["big"].upload("big.bin")
    again()["big"].download("down.bin")
    assert (work / "down.bin").read_bytes() == content


def test_a_file_is_replaced(run, again, work):
    run["file"].upload(File.from_content("one", extension="txt"))
    run.wait()
    run["file"].upload(File.from_content("two", extension="md"))
    seen = again()
    seen["file"].download("down")
    assert (work / "down").read_text() == "two"
    assert seen["file"].fetch_extension() == "md"


def test_a_file_assigned(run, again, work):
    (work / "a.txt").write_text("a")
    run["file"] = File("a.txt")
    run["html"] = File.from_content("<p>hi</p>", extension="html")
    again()["file"].download("down")
    assert (work / "down").read_text() == "a"


def test_a_file_where_a_value_is(run, work):
    run["x"] = 1
    run.wait()
    other = neptune.init_run(with_id=run["sys/id"].fetch(), mode="sync", capture_hardware_metrics=False, git_ref=False)
    other["y"].upload(File.from_content("one", extension="txt"))
    with pytest.raises(neptune.exceptions.NeptuneException):
        other["y/below"].upload(File.from_content("one", extension="txt"))
    other.stop()


def make_folder(work):
    for name in ("data/a.txt", "data/deep/b.txt", "data/deep/er/c.txt"):
        path = work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def names_in(path):
    with zipfile.ZipFile(path) as archive:
        return sorted(archive.namelist())


def test_a_file_set(run, again, work):
    make_folder(work)
    run["set"].upload_files("data")
    seen = again()
    seen["set"].download("set.zip")
    assert names_in("set.zip") == [
        "/",
        "data/",
        "data/a.txt",
        "data/deep/",
        "data/deep/b.txt",
        "data/deep/er/",
        "data/deep/er/c.txt",
    ]
    with zipfile.ZipFile("set.zip") as archive:
        assert archive.read("data/deep/b.txt") == b"data/deep/b.txt"
        assert archive.testzip() is None


def test_a_file_set_of_one(run, again, work):
    make_folder(work)
    run["set"].upload_files("data/a.txt")
    again()["set"].download("set.zip")
    assert names_in("set.zip") == ["/", "data/", "data/a.txt"]


def test_a_large_file_of_a_set(run, again, work):
    (work / "large.bin").write_bytes(os.urandom(12 * 2**20))
    run["set"].upload_files("large.bin")
    again()["set"].download("set.zip")
    with zipfile.ZipFile("set.zip") as archive:
        assert archive.read("large.bin") == (work / "large.bin").read_bytes()


def test_a_file_set_grows_and_is_replaced(run, again, work):
    make_folder(work)
    run["set"].upload_files("data/a.txt")
    run.wait()
    run["set"].upload_files("data/deep/b.txt")
    again()["set"].download("set.zip")
    assert names_in("set.zip") == ["/", "data/", "data/a.txt", "data/deep/", "data/deep/b.txt"]
    run["set"] = neptune.types.FileSet("data/a.txt")
    again()["set"].download("set2.zip")
    assert names_in("set2.zip") == ["/", "data/", "data/a.txt"]


def test_files_of_a_set_are_deleted(run, again, work):
    make_folder(work)
    run["set"].upload_files("data")
    run.wait()
    run["set"].delete_files(["data/a.txt", "data/deep/er"])
    again()["set"].download("set.zip")
    assert names_in("set.zip") == ["/", "data/", "data/deep/", "data/deep/b.txt"]


def test_a_file_set_is_listed(run, again, work):
    make_folder(work)
    run["set"].upload_files("data")
    seen = again()
    assert [entry.name for entry in seen["set"].list_fileset_files()] == ["data"]
    top = {entry.name: entry for entry in seen["set"].list_fileset_files("data")}
    assert {name: entry.file_type for name, entry in top.items()} == {"a.txt": "file", "deep": "directory"}
    assert top["a.txt"].size == len("data/a.txt")
    deep = {entry.name: entry.file_type for entry in seen["set"].list_fileset_files("data/deep")}
    assert deep == {"b.txt": "file", "er": "directory"}


def test_many_small_files(run, again, work):
    (work / "many").mkdir()
    for index in range(1_200):
        (work / "many" / f"{index}.txt").write_text(str(index))
    run["set"].upload_files("many")
    again()["set"].download("set.zip")
    assert len(names_in("set.zip")) == 1_202


def test_an_empty_folder(run, again, work):
    (work / "empty").mkdir()
    run["set"] = neptune.types.FileSet("empty")
    again()["set"].download("set.zip")
    assert names_in("set.zip") == ["/"]


def test_an_empty_file_set(run, again, work):
    run["set"] = neptune.types.FileSet([])
    again()["set"].download("set.zip")
    assert names_in("set.zip") == ["/"]


def test_source_files(work):
    (work / "train.py").write_text("print('train')")
    (work / "model.py").write_text("print('model')")
    run = neptune.init_run(source_files=["*.py"], capture_hardware_metrics=False, git_ref=False)
    run.wait()
    run["source_code/files"].download("source.zip")
    assert names_in("source.zip") == ["/", "model.py", "train.py"]
    run.stop()


def test_a_file_set_that_is_not_there(run, again):
    seen = again()
    with pytest.raises(neptune.exceptions.MissingFieldException):
        seen["nothing"].download("x")


def test_files_count_into_the_size(run, again, work):
    run["file"].upload(File.from_content("x" * 1_000, extension="txt"))
    assert again()["sys/size"].fetch() >= 1_000
