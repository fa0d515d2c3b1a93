"""Every type of field: assigned, changed, read back, deleted."""

import datetime
import math

import neptune.exceptions
import pytest
from neptune.types import Boolean, Datetime, Float, Integer, String
from neptune.utils import stringify_unsupported

import neptune


@pytest.mark.parametrize(
    "value", [0.1 + 0.2, 1e-308, -5.5, 2**31 - 1, -7, True, False, "text", "", "żółw 🐢", "a\nb", "x" * 900]
)
def test_a_value_comes_back(run, again, value):
    run["some/value"] = value
    assert again()["some/value"].fetch() == value


def test_explicit_types(run, again):
    run["f"].assign(Float(1))
    run["i"].assign(Integer(3))
    run["s"].assign(String("s"))
    run["b"].assign(Boolean(True))
    seen = again()
    assert [seen[name].fetch() for name in "fisb"] == [1.0, 3, "s", True]


def test_a_moment_comes_back_to_the_millisecond(run, again):
    moment = datetime.datetime(2024, 5, 17, 3, 4, 5, 999_000, tzinfo=datetime.UTC)
    run["when"] = moment
    run["typed"].assign(Datetime(moment))
    seen = again()
    assert seen["when"].fetch() == moment
    assert seen["typed"].fetch() == moment


def test_a_dictionary_becomes_a_namespace(run, again):
    run["parameters"] = {"lr": 0.1, "layers": {"first": 32, "second": 64}, "name": "adam"}
    seen = again()
    assert seen["parameters/layers/second"].fetch() == 64
    assert seen["parameters"].fetch() == {"lr": 0.1, "layers": {"first": 32, "second": 64}, "name": "adam"}


def test_unsupported_values_as_strings(run, again):
    run["parameters"] = stringify_unsupported({"list": [1, 2], "none": None, "tuple": (1, "a")})
    assert again()["parameters/list"].fetch() == "[1, 2]"


def test_a_value_is_overwritten(run, again):
    run["x"] = 1
    run["x"] = 2
    assert again()["x"].fetch() == 2


def test_a_field_is_deleted_and_may_have_another_type(run, again):
    run["x"] = 1
    run.wait()
    del run["x"]
    run["x"] = "text"
    assert again()["x"].fetch() == "text"


def test_a_namespace_is_deleted(run, again):
    run["a/b"] = 1
    run["a/c"] = 2
    run["d"] = 3
    run.wait()
    del run["a"]
    seen = again()
    assert not seen.exists("a/b")
    assert seen["d"].fetch() == 3


def test_another_type_is_an_error_and_the_rest_stands(run, again, caplog, capsys):
    run["x"] = 1
    run.wait()
    other = neptune.init_run(
        with_id=run["sys/id"].fetch(),
        capture_hardware_metrics=False,
        capture_stdout=False,
        capture_stderr=False,
        git_ref=False,
        mode="sync",
    )
    second = neptune.init_run(
        with_id=run["sys/id"].fetch(),
        capture_hardware_metrics=False,
        capture_stdout=False,
        capture_stderr=False,
        git_ref=False,
        mode="sync",
    )
    other["y"] = 1.5
    with pytest.raises(neptune.exceptions.MetadataInconsistency):
        second["y"] = "text"
    with pytest.raises(neptune.exceptions.MetadataInconsistency):
        second["y/below"] = 1
    second["z"] = "text"
    assert again()["y"].fetch() == 1.5
    assert again()["z"].fetch() == "text"
    other.stop()
    second.stop()


def test_nan_and_infinities_harm_nothing_else(run, again):
    run["x"] = math.nan
    run["y"] = math.inf
    run["z"] = 1.0
    run["series"].append(1.0)
    run["series"].append(math.nan)
    run["series"].append(2.0)
    seen = again()
    assert seen["z"].fetch() == 1.0
    assert seen["series"].fetch_values()["value"].tolist() == [1.0, 2.0]


def test_tags(run, again):
    run["sys/tags"].add(["one", "two"])
    run["sys/tags"].add("three")
    run["sys/tags"].remove("one")
    run["sys/group_tags"].add("group")
    seen = again()
    assert seen["sys/tags"].fetch() == {"two", "three"}
    assert seen["sys/group_tags"].fetch() == {"group"}
    run["sys/tags"].clear()
    assert again()["sys/tags"].fetch() == set()


def test_a_set_elsewhere_is_an_error(run):
    synchronous = neptune.init_run(
        with_id=run["sys/id"].fetch(), mode="sync", capture_hardware_metrics=False, git_ref=False
    )
    with pytest.raises(neptune.exceptions.NeptuneException):
        synchronous["my/set"].add(["a"])
    synchronous.stop()


def test_what_is_not_there(run):
    with pytest.raises(neptune.exceptions.MissingFieldException):
        run["nothing"].fetch()
    assert not run.exists("nothing")


def test_system_fields(run, again):
    run["sys/name"] = "a name"
    run["sys/description"] = "what it is"
    seen = again()
    assert seen["sys/id"].fetch().startswith("CLI-")
    assert seen["sys/name"].fetch() == "a name"
    assert seen["sys/description"].fetch() == "what it is"
    assert seen["sys/owner"].fetch() == "ada"
    assert seen["sys/failed"].fetch() is False
    assert seen["sys/trashed"].fetch() is False
    for name in ("creation_time", "modification_time", "ping_time"):
        age = datetime.datetime.now(datetime.UTC) - seen[f"sys/{name}"].fetch()
        assert abs(age.total_seconds()) < 300
    assert seen["sys/running_time"].fetch() >= 0
    assert seen["sys/monitoring_time"].fetch() >= 0
    assert seen["sys/size"].fetch() >= 0
    run["sys/failed"] = True
    assert again()["sys/failed"].fetch() is True


def test_system_fields_of_ours_cannot_be_written(run):
    synchronous = neptune.init_run(
        with_id=run["sys/id"].fetch(), mode="sync", capture_hardware_metrics=False, git_ref=False
    )
    for name in ("sys/id", "sys/owner", "sys/uid", "sys/created_at"):
        with pytest.raises(neptune.exceptions.NeptuneException):
            synchronous[name] = "other"
    synchronous.stop()


def test_the_structure_of_a_run(run, again):
    run["a/b/c"] = 1
    run["a/d"].append(1)
    structure = again().get_structure()
    assert set(structure["a"]) == {"b", "d"}
    assert set(structure["a"]["b"]) == {"c"}
    assert {"id", "name", "tags", "state", "owner", "creation_time"} <= set(structure["sys"])


def test_a_field_is_copied(run, again):
    run["one"] = 1.5
    run.wait()
    run["two"] = run["one"]
    assert again()["two"].fetch() == 1.5
