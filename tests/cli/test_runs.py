"""What `seamark runs` prints of names that others chose."""

from seamark.cli.runs import _printable


def test_names_do_not_steer_the_terminal():
    assert _printable("evil\x1b]0;pwned\x07 ü \N{SNOWMAN}\u202e") == "evil�]0;pwned� ü \N{SNOWMAN}�"
