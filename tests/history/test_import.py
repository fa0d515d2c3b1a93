"""An export folder in, fetched back: every row equal."""


def test_floats_come_back(export, bring, open_run):
    run = export.run("RUN-1", project="lab/floats").series(
        "train/loss", [("0", 0.5), ("1.5", 0.25), ("2.000001", 1e-308)]
    )
    run.write()
    done = bring()
    assert done.code == 0, done.said
    read = open_run("RUN-1", "lab/floats")
    frame = read["train/loss"].fetch_values()
    assert frame["step"].tolist() == [0.0, 1.5, 2.000001]
    assert frame["value"].tolist() == [0.5, 0.25, 1e-308]
    assert read.state.value == "finished"
