"""The corpus as the page shows and changes it."""
