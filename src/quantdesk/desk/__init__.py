"""The command line: one file a verb, and the supervisor that keeps the processes of a desk alive."""
