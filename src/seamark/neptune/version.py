"""The version of Seamark, where Neptune's code asks for that of its client."""

from seamark import __version__ as __version__

version = __version__
