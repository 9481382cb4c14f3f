"""The replay explorer: what the buffer holds, and the transitions behind a bar."""
