"""The demo's training: a small net on scikit-learn's handwritten digits, one epoch after another.

Started by `seamark demo` as `python -m seamark.cli.digits PLAN`, one process for several trainings. It is
written as anybody would write a training of their own: numpy does the sums, Seamark keeps the record.
"""

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_digits
from sklearn.metrics import confusion_matrix
from sklearn.model_selection import train_test_split

import seamark

Array: TypeAlias = NDArray[np.float64]
Labels: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One training to be done; ``pause`` seconds follow each epoch, so that one can watch."""

    learning_rate: float = 0.01
    width: int = 32
    optimiser: str = "adam"
    dropout: float = 0.0
    batch: int = 64
    epochs: int = 20
    held_out: float = 0.25
    seed: int = 0
    id: str | None = None
    group: str = ""
    pause: float = 0.0

    def as_config(self) -> dict[str, Any]:
        """Return what was chosen, as it stands below ``config/``."""
        apart = ("id", "group", "pause", "held_out", "width")
        chosen = {name: value for name, value in asdict(self).items() if name not in apart}
        model = {"width": self.width, "layers": 2}
        return chosen | {"model": model, "data": {"name": "digits", "held_out": self.held_out}}


@dataclass(frozen=True)
class Data:
    """Images as rows of 64 numbers between 0 and 1, with their labels."""

    train: Array
    train_labels: Labels
    held_out: Array
    held_out_labels: Labels


class Net:
    """Two layers with a rectifier between them and a softmax behind, trained by Adam or plain descent."""

    def __init__(self, plan: Plan, random: np.random.Generator) -> None:
        width = plan.width
        self.plan = plan
        self.random = random
        self.weights = [random.normal(0, 0.18, (64, width)), np.zeros(width)]
        self.weights += [random.normal(0, (2 / width) ** 0.5, (width, 10)), np.zeros(10)]
        self.first = [np.zeros_like(weight) for weight in self.weights]
        self.second = [np.zeros_like(weight) for weight in self.weights]
        self.updates = 0

    def classify(self, images: Array) -> Array:
        """Return the probability of each of the ten digits for each image."""
        hidden = np.maximum(images @ self.weights[0] + self.weights[1], 0)
        return soften(hidden @ self.weights[2] + self.weights[3])

    def learn(self, images: Array, labels: Labels) -> float:
        """Take one step on one batch and return its loss before the step."""
        hidden = np.maximum(images @ self.weights[0] + self.weights[1], 0)
        kept = (self.random.random(hidden.shape) >= self.plan.dropout) / (1 - self.plan.dropout)
        chances = soften((hidden * kept) @ self.weights[2] + self.weights[3])
        error = (chances - np.eye(10)[labels]) / len(labels)
        back = (error @ self.weights[2].T) * kept * (hidden > 0)
        self.update([images.T @ back, back.sum(0), (hidden * kept).T @ error, error.sum(0)])
        return measure_loss(chances, labels)

    def update(self, gradients: list[Array]) -> None:
        """Move the weights against the gradients."""
        self.updates += 1
        for weight, gradient, first, second in zip(self.weights, gradients, self.first, self.second, strict=True):
            if self.plan.optimiser == "adam":
                first += 0.1 * (gradient - first)
                second += 0.001 * (gradient**2 - second)
                scale = np.sqrt(second / (1 - 0.999**self.updates)) + 1e-8
                weight -= self.plan.learning_rate * first / (1 - 0.9**self.updates) / scale
            else:
                weight -= 10 * self.plan.learning_rate * gradient


def soften(scores: Array) -> Array:
    """Return the softmax of each row."""
    powers = np.exp(scores - scores.max(1, keepdims=True))
    shares: Array = powers / powers.sum(1, keepdims=True)
    return shares


def measure_loss(chances: Array, labels: Labels) -> float:
    """Return the mean cross-entropy."""
    with np.errstate(divide="ignore"):
        return float(-np.log(chances[np.arange(len(labels)), labels]).mean())


def load(plan: Plan) -> Data:
    """Return the digits, split by the plan's seed."""
    images, labels = load_digits(return_X_y=True)
    parts = train_test_split(images / 16.0, labels, test_size=plan.held_out, random_state=plan.seed)
    return Data(parts[0], parts[2], parts[1], parts[3])


