"""What a checkpoint is known by on disk; loads nothing, so that a start may look for runs."""

MANIFEST = "manifest.json"
