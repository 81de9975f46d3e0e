"""Bayes' rule: its scene, its computations, and what only it draws."""
