"""PyTorch Lightning through the logger that it ships, under both of its names."""

import importlib

import pytest
import torch

NAMES = ["lightning.pytorch", "pytorch_lightning"]


@pytest.fixture(params=NAMES)
def lightning(request):
    return importlib.import_module(request.param)


@pytest.fixture
def loggers(lightning):
    return importlib.import_module(f"{lightning.__name__}.loggers")


@pytest.fixture
def callbacks(lightning):
    return importlib.import_module(f"{lightning.__name__}.callbacks")


@pytest.fixture
def net(lightning):
    class Net(lightning.LightningModule):
        def __init__(self, rate=0.05, width=4):
            super().__init__()
            self.save_hyperparameters()
            self.layer = torch.nn.Linear(width, 1)
            self.losses = []

        def measure(self, batch):
            features, wanted = batch
            return torch.nn.functional.mse_loss(self.layer(features), wanted)

        def training_step(self, batch, index):
            loss = self.measure(batch)
            self.losses.append(float(loss))
            self.log("train/loss", loss)
            return loss

        def validation_step(self, batch, index):
            self.log("val/loss", self.measure(batch))

        def test_step(self, batch, index):
            self.log("test/loss", self.measure(batch))

        def configure_optimizers(self):
            return torch.optim.SGD(self.parameters(), lr=self.hparams.rate)

    torch.manual_seed(1)
    return Net()


@pytest.fixture
def data():
    features = torch.randn(64, 4, generator=torch.Generator().manual_seed(1))
    return torch.utils.data.DataLoader(
        torch.utils.data.TensorDataset(features, features.sum(1, keepdim=True)), batch_size=8
    )


def make_trainer(lightning, logger, **more):
    return lightning.Trainer(
        max_epochs=3, logger=logger, log_every_n_steps=1, accelerator="cpu", enable_progress_bar=False, **more
    )


def read_again(logger):
    """Wait for what was logged, and open the run once more, for reading."""
    import neptune

    logger.experiment.wait()
    return neptune.init_run(with_id=logger.version, mode="read-only")


@pytest.fixture
def project():
    import os

    return os.environ["NEPTUNE_PROJECT"]


def test_a_training(lightning, loggers, callbacks, net, data, project, work, errors, fetch):
    logger = loggers.NeptuneLogger(
        project=project, name="lightning-run", description="mlp quick run", tags=["mlp", "quick-run"]
    )
    keep_all = callbacks.ModelCheckpoint(dirpath="checkpoints", monitor="val/loss", save_top_k=-1)
    monitor = callbacks.LearningRateMonitor(logging_interval="step")
    trainer = make_trainer(lightning, logger, callbacks=[keep_all, monitor])
    trainer.fit(net, data, data)
    trainer.test(net, data, verbose=False)
    logger.log_model_summary(model=net, max_depth=-1)
    logger.experiment["notes"] = "by hand"

    with read_again(logger) as seen:
        assert seen["sys/name"].fetch() == "lightning-run"
        assert seen["sys/description"].fetch() == "mlp quick run"
        assert seen["sys/tags"].fetch() == {"mlp", "quick-run"}
        assert seen["source_code/integrations/pytorch-lightning"].fetch() == lightning.__version__
        assert seen["training/hyperparams"].fetch() == {"rate": 0.05, "width": 4}
        loss = seen["training/train/loss"].fetch_values()
        assert loss["value"].tolist() == pytest.approx(net.losses)
        assert loss["step"].tolist() == list(range(24))
        assert seen["training/val/loss"].fetch_values()["step"].tolist() == [7, 15, 23]
        epochs = seen["training/epoch"].fetch_values()
        assert epochs["step"].tolist() == list(range(25))
        assert epochs["value"].tolist() == [step // 8 for step in range(24)] + [3]
        assert seen["training/lr-SGD"].fetch_values()["value"].tolist() == pytest.approx([0.05] * 24)
        assert seen["training/test/loss"].fetch_last() == pytest.approx(trainer.callback_metrics["test/loss"].item())
        assert seen["training/status"].fetch() == "success"
        assert seen["notes"].fetch() == "by hand"
        assert "Linear" in fetch(seen, "training/model/summary").read_text()
        assert seen["training/model/best_model_path"].fetch() == keep_all.best_model_path
        assert seen["training/model/best_model_score"].fetch() == pytest.approx(keep_all.best_model_score.item())
        names = [f"epoch={epoch}-step={(epoch + 1) * 8}" for epoch in range(3)]
        assert sorted(seen.get_structure()["training"]["model"]["checkpoints"]) == names
        content = torch.load(fetch(seen, f"training/model/checkpoints/{names[-1]}"), weights_only=False)
        assert torch.equal(content["state_dict"]["layer.weight"], net.layer.weight)
    logger.experiment.stop()


def test_checkpoints_that_were_bettered_go(lightning, loggers, callbacks, net, data, project, work, errors):
    """Lightning deletes their files at once: a client that sends later would find none."""
    logger = loggers.NeptuneLogger(project=project, mode="sync")
    best = callbacks.ModelCheckpoint(dirpath="checkpoints", monitor="val/loss", save_top_k=1, save_last=True)
    make_trainer(lightning, logger, callbacks=[best]).fit(net, data, data)

    with read_again(logger) as seen:
        kept = seen.get_structure()["training"]["model"]["checkpoints"]
        assert sorted(kept) == ["epoch=2-step=24", "last"]
    logger.experiment.stop()


def test_a_run_of_ones_own(lightning, loggers, net, data, run, again):
    logger = loggers.NeptuneLogger(run=run["fold/1"], prefix="")
    make_trainer(lightning, logger, enable_checkpointing=False).fit(net, data)

    seen = again()
    assert seen["fold/1/train/loss"].fetch_values()["value"].tolist() == pytest.approx(net.losses)
    assert seen["fold/1/hyperparams/width"].fetch() == 4
