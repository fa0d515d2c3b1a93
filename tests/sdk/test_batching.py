"""How records become batches."""

from array import array

from seamark.model.operations import Append, Clear, Configure, Extend, Log
from seamark.sdk.batching import BATCH_POINTS, make_batches
from seamark.sdk.journal_reader import Placed


def numbered(*operations) -> list[Placed]:
    items, seq = [], 0
    for operation in operations:
        items.append(Placed(seq, 0, 50, operation))
        seq += operation.weight
    return items


def test_points_of_one_path_are_packed_between_barriers():
    items = numbered(
        Append(path="a", value=1.0, step=0.0, relative=True, time=1),
        Append(path="b", value=9.0, step=0.0, relative=True, time=1),
        Append(path="a", value=2.0, step=1.0, relative=True, time=2),
        Clear(path="a"),
        Append(path="a", value=3.0, step=0.0, time=3),
        Append(path="a", value="text"),
        Configure(path="b", unit="m"),
    )
    (batch,) = make_batches(items, "o", after=-1)
    found = [
        (type(operation).__name__, operation.path, seq)
        for operation, seq in zip(batch.operations, batch.seqs, strict=True)
    ]
    of_a = [(kind, seq) for kind, path, seq in found if path == "a"]
    assert of_a == [("Extend", 0), ("Clear", 3), ("Extend", 4), ("Extend", 5)]
    assert [(kind, seq) for kind, path, seq in found if path == "b"] == [("Extend", 1), ("Configure", 6)]
    first = batch.operations[0]
    assert array("d", bytes(first.values)).tolist() == [1.0, 2.0]
    assert array("Q", bytes(first.seqs)).tolist() == [0, 2]
    assert array("q", bytes(first.times)).tolist() == [1, 2]
    assert first.relative
    assert batch.upto == 6


def test_large_records_are_spread_over_batches():
    count = 2 * BATCH_POINTS + 10
    values = array("d", range(count)).tobytes()
    batches = list(make_batches(numbered(Append(path="a", value=0.0), Extend(path="x", values=values)), "o", after=-1))
    assert [batch.upto for batch in batches] == [BATCH_POINTS - 1, 2 * BATCH_POINTS - 1, count]
    rest = list(make_batches(numbered(Extend(path="x", values=values)), "o", after=count - 3))
    assert [array("Q", bytes(batch.operations[0].seqs)).tolist() for batch in rest] == [[count - 2, count - 1]]
    wide = Log(values={f"p{index}": 1.0 for index in range(BATCH_POINTS + 5000)}, time=1)
    batches = list(make_batches(numbered(wide), "o", after=-1))
    assert [batch.upto for batch in batches] == [-1, 0]
    assert sum(len(batch.operations) for batch in batches) == BATCH_POINTS + 5000


def test_long_texts_are_spread_over_batches():
    items = numbered(*(Append(path="t", value="x" * 2**20) for _ in range(20)))
    batches = list(make_batches(items, "o", after=-1))
    assert len(batches) == 3
    assert sum(len(batch.operations[0].values) for batch in batches) == 20
