"""Closing: its scene."""
