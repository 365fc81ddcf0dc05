"""The simulator: a seeded random world, an auditor of invariants, and a second exchange that judges the first."""
