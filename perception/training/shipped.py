"""The weights of shipped models, to go on from."""
import json
import os

import onnx
import torch
from onnx import numpy_helper

HALF = ".half"


def shipped_eyes(folder, number, book, captions):
    """{ name: weight } of the eyes of this number, from 0, in a folder of models; they must know the same words."""
    with open(os.path.join(folder, "eyes.json")) as file:
        known = json.load(file)
    if (known["vocabulary"], known["kinds"], known["captionWords"]) != (book.vocabulary, book.names, captions):
        raise SystemExit(f"the eyes in {folder} know other words or kinds than these pictures' questions: train without --warm")
    return read_weights(os.path.join(folder, "eyes.onnx"), f"sight.eyes.{number}.")


def shipped_detector(folder):
    return read_weights(os.path.join(folder, "detector.onnx"), "detector.")


def read_weights(path, prefix):
    weights = {}
    for weight in onnx.load(path).graph.initializer:
        if weight.name.startswith(prefix):
            name = weight.name[len(prefix):].removesuffix(HALF)
            weights[name] = torch.from_numpy(numpy_helper.to_array(weight).astype("float32"))
    if not weights:
        raise SystemExit(f"{path} has no weights under {prefix}*: it was not exported by export.py, or has fewer eyes")
    return weights
