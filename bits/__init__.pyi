from pathlib import Path

from .studio.notebook import clip as clip
from .studio.notebook import film as film
from .studio.notebook import show as show
from .studio.notebook import still as still

ROOT: Path
HOME: Path
