"""Every quantity that a film shows, in numpy."""
