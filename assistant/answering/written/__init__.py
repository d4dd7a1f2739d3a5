"""Answers that a chat model writes, of which nothing is shown as supported that was not checked."""
