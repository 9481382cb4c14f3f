"""A report about runs, studies, sweeps and verdicts: what it says of each, and the file that it becomes."""
