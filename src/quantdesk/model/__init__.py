"""The words of the exchange: immutable values, exact conversions, no clock and no I/O."""
