"""The rows of the hyperparameters panel, each built from its declaration."""
