"""Entropy: its scene."""
