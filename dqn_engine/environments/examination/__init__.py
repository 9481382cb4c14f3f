"""Examines an environment before it is trained on: what won't work, what it costs, what is done about its habits."""
