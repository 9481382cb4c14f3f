"""What the name of a weights file ends in. Imports nothing, so that a window can ask before anything is loaded."""

KERAS_WEIGHTS, NUMPY, SAFETENSORS, KERAS = ".weights.h5", ".npz", ".safetensors", ".keras"
OLDER_KERAS = ".h5"
"""Of weights or whole models that earlier versions of Keras wrote; today's still writes models so."""

SAVED_SUFFIXES = (KERAS_WEIGHTS, NUMPY, SAFETENSORS)
"""The endings that the name of a weights file that is written can have."""

WEIGHTS_SUFFIXES = (*SAVED_SUFFIXES, KERAS, OLDER_KERAS)
"""The endings that the name of a weights file that is read can have."""
