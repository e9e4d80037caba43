"""The true answers of calibration pictures, hidden ones too, from the truth.json beside the shards."""
import json
import os


def read_truths(shards):
    """{ (seed, place of the view): { question: yes | no } }; empty where there is no truth.json."""
    path = os.path.join(shards.folder, "truth.json")
    if not os.path.exists(path):
        return {}
    with open(path) as file:
        by_seed = json.load(file)
    return {(int(seed), i): answers for seed, views in by_seed.items() for i, answers in enumerate(views)}
