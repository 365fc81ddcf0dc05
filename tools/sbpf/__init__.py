"""The toolchain of the Solana program: compiler, linker, IDL, and the lock that binds sources to committed bytes."""
