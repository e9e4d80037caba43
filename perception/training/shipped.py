"""Models read back from what ships, to go on from or to join."""
import json
import os

import onnx
import torch
from onnx import numpy_helper

from strangeness import Strangeness
from train_eyes import load_matching, new_eyes

HALF = ".half"


class ShippedEyes:
    """The eyes in a folder of models: their weights, words and training. They must know the words of `book`."""

    def __init__(self, folder, book, captions):
        with open(os.path.join(folder, "eyes.json")) as file:
            self.file = json.load(file)
        if (self.file["vocabulary"], self.file["kinds"], self.file["captionWords"]) != (book.vocabulary, book.names, captions):
            raise SystemExit(f"the eyes in {folder} know other words or kinds than these pictures' questions")
        self.weights = read_weights(os.path.join(folder, "eyes.onnx"))
        self.book, self.captions = book, captions

    def all(self):
        """Every one of the eyes that were joined there."""
        count = 1 + max(int(name.split(".")[2]) for name in self.weights if name.startswith("sight.eyes."))
        eyes = [new_eyes(self.book, self.captions) for _ in range(count)]
        for number, each in enumerate(eyes):
            load_matching(each, self.weights_of(number))
        return eyes

    def weights_of(self, number):
        """{ name: weight } of one of them; without the heads that only training needs."""
        return under(f"sight.eyes.{number}.", self.weights)

    def strangeness(self):
        weights = under("sight.strangeness.", self.weights)
        kinds, summary = weights["kind_means"].shape
        strangeness = Strangeness(weights["early_mean"].shape[1], summary, kinds)
        strangeness.load_state_dict(weights)
        return strangeness


def rounds_of(folder, number):
    """How one of the eyes that were joined in a folder was trained: each round's pictures, seed and steps, the first one first."""
    with open(os.path.join(folder, "eyes.json")) as file:
        return json.load(file)["training"][number]


def shipped_detector(folder):
    """{ name: weight } of the detector in a folder of models."""
    return under("detector.", read_weights(os.path.join(folder, "detector.onnx")))


def under(prefix, weights):
    return {name[len(prefix):]: weight for name, weight in weights.items() if name.startswith(prefix)}


def read_weights(path):
    """{ name: weight } as floats, large ones as exact as half floats are."""
    initializers = onnx.load(path).graph.initializer
    as_tensor = lambda it: torch.from_numpy(numpy_helper.to_array(it).astype("float32"))
    return {it.name.removesuffix(HALF): as_tensor(it) for it in initializers}
