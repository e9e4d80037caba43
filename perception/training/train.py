"""Trains the eyes and the detector from folders of rendered shards and writes ../models. See README.md."""
import argparse
import json
import os
import time

import torch

from calibrate import calibrate
from detector_threshold import find_threshold
from export import export_detector, export_eyes
from shards import Shards
from strangeness import fit_strangeness
from train_detector import train_detector
from train_eyes import train_eyes

HERE = os.path.dirname(os.path.abspath(__file__))


def log(line):
    print(time.strftime("%H:%M:%S"), line, flush=True)


def write_json(path, value):
    with open(path + ".new", "w") as file:
        json.dump(value, file, indent=1)
        file.write("\n")
    os.replace(path + ".new", path)


def eyes(arguments, shards, calibration):
    model, book, captions = train_eyes(
        shards, arguments.work, arguments.eyes_steps,
        arguments.seed, arguments.eyes_peak, arguments.warm and os.path.join(arguments.warm, "eyes.pt"), log)
    strangeness = fit_strangeness(model, shards.views, book.names)
    trust = calibrate(model, strangeness, book, calibration)
    export_eyes(model, strangeness, arguments.out)
    write_json(os.path.join(arguments.out, "eyes.json"), {
        "name": "tactful-eyes-2", "vocabulary": book.vocabulary, "captionWords": captions, "kinds": book.names, "photo": shards.photo,
        "training": {"surfaces": len({v.seed for v in shards.views}), "views": len(shards.views), "steps": arguments.eyes_steps},
        **trust})


def detector(arguments, shards, calibration):
    model = train_detector(shards, arguments.work, arguments.detector_steps, arguments.seed,
                           arguments.detector_peak, arguments.warm and os.path.join(arguments.warm, "detector.pt"), log)
    figures = find_threshold(model, calibration.scenes)
    log(f"detector on calibration seeds: {figures}")
    export_detector(model, arguments.out)
    write_json(os.path.join(arguments.out, "detector.json"), {
        "name": "tactful-detector-2", "kinds": ["object"], "threshold": figures["threshold"],
        "training": {"scenes": len(shards.scenes), "steps": arguments.detector_steps}})


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", required=True, help="folder of training shards, with questions.json")
    parser.add_argument("--calibration", required=True, help="folder of calibration shards")
    parser.add_argument("--out", default=os.path.join(HERE, "..", "models"))
    parser.add_argument("--work", required=True, help="folder for checkpoints; training goes on from there")
    parser.add_argument("--warm", help="folder of checkpoints whose weights to start from")
    parser.add_argument("--eyes-steps", type=int, default=20000)
    parser.add_argument("--detector-steps", type=int, default=5000)
    parser.add_argument("--only", choices=["eyes", "detector"])
    parser.add_argument("--eyes-peak", type=float, default=4e-3, help="highest learning rate of the eyes")
    parser.add_argument("--detector-peak", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    os.makedirs(arguments.work, exist_ok=True)
    os.makedirs(arguments.out, exist_ok=True)
    began = time.time()
    shards = Shards(arguments.train)
    calibration = Shards(arguments.calibration)
    log(f"{len(shards.scenes)} scenes and {len(shards.views)} views to train on")
    if arguments.only != "eyes":
        detector(arguments, shards, calibration)
    if arguments.only != "detector":
        eyes(arguments, shards, calibration)
    log(f"trained in {(time.time() - began) / 60:.1f} minutes")


if __name__ == "__main__":
    main()
