"""Builds the core for the browser and binds the committed bytes to their sources."""
