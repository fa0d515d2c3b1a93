"""A run as the integrations' own documentation begins it; its client must print no error."""

import logging
import pickle

import neptune
import pytest
from PIL import Image


class Listener(logging.Handler):
    """Keeps what the client prints as an error."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.said = []

    def emit(self, record):
        self.said.append(record.getMessage())


@pytest.fixture
def errors():
    listener = Listener()
    logging.getLogger("neptune").addHandler(listener)
    yield listener.said
    logging.getLogger("neptune").removeHandler(listener)
    assert listener.said == []


@pytest.fixture
def work(tmp_path, monkeypatch):
    """A folder to work in: the client keeps what it has not sent below the folder where it is."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(work, errors):
    with neptune.init_run() as made:
        yield made


@pytest.fixture
def fetch(work):
    """Download a file of a run, and return where it lies."""
    places = iter(range(1_000))

    def download(seen, path):
        place = work / "down" / str(next(places))
        place.parent.mkdir(exist_ok=True)
        seen[path].download(str(place))
        return place

    return download


@pytest.fixture
def unpickle(fetch):
    def read(seen, path):
        assert seen[path].fetch_extension() == "pkl"
        return pickle.loads(fetch(seen, path).read_bytes())

    return read


@pytest.fixture
def check_picture(fetch):
    """Check that a field is a picture of a chart: of some size, and not of one colour."""

    def check(seen, path):
        assert seen[path].fetch_extension() == "png"
        with Image.open(fetch(seen, path)) as picture:
            assert min(picture.size) > 200
            assert len(picture.convert("RGB").getcolors(2**24)) > 1

    return check
