"""file -> Report."""
