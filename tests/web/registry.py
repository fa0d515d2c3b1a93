"""What the tests write to, each in a project of its own: models with versions, runs for the trash, a run that goes on.
Run as `python registry.py`, settings from the environment.
"""

import seamark


def make_models(project: str) -> None:
    """Two models, one with three versions, one of which is in production."""
    with seamark.init_run(project, name="the maker", config={"lr": 0.1}, capture=False) as run:
        run["val/acc"].extend([0.5, 0.7])
    found = seamark.open_project(project)
    model = found.make_model("NET", name="convolutions", description="Reads *digits*.", tags=["small"])
    model["signature"] = "float32[1, 8, 8] -> 10 classes"
    for number, stage in enumerate(["archived", "production", "none"]):
        version = model.make_version(name=["first", "wider", ""][number])
        version["val/acc"].extend([0.5, 0.7 + number / 10])
        version["weights"].upload(b"weights" * (number + 1))
        version["run"] = run.id
        if stage != "none":
            version.stage = stage
    found.make_model("OTHER")


def make_waste(project: str) -> None:
    """Four runs; two have a file of their own, and one that both projects have."""
    for number in range(4):
        with seamark.init_run(project, name=f"waste {number}", capture=False) as run:
            run["x"] = number
            if number < 2:
                run["own"].upload(f"the file of {project} {number}".encode())
                run["shared"].upload(b"the file of several")


def make_best(project: str) -> None:
    """Seven runs, each better than the one before; the project says what it is about."""
    for number in range(7):
        with seamark.init_run(project, name=f"try {number}", capture=False) as run:
            run["val/acc"].extend([0.5, 0.5 + number / 20])
            if number == 6:
                run["weights"].upload(b"w" * 4_096)


def make_handled(project: str) -> None:
    """Four runs that are changed by hand."""
    for number in range(4):
        config = {"lr": 10.0**-number, "note": "as it was"}
        with seamark.init_run(project, name=f"try {number}", config=config, capture=False) as run:
            run["val/acc"].extend([0.5, 0.5 + number / 20])


if __name__ == "__main__":
    make_models("nets")
    make_waste("waste")
    make_waste("clutter")
    make_best("best")
    make_handled("hand")
