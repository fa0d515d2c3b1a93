"""What ``wait`` answers."""

import msgspec


class Delivery(msgspec.Struct, frozen=True):
    """How many records the server has confirmed, and how many are only on this machine."""

    sent: int
    left: int
