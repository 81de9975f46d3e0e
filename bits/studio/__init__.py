"""A page on which a lecturer holds a distribution, hears the sentence change, and takes the clip home."""
