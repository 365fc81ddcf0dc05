"""The toolchain of the program: its arithmetic against Python's, and the committed program rebuilt from nothing."""
