"""One number for a set of weights: equal if and only if every weight is equal to the bit. No TensorFlow."""

import hashlib
from collections.abc import Mapping

import numpy as np


def weights_sha256(weights: Mapping[str, np.ndarray]) -> str:
    """The SHA-256, in hexadecimal, of names, shapes and little-endian float32 bytes in the mapping's order.

    The order is that of `NetworkSpec.weight_shapes`, which every mapping of weights in this program keeps.
    """
    digest = hashlib.sha256()
    for name, weight in weights.items():
        values = np.ascontiguousarray(weight, dtype="<f4")
        digest.update(f"{name}:{','.join(map(str, np.shape(weight)))}:".encode())
        digest.update(values.tobytes())
    return digest.hexdigest()
