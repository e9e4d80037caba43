"""The true answers behind pictures, hidden ones too, from the truth beside the shards."""
import json
import os


def read_truths(shards):
    """
    One { question: yes | no } a view, in the order of `shards.views`. truth.json is one surface a
    line; where a view was rendered in every state, the states come in the order of true-answers.json.
    None where the truth is not there.
    """
    with open(os.path.join(shards.folder, "true-answers.json")) as file:
        by_kind = json.load(file)
    states = {}
    with open(os.path.join(shards.folder, "truth.json")) as file:
        for line in filter(str.strip, file):
            surface = json.loads(line)
            for thing in surface["objects"]:
                states[surface["seed"], thing["object"]] = thing["state"]
    groups = {}
    for view in shards.views:
        groups.setdefault((view.seed, view.object, view.angle), []).append(view)
    truths = {}
    for (seed, thing, _), views in groups.items():
        of_kind = by_kind[views[0].kind]
        every = list(of_kind) if len(views) == len(of_kind) else [states.get((seed, thing))]
        for view, state in zip(views, every):
            truths[id(view)] = of_kind.get(state)
    return [truths[id(view)] for view in shards.views]
