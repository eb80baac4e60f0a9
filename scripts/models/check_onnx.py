"""Loads ONNX files that `ductal convert` wrote in ONNX Runtime, and compares their probabilities with
those that spec.json recorded ("golden") for fixed patches.

    pip install onnxruntime numpy
    python scripts/models/check_onnx.py FILE.onnx…

Fails if a probability differs by more than 1e-4.
"""

import json
import sys

import numpy as np
import onnxruntime

COLOUR = (195, 150, 180)


def scattered(count, seed):
    """The numbers of engine/selftest/numbers.ts, from -1 to 1."""
    with np.errstate(over="ignore"):
        value = np.arange(1, count + 1, dtype=np.uint32) * np.uint32(0x9E3779B1)
        value ^= np.uint32((seed + 1) * 0x85EBCA6B & 0xFFFFFFFF)
        value = (value ^ (value >> np.uint32(15))) * np.uint32(0x2C1B3C6D)
        value = (value ^ (value >> np.uint32(12))) * np.uint32(0x297A2D39)
    value ^= value >> np.uint32(15)
    return (value / 2.0**31 - 1).astype(np.float32).astype(np.float64)


def scattered_patches(count, edge):
    """The patches of engine/selftest/numbers.ts: levels 0-255, [count, edge, edge, 3]."""
    blocks = scattered(count * 25 * 3, 1).reshape(count, 5, 5, 3)
    noise = scattered(count * edge * edge * 3, 2).reshape(count, edge, edge, 3)
    place = np.arange(edge) * 5 // edge
    levels = COLOUR + 35 * blocks[:, place][:, :, place] + 20 * noise
    return levels.astype(np.int64).astype(np.uint8)


def largest_error(path):
    session = onnxruntime.InferenceSession(path)
    facts = session.get_modelmeta().custom_metadata_map
    golden = np.array(json.loads(facts["golden"]))
    if len(golden) == 0:
        sys.exit(f"{path} has no golden probabilities.")
    edge = session.get_inputs()[0].shape[1]
    patches = scattered_patches(len(golden), edge).astype(np.float32)
    found = session.run(None, {"patches": patches})[0][:, int(facts["positiveClass"])]
    odds = np.log(golden / (1 - golden)) / float(facts["temperature"])
    return np.abs(found - 1 / (1 + np.exp(-odds))).max()


if __name__ == "__main__":
    errors = {path: largest_error(path) for path in sys.argv[1:]}
    for path, error in errors.items():
        print(f"{path}: largest difference {error:.1e}")
    sys.exit(any(not error <= 1e-4 for error in errors.values()))
