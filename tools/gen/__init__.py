"""Generated files: one schema in, a reader and writer in each language out; nothing here is edited by hand afterwards."""
