"""`python -m seamark.cli`, for where the command `seamark` is not on the path."""

from seamark.cli import main

main()
