"""Prices in: market data from outside becomes index and mark, commands like all others."""
