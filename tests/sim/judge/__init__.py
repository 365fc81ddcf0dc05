"""The judge: a second exchange in plain Python, written from docs/spec, that shares no line with the core.

It imports nothing compiled and nothing of `quantdesk`: two implementations that agree on every byte of
every event are two witnesses, one that calls the other is none.
"""
