"""What is shown: one folder per concept."""