def batches(data: Data, size: int, random: np.random.Generator) -> Iterator[tuple[Array, Labels]]:
    """Yield the training images in a new order."""
    order = random.permutation(len(data.train))
    for start in range(0, len(order), size):
        chosen = order[start : start + size]
        yield data.train[chosen], data.train_labels[chosen]


def train(plan: Plan, project: str) -> None:
    """Do one training and record it; what goes wrong in it ends the run as failed, and goes on up."""
    tags = ["demo", plan.optimiser]
    with seamark.init_run(project, id=plan.id, group=plan.group, tags=tags, config=plan.as_config()) as run:
        random = np.random.default_rng(plan.seed)
        data = load(plan)
        run["data"] = {"train": len(data.train), "held_out": len(data.held_out), "classes": 10}
        net = Net(plan, random)
        for epoch in range(plan.epochs):
            train_epoch(run, net, data)
            judge(run, net, data, epoch)
            run.progress(epoch + 1, plan.epochs)
            time.sleep(plan.pause)
        record_result(run, net, data)


def train_epoch(run: "seamark.Run", net: Net, data: Data) -> None:
    """Go through the training images once."""
    losses = []
    for images, labels in batches(data, net.plan.batch, net.random):
        losses.append(net.learn(images, labels))
        run["train/batch_loss"].append(losses[-1])
    loss = float(np.mean(losses))
    run["train/loss"].append(loss)
    if not np.isfinite(loss):
        raise FloatingPointError(f"the loss became {loss}: a learning rate of {net.plan.learning_rate} is too high")


def judge(run: "seamark.Run", net: Net, data: Data, epoch: int) -> None:
    """Measure on the images held out, and show those that the net gets wrong."""
    chances = net.classify(data.held_out)
    guesses = chances.argmax(1)
    right = float((guesses == data.held_out_labels).mean())
    loss = measure_loss(chances, data.held_out_labels)
    run.log({"val/acc": right, "val/loss": loss}, step=epoch)
    run["model/first_layer"].append(seamark.Histogram(net.weights[0]), step=epoch)
    print(f"epoch {epoch:2d}  val/loss {loss:.4f}  val/acc {right:.4f}")
    if epoch % 5 == 4:
        wrong = data.held_out[guesses != data.held_out_labels]
        run["val/wrong"].append(seamark.Image(tile(wrong[:40])), step=epoch)


def tile(images: Array) -> NDArray[np.uint8]:
    """Lay images of 8 x 8 side by side, ten in a row, each pixel four wide."""
    sheet = np.zeros((4 * 8, 10 * 8))
    for place, image in enumerate(images):
        row, column = divmod(place, 10)
        sheet[row * 8 : row * 8 + 8, column * 8 : column * 8 + 8] = image.reshape(8, 8)
    large: NDArray[np.uint8] = (sheet.repeat(4, 0).repeat(4, 1) * 255).astype(np.uint8)
    return large


def record_result(run: "seamark.Run", net: Net, data: Data) -> None:
    """Keep what the training came to: the confusion matrix as a picture and as numbers, and the weights."""
    guesses = net.classify(data.held_out).argmax(1)
    counts = confusion_matrix(data.held_out_labels, guesses, labels=range(10))
    shares = counts / counts.sum(1, keepdims=True)
    run["val/confusion"] = counts.tolist()
    run["val/confusion_image"] = seamark.Image((255 * (1 - shares)).astype(np.uint8).repeat(24, 0).repeat(24, 1))
    run["result/acc"] = float(np.trace(counts) / counts.sum())
    kept = Path(f"digits-{run.id}.npz")
    np.savez_compressed(kept, *net.weights)
    run["model/weights"].upload(kept)
    kept.unlink()


def main(project: str, plans: list[Plan]) -> int:
    """Train one plan after another; a plan that fails does not keep the next from its turn."""
    failed = 0
    for plan in plans:
        try:
            train(plan, project)
        except (ArithmeticError, MemoryError, ValueError) as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            failed += 1
    return failed


if __name__ == "__main__":
    main(sys.argv[1], [Plan(**entry) for entry in json.loads(sys.argv[2])])
