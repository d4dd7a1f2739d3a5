"""Report -> Passage -> a stored generation."""
