"""Mutation testing of the core's money: all mutants in one build, switched on one at a time by the environment."""
