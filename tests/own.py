"""The film that comes with the machine, as its tests ask for it."""

from bits.authoring.project import OWN

concept = OWN.scene
CONCEPTS = OWN.steps()
FILM = OWN.film_scenes()
