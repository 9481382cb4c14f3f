"""The panels of *Compare*."""
