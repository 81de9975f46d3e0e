"""From parameters to a film: planned, made where it is missing, kept."""
