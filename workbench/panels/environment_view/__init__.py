"""The agent at play, and what the user can do with it and its world."""
