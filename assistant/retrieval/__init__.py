"""question -> hits."""
