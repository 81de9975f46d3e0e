"""The player page: a folder with the film, to put on any web server or to open from disk."""

from .folder import write as write
