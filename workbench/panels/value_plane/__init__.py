"""The value plane: what the agent thinks of every state of two axes, or of a toy text's map."""
