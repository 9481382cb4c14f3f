"""The episode explorer: greedy episodes to be gone through step by step, and what would have come of another action."""
