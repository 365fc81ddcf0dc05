"""Sources of market data: one file each, each one async generator of what it received on one connection.

A source owns nothing but its connection: it ends with SourceLost when that is lost, and whoever iterates begins again. What it cannot
read it gives on as Garbage, so that it is kept and seen.
"""
