"""How it is made."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
"""The folder of the project: its scenes, its narration, its films."""
