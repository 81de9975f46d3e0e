"""A beat's code on a clock."""
