"""The public doors: HTTP in this folder's own files, every public WebSocket in stream_*.py.

A door proves who asks, checks form and limits, and passes commands on. It decides nothing about money and keeps nothing
that a restart cannot rebuild.
"""
