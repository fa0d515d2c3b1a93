"""What a type checker sees of the public names."""

from pathlib import Path
from typing import Any, assert_type

import seamark
from seamark.model.objects import RunState

run = seamark.init_run("vision/cifar", id="mine", tags=["a"], config={"lr": 0.1}, capture={"console"}, mode="offline")
assert_type(run, seamark.Run)
assert_type(run["train"]["loss"], seamark.Field)
assert_type(run.id, str)
assert_type(run.url, str)
assert_type(run.state, RunState)
assert_type(run.tags, seamark.Field)
assert_type(run.wait(), seamark.Delivery)
assert_type(run.wait().left, int)
assert_type(run.config["lr"], Any)
assert_type(run["model"].download(), Path)
assert_type(seamark.current_run(), seamark.Run | None)
assert_type(seamark.open_run("SUN-1"), seamark.Run)

project = seamark.open_project("vision/cifar")
assert_type(project, seamark.Project)
assert_type(project.runs("val/acc > 0.9", columns=["config/lr"]), seamark.Table)
assert_type(project.best("val/acc", goal="maximise"), seamark.Run)

model = project.make_model("NET", tags=["resnet"])
assert_type(model, seamark.Model)
assert_type(model["hidden"], seamark.Field)
assert_type(model.make_version(), seamark.ModelVersion)
assert_type(next(model.versions(stage="production")).stage, str)
assert_type(next(project.models()).id, str)

with seamark.init_run() as inner:
    assert_type(inner, seamark.Run)

seamark.init_run(with_id="SUN-123")  # type: ignore[arg-type]
