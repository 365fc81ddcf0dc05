"""`./desk score`: a number made of checks that ran, once they exist."""

from quantdesk.desk.told import Told


def score() -> int:
    """Not yet: the security score."""
    raise Told("score: the checks that it counts are missing; it comes with operations")
