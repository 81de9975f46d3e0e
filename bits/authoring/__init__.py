"""What a scene is written with: beats, parameters, facts, and the files that a lecturer brings along."""
