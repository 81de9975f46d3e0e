"""Entropy: its scene, and what only this concept draws and computes, imported when it is first used."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
