"""Writes the trained models as ONNX graphs that take bytes and whole questions."""
import os

import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from detector import ExportedDetector
from words import MOST_WORDS

OPSET = 13


class ExportedEyes(nn.Module):
    """
    image 1 x 128 x 128 x 3 bytes, words Q x MOST_WORDS int32 -> reply logits Q x 3, kind logits
    1 x (kinds + 1), caption 1 x 16 int32, strangeness 1 x 3.
    """

    def __init__(self, sight):
        super().__init__()
        self.sight = sight

    def forward(self, image, words):
        picture = image.permute(0, 3, 1, 2).float() / 255
        replies, kinds, strange, summaries = self.sight(picture, words.long()[None])
        return replies[0], kinds, self.sight.write_caption(summaries, kinds).int(), strange


def export_eyes(sight, folder):
    model = ExportedEyes(sight.to(memory_format=torch.contiguous_format)).eval()
    example = (torch.zeros(1, 128, 128, 3, dtype=torch.uint8), torch.ones(3, MOST_WORDS, dtype=torch.int32))
    _export(model, example, os.path.join(folder, "eyes.onnx"), ["image", "words"],
            ["replies", "kinds", "caption", "strangeness"], {"words": {0: "questions"}, "replies": {0: "questions"}})


def export_detector(detector, folder):
    model = ExportedDetector(detector.to(memory_format=torch.contiguous_format)).eval()
    example = (torch.zeros(1, 192, 256, 3, dtype=torch.uint8),)
    _export(model, example, os.path.join(folder, "detector.onnx"), ["image"], ["boxes", "scores", "kinds"], {})


def _export(model, example, path, inputs, outputs, axes):
    # Every weight under its own name, so that training can go on from them; the runtime folds what it can.
    with torch.no_grad():
        torch.onnx.export(model, example, path + ".new", input_names=inputs, output_names=outputs,
                          dynamic_axes=axes, opset_version=OPSET, do_constant_folding=False,
                          training=torch.onnx.TrainingMode.PRESERVE)
    onnx.save(with_half_weights(onnx.load(path + ".new")), path + ".new")
    os.replace(path + ".new", path)


def with_half_weights(model, least=2000):
    """Large weights stored as half floats and cast when the model is loaded: half the size to ship."""
    graph, casts = model.graph, []
    for weight in graph.initializer:
        values = numpy_helper.to_array(weight)
        if weight.data_type != TensorProto.FLOAT or values.size < least:
            continue
        name = weight.name
        weight.CopyFrom(numpy_helper.from_array(values.astype("float16"), name + ".half"))
        casts.append(helper.make_node("Cast", [name + ".half"], [name], to=TensorProto.FLOAT))
    nodes = list(graph.node)
    del graph.node[:]
    graph.node.extend(casts + nodes)
    onnx.checker.check_model(model)
    return model
