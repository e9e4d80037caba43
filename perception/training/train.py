"""Trains the eyes and the detector from folders of rendered shards and writes ../models. See README.md."""
import argparse
import os
import time

import torch

from finish import finish_detector, finish_eyes
from shards import Shards
from shipped import ShippedEyes, rounds_of, shipped_detector
from sight import Sight
from strangeness import fit_strangeness
from train_detector import train_detector
from train_eyes import train_eyes

HERE = os.path.dirname(os.path.abspath(__file__))


def eyes(arguments, shards, calibration, log):
    shipped = lambda book, captions: ShippedEyes(arguments.warm, book, captions).weights_of(arguments.warm_eyes)
    model, book, captions = train_eyes(shards, arguments.work, arguments.eyes_steps, arguments.seed, arguments.eyes_peak,
                                       arguments.warm and shipped, log)
    sight = Sight([model], fit_strangeness(model, shards.views, book.names), book.names, captions).eval()
    earlier = rounds_of(arguments.warm, arguments.warm_eyes) if arguments.warm else []
    this = {"surfaces": len({v.seed for v in shards.views}), "views": len(shards.views),
            "seed": arguments.seed, "steps": arguments.eyes_steps}
    finish_eyes(sight, book, captions, shards.photo, calibration, [[*earlier, this]], arguments.out)


def detector(arguments, shards, calibration, log):
    model = train_detector(shards, arguments.work, arguments.detector_steps, arguments.seed, arguments.detector_peak,
                           arguments.warm and shipped_detector(arguments.warm), log)
    training = {"seed": arguments.seed, "steps": arguments.detector_steps}
    finish_detector(model, shards, calibration, training, arguments.out, log)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", required=True, help="folder of training shards, with questions.json")
    parser.add_argument("--calibration", required=True, help="folder of calibration shards")
    parser.add_argument("--out", default=os.path.join(HERE, "..", "models"))
    parser.add_argument("--work", required=True, help="folder for checkpoints; training goes on from there")
    parser.add_argument("--warm", help="folder of models whose weights to start from: ../models goes on from what ships")
    parser.add_argument("--warm-eyes", type=int, default=0, help="which of the eyes that were joined there, from 0 (default 0)")
    parser.add_argument("--eyes-steps", type=int, default=48000)
    parser.add_argument("--detector-steps", type=int, default=3600)
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
    # Several seeds may be trained beside each other.
    log = lambda line: print(time.strftime("%H:%M:%S"), f"seed {arguments.seed}:", line, flush=True)
    for folder in (arguments.train, arguments.calibration):
        if not os.path.isdir(folder) or not Shards(folder, most=1).seeds:
            parser.error(f"{folder} holds no rendered surfaces: `tactful dataset render sim:... --views ... --out FOLDER` makes them")
    shards = Shards(arguments.train)
    calibration = Shards(arguments.calibration)
    log(f"{len(shards.scenes)} scenes and {len(shards.views)} views to train on")
    if arguments.only != "eyes":
        detector(arguments, shards, calibration, log)
    if arguments.only != "detector":
        eyes(arguments, shards, calibration, log)
    log(f"trained in {(time.time() - began) / 60:.1f} minutes")


if __name__ == "__main__":
    main()
