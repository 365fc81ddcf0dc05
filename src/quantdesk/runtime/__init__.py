"""The shell of a process: settings, clock, log, metrics, tokens, embedded servers. It knows nothing about trading."""
