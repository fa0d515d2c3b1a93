"""Sacred through neptune-sacred: a whole experiment, and one that fails."""

import pytest
from neptune.integrations.sacred import NeptuneObserver
from neptune.types import File
from sacred import Experiment


def make_experiment(run):
    experiment = Experiment("image_classification", interactive=True)
    experiment.observers.append(NeptuneObserver(run=run))

    @experiment.config
    def configuration():  # Sacred takes its local variables
        rate = 0.1  # noqa: F841
        layers = [64, 10]  # noqa: F841
        optimizer = {"name": "sgd", "momentum": 0.9}  # noqa: F841
        resume = None  # noqa: F841

    @experiment.named_config
    def slow():
        rate = 0.001  # noqa: F841

    return experiment


def test_an_experiment(run, again, work, fetch):
    experiment = make_experiment(run)
    (work / "data.csv").write_text("a,b\n1,2\n")

    @experiment.main
    def train(rate, layers, optimizer, resume):
        with experiment.open_resource("data.csv") as data:
            assert data.read() == "a,b\n1,2\n"
        for step in range(5):
            experiment.log_scalar("loss", rate / (step + 1), step * 10)
            experiment.log_scalar("accuracy", step / 5)
        (work / "weights.bin").write_bytes(b"weights")
        experiment.add_artifact("weights.bin")
        report = File.from_content("all went well")
        return {"accuracy": 0.8, "epochs": 5, "note": "done", "classes": ["a", "b"], "report": report}

    experiment.run(named_configs=["slow"], config_updates={"optimizer": {"momentum": 0.5}})

    seen = again()
    assert seen["sys/name"].fetch() == "image_classification"
    assert seen["source_code/integrations/neptune-sacred"].fetch() == "1.0.1"
    configuration = seen["experiment/config"].fetch()
    assert isinstance(configuration.pop("seed"), int)
    assert configuration == {
        "rate": 0.001,
        "layers": "[64, 10]",
        "optimizer name": "sgd",
        "optimizer momentum": 0.5,
        "resume": "None",
    }
    loss = seen["experiment/metrics/loss"].fetch_values()
    assert loss["value"].tolist() == pytest.approx([0.001 / (step + 1) for step in range(5)])
    assert loss["step"].tolist() == [0, 10, 20, 30, 40]
    accuracy = seen["experiment/metrics/accuracy"].fetch_values()
    assert accuracy["value"].tolist() == [step / 5 for step in range(5)]
    assert accuracy["step"].tolist() == [0, 1, 2, 3, 4]
    results = {"accuracy": 0.8, "epochs": 5.0, "note": "done", "classes": '["a", "b"]'}
    assert seen["experiment/metrics/results"].fetch() == results
    assert fetch(seen, "experiment/metrics/results/report").read_text() == "all went well"
    assert fetch(seen, "experiment/io_files/artifacts/weights.bin").read_bytes() == b"weights"
    about = seen["experiment/sacred_config"].fetch()
    assert about["meta_info"]["command"] == "train"
    assert about["experiment_info"]["name"] == "image_classification"
    assert "sacred==0.8.7" in about["experiment_info"]["dependencies"]
    assert about["host_info"]["python_version"].startswith("3.")


def test_an_experiment_that_fails(run, again):
    experiment = make_experiment(run["attempts/1"])

    @experiment.main
    def train(rate):
        experiment.log_scalar("loss", rate, 1)
        raise ArithmeticError("diverged")

    with pytest.raises(ArithmeticError):
        experiment.run()

    seen = again()
    assert seen["attempts/1/experiment/config/rate"].fetch() == 0.1
    assert seen["attempts/1/experiment/metrics/loss"].fetch_last() == 0.1
