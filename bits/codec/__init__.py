"""Pixels and samples: painted, encoded, packed."""
