"""One row of the hyperparameters panel per knob, built from its declaration."""
