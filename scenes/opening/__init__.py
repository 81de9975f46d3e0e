"""Opening: its scene."""
