"""The true answers behind pictures, hidden ones too, from the truth beside the shards."""
import json
import os


def state_shares(shards):
    """
    { kind: share of each state among objects as they are, in the order of true-answers.json }, one of
    each added. truth.json knows the states of scene photos' objects too.
    """
    by_kind = read_answers(shards)
    counts = {kind: {state: 1 for state in states} for kind, states in by_kind.items()}
    for surface in read_surfaces(shards):
        for thing in surface["objects"]:
            counts[thing["object"].rsplit("-", 1)[0]][thing["state"]] += 1
    return {kind: [n / sum(of.values()) for n in of.values()] for kind, of in counts.items()}


def read_answers(shards):
    with open(os.path.join(shards.folder, "true-answers.json")) as file:
        return json.load(file)


def read_surfaces(shards):
    with open(os.path.join(shards.folder, "truth.json")) as file:
        return [json.loads(line) for line in file if line.strip()]


def read_truths(shards):
    """
    One { question: yes | no } a view, in the order of `shards.views`. truth.json is one surface a
    line; where a view was rendered in every state, the states come in the order of true-answers.json.
    None where the truth is not there.
    """
    by_kind = read_answers(shards)
    states = {}
    for surface in read_surfaces(shards):
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
