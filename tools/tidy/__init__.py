"""House rules that no linter has; every complaint says what to do instead."""
