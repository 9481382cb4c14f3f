"""The learning curves: the panel, and which plots it has with which legends."""
