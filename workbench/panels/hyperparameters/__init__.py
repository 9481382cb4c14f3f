"""The panel of all hyperparameters: its rows, what is looked for among them, and what waits for the next run."""
