"""Makers and takers that keep a demonstration's book alive: ordinary signed accounts at the public doors."""
