"""Reconcilers: no input, no memory, safe to run twice, safe to run late; woken by events, right without them."""
