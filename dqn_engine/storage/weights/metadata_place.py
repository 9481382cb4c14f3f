"""Where a weights file says what it holds. Imports nothing, so that the process that reads HDF5 may ask."""

METADATA_NAME = "dqn_engine"
"""The name of the attribute (HDF5), array (NumPy) or text (safetensors) that holds the metadata."""

LARGEST_METADATA_BYTES = 60_000
"""An HDF5 attribute takes at most 64 KiB; a configuration takes about 2 KiB."""
