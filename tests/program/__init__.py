"""The Solana program in LiteSVM: every instruction, every hostile account, the attacks by name."""
