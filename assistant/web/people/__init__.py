"""Who may use the page, and how much of it."""
