"""The error tree."""

import copy
import inspect
import pickle
import re

import pytest

from seamark.model import errors
from seamark.model.errors import SeamarkError

ALL = [each for _, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, SeamarkError)]


def test_the_tree_is_drawn_as_it_is():
    drawn = {}
    above = {}
    for line in errors.__doc__.splitlines():
        found = re.match(r"(    [│ ├└─]*)([A-Z]\w+)", line)
        if found:
            depth = (len(found[1]) - 4) // 4
            above[depth] = found[2]
            drawn[found[2]] = above.get(depth - 1) if depth else None
    real = {
        each.__name__: next((base.__name__ for base in each.__bases__ if issubclass(base, SeamarkError)), None)
        for each in ALL
    }
    assert drawn == real


def test_codes_are_unique_and_plain():
    codes = [each.code for each in ALL]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch("[a-z_]+", code) for code in codes)


@pytest.mark.parametrize("kind", ALL)
def test_each_says_what_is_wrong_and_what_to_do(kind):
    error = kind("This is wrong.", "Do that.")
    assert str(error) == "This is wrong. Do that."
    assert (error.detail, error.remedy, error.path) == ("This is wrong.", "Do that.", None)
    assert str(kind("This is wrong.")) == "This is wrong."


def test_each_can_be_caught_as_python_names_it():
    assert issubclass(errors.InvalidInput, ValueError)
    assert issubclass(errors.NotFound, LookupError)
    assert issubclass(errors.Denied, PermissionError)


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("way", [copy.copy, lambda error: pickle.loads(pickle.dumps(error))])
def test_each_survives_a_process_boundary(kind, way):
    error = kind("This is wrong.", "Do that.")
    error.path = "a/b"
    again = way(error)
    assert type(again) is kind
    assert (str(again), again.detail, again.remedy, again.path) == (str(error), error.detail, error.remedy, "a/b")
