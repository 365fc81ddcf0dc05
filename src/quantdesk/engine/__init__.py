"""The one writer: commands in, one call of the core, one journal row, answers out."""
