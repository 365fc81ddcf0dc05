"""How a verb ends when it cannot do its work."""


class Told(Exception):
    """An end of a verb that a person is told in one line: what was expected, what was found, what to do."""
