"""What is shown: one file per concept, the stage they share, and the measures that they all ask."""

DRAWING = True
"""Whether scenes are imported to be drawn.

Importing Manim takes seconds. A command that only reads titles, parameters and beats sets this to False before
it imports a scene; `ConceptScene` is then a plain class that can describe itself but not play.
"""
