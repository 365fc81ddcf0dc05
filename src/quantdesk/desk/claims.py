"""`./desk claims`: every capability sentence with the test that shows it, once it exists."""

from quantdesk.desk.told import Told


def claims() -> int:
    """Not yet: the list of claims."""
    raise Told("claims: the list of capability sentences is missing; it comes with operations")
