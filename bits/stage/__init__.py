"""The visual vocabulary. Everything is imported on first use, so that describing a scene does not load Manim."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
