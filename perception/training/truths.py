"""The true answers of calibration pictures, hidden ones too, from the truth beside the shards."""
import json
import os


def read_truths(shards):
    """{ (seed, object): { question: yes | no } }; truth.json is one surface a line."""
    with open(os.path.join(shards.folder, "true-answers.json")) as file:
        by_kind = json.load(file)
    kind_of = {(view.seed, view.object): view.kind for view in shards.views}
    truths = {}
    with open(os.path.join(shards.folder, "truth.json")) as file:
        for line in filter(str.strip, file):
            surface = json.loads(line)
            for thing in surface["objects"]:
                key = (surface["seed"], thing["object"])
                if key in kind_of:
                    truths[key] = by_kind[kind_of[key]][thing["state"]]
    return truths
