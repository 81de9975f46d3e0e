"""The player page: a folder with the film, to put on any web server or to open from disk."""

from bits.deliver.page.folder import write as write
