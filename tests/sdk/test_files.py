"""Files are kept as they were at the call."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

import seamark
from seamark.model.errors import FileMissing
from seamark.model.values import FieldType
from seamark.sdk import files
from seamark.sdk.files import Manifest, find_files, keep, track
from seamark.sdk.media import Content


def attached(journals) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for record in journals.operations():
        if type(record).__name__ == "Attach":
            found.setdefault(record.path, []).append(record)
    return found


def test_an_upload_is_the_content_at_the_call(init, journals, tmp_path):
    file = tmp_path / "model.pt"
    file.write_bytes(b"first")
    run = init()
    run["model"].upload(file)
    file.write_bytes(b"second!")
    (record,) = attached(journals)["model"]
    assert (record.name, record.size, record.type) == ("model.pt", 5, FieldType.FILE)
    assert Path(record.source).read_bytes() == b"first"


def test_a_large_file_stays_in_its_place(init, journals, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "COPIED_BYTES", 3)
    monkeypatch.setattr(files, "clone", lambda source, target: False)
    file = tmp_path / "model.pt"
    file.write_bytes(b"first")
    run = init()
    run["model"].upload(str(file))
    assert attached(journals)["model"][0].source == str(file)


def test_copy_false_leaves_it_there(init, journals, tmp_path):
    file = tmp_path / "model.pt"
    file.write_bytes(b"first")
    run = init()
    run["model"].upload(file, copy=False)
    assert attached(journals)["model"][0].source == str(file)


def test_a_series_of_images(init, journals):
    run = init()
    run["samples"].append(seamark.Image(np.zeros((2, 2))))
    run["samples"].append(seamark.Image(np.ones((2, 2))), step=10)
    first, second = attached(journals)["samples"]
    assert (first.type, first.step, first.relative, first.name) == (FieldType.FILE_SERIES, 0, True, "samples.png")
    assert (second.step, second.relative) == (10, False)


def test_sets_of_files(init, journals, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "src" / "deep").mkdir(parents=True)
    for name in ("src/a.py", "src/deep/b.py", "src/c.txt"):
        (tmp_path / name).write_text(name)
    run = init()
    run["src"].upload_files("src/**/*.py")
    run["all"].upload_files(["src"])
    assert [record.subpath for record in attached(journals)["src"]] == ["src/a.py", "src/deep/b.py"]
    assert [record.subpath for record in attached(journals)["all"]] == ["src/a.py", "src/c.txt", "src/deep/b.py"]
    assert attached(journals)["src"][0].type is FieldType.FILE_SET


def test_what_is_missing_is_said(init, journals, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = init()
    run["a"].upload("nothing.pt")
    run["b"].upload(tmp_path)
    run["c"].upload_files("*.nothing")
    run["d"].track_files("nowhere")
    run["e"].upload(3)
    printed = capsys.readouterr().err
    assert attached(journals) == {}
    for text in (
        "nothing.pt does not exist.",
        "is a folder.",
        "No file matches *.nothing.",
        "nowhere does not exist.",
        "a int to upload",
    ):
        assert text in printed


def test_tracked_files_keep_hashes_and_no_content(init, journals, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "a.csv").write_text("secret")
    run = init()
    run["data"].track_files(data)
    (record,) = attached(journals)["data"]
    text = Path(record.source).read_bytes()
    manifest = json.loads(text)
    assert record.type is FieldType.ARTIFACT
    assert [(file["path"], file["size"], file["digest"]) for file in manifest["files"]] == [
        ("a.csv", 6, hashlib.sha256(b"secret").hexdigest())
    ]
    assert b"secret" not in text


def test_one_byte_changes_the_hash_of_a_data_set(tmp_path):
    import msgspec

    def read() -> Manifest:
        return msgspec.json.decode(track(tmp_path).data, type=Manifest)

    (tmp_path / "a").write_bytes(b"1")
    first = read()
    assert read().digest == first.digest
    (tmp_path / "a").write_bytes(b"2")
    assert read().digest != first.digest


def test_a_remote_place_needs_its_library():
    with pytest.raises((FileMissing, ValueError)):
        track("nosuchstore://bucket/data")


def test_kept_names_are_safe(tmp_path):
    kept = keep(Content("../../evil\n.sh", "text/plain", data=b"x"), tmp_path, copy=True)
    assert kept.source.startswith(str(tmp_path))
    assert len(list(tmp_path.iterdir())) == 1


def test_files_outside_the_working_folder_have_a_name(tmp_path, monkeypatch):
    inner = tmp_path / "inner"
    inner.mkdir()
    monkeypatch.chdir(inner)
    (tmp_path / "x.py").write_text("")
    ((name, _),) = find_files(str(tmp_path / "*.py"))
    assert name.endswith("/x.py")
    assert not name.startswith("/")
