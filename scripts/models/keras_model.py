"""Builds a model folder of Ductal in Keras 3, checks it against the probabilities that spec.json
recorded ("golden") for fixed patches, and saves it.

    pip install keras numpy jax
    KERAS_BACKEND=jax python scripts/models/keras_model.py MODEL_DIR OUT.keras

The saved model takes levels 0-255, [batch, 50, 50, 3], and returns the probabilities of both classes
before a temperature. LocalAttention, below, must be imported before it is loaded again.
"""

import json
import os
import sys

import keras
import numpy as np

from check_onnx import scattered_patches


@keras.saving.register_keras_serializable(package="ductal")
class LocalAttention(keras.layers.Layer):
    """Additive local attention, equations 1-4 of the paper, as in engine/layers/plain.ts."""

    def __init__(self, units, window, **options):
        super().__init__(**options)
        self.units = units
        self.window = window

    def build(self, shape):
        features = shape[-1]
        self.query = self.add_weight(name="query", shape=(features, self.units))
        self.key = self.add_weight(name="key", shape=(features, self.units))
        self.bias = self.add_weight(name="bias", shape=(self.units,))
        self.score = self.add_weight(name="score", shape=(self.units,))
        self.score_bias = self.add_weight(name="score_bias", shape=(1,))

    def call(self, x):
        steps = x.shape[1]
        back = self.window // 2
        around = [[0, 0], [back, self.window - 1 - back], [0, 0]]
        queries = keras.ops.matmul(x, self.query) + self.bias
        keys = keras.ops.pad(keras.ops.matmul(x, self.key), around)
        states = keras.ops.pad(x, around)
        inside = np.pad(np.ones((1, steps, 1), "float32"), around)
        total, attended = 0.0, 0.0
        for place in range(self.window):
            part = slice(place, place + steps)
            hidden = keras.ops.tanh(queries + keys[:, part])
            scores = keras.ops.sum(hidden * self.score, -1, keepdims=True) + self.score_bias
            power = keras.ops.exp(keras.ops.sigmoid(scores)) * inside[:, part]
            total = total + power
            attended = attended + power * states[:, part]
        return attended / total

    def get_config(self):
        return {**super().get_config(), "units": self.units, "window": self.window}


def weights_of(folder, manifest):
    """All weights by name, in float32."""
    data = b"".join(
        open(os.path.join(folder, path), "rb").read() for group in manifest for path in group["paths"]
    )
    place, found = 0, {}
    for weight in (weight for group in manifest for weight in group["weights"]):
        stored = weight.get("quantization", {"dtype": "float32"})
        kind = np.dtype(stored["dtype"]).newbyteorder("<")
        count = int(np.prod(weight["shape"]))
        values = np.frombuffer(data, kind, count, place).astype("float32")
        place += count * kind.itemsize
        if "scale" in stored:
            values = values * np.float32(stored["scale"]) + np.float32(stored["min"])
        found[weight["name"]] = values.reshape(weight["shape"])
    return found


def tokens(x, config):
    """Blocks of pixels, row by row, as the steps of a sequence."""
    _, height, width, channels = x.shape
    rows, columns = config["rows"], config["columns"]
    down, across = height // rows, width // columns
    x = keras.layers.Reshape((down, rows, across, columns, channels))(x)
    x = keras.layers.Permute((1, 3, 2, 4, 5))(x)
    return keras.layers.Reshape((down * across, rows * columns * channels))(x)


def layer_of(kind, config):
    name = config["name"]
    if kind == "FusedGRU":
        return keras.layers.GRU(
            config["units"],
            return_sequences=config.get("return_sequences", False),
            reset_after=config.get("reset_after", False),
            name=name,
        )
    if kind == "FusedLSTM":
        return keras.layers.LSTM(
            config["units"], return_sequences=config.get("return_sequences", False), name=name
        )
    if kind == "LocalAttention":
        return LocalAttention(config["units"], config["window"], name=name)
    allowed = {
        "Conv2D": ("filters", "kernel_size", "strides", "padding", "activation", "use_bias"),
        "BatchNormalization": ("axis", "epsilon", "center", "scale"),
        "Activation": ("activation",),
        "Add": (),
        "MaxPooling2D": ("pool_size", "strides", "padding"),
        "GlobalAveragePooling2D": (),
        "GlobalAveragePooling1D": (),
        "Flatten": (),
        "Dense": ("units", "activation", "use_bias"),
        "Dropout": ("rate",),
        "Reshape": ("target_shape",),
        "Rescaling": ("scale", "offset"),
    }
    if kind not in allowed:
        sys.exit(f"The layer {name} ({kind}) has no counterpart here.")
    options = {key: config[key] for key in allowed[kind] if key in config}
    return getattr(keras.layers, kind)(name=name, **options)


# The order of a layer's weights in Keras.
ORDER = (
    "kernel recurrent_kernel query key gamma beta bias moving_mean moving_variance score score_bias"
).split()


def build(folder, spec):
    model = json.load(open(os.path.join(folder, "model.json")))
    weights = weights_of(folder, model["weightsManifest"])
    topology = model["modelTopology"]
    topology = topology.get("model_config", topology)
    norm = spec["input"]["normalisation"]
    patch = keras.Input((spec["input"]["patch"],) * 2 + (3,), name="patches")
    deviation = np.array(norm["deviation"])
    x = keras.layers.Normalization(mean=norm["mean"], variance=deviation**2, name="prepared")(patch)
    values, before = {}, x
    for layer in topology["config"]["layers"]:
        kind, config = layer["class_name"], layer["config"]
        name = config["name"]
        nodes = layer.get("inbound_nodes") or []
        inputs = [values[node[0]] for node in nodes[0]] if nodes else [before]
        if kind == "InputLayer":
            before = x
        elif kind == "Tokens":
            before = tokens(inputs[0], config)
        else:
            made = layer_of(kind, config)
            before = made(inputs if len(inputs) > 1 else inputs[0])
            own = [key for key in ORDER if f"{name}/{key}" in weights]
            if kind == "LocalAttention":
                own = ["query", "key", "bias", "score", "score_bias"]
            if own:
                made.set_weights([weights[f"{name}/{key}"] for key in own])
        values[name] = before
    return keras.Model(patch, before, name=spec["name"].replace("-", "_"))


if __name__ == "__main__":
    folder, out = sys.argv[1:]
    spec = json.load(open(os.path.join(folder, "spec.json")))
    build(folder, spec).save(out)
    loaded = keras.saving.load_model(out)
    golden = np.array(spec["golden"])
    patches = scattered_patches(len(golden), spec["input"]["patch"]).astype("float32")
    found = np.array(loaded.predict(patches, verbose=0))[:, spec["positiveClass"]]
    error = np.abs(found - golden).max()
    print(f"{out}: largest difference {error:.1e}")
    sys.exit(not error <= 1e-4)
