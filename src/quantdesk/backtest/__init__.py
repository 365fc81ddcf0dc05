"""Backtests: a strategy's orders in an exchange of their own, beside the book and the trades that a tape tells.

The exchange is the compiled core that the engine runs, so fills, fees, margin and refusals are the engine's to the atom. Invariant: a
strategy is shown nothing that it could not have known, and the same tape, strategy and seed give the same state hash.
"""
