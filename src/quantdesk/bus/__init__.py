"""Between our processes: the engine's command socket, and Valkey for what may be lost and made again."""
