"""What leaves the house: clips, slides and the page, all made from the segments in the store."""
