"""Makes one model of eyes that were trained from several seeds, with the first one's detector. See README.md."""
import argparse
import os
import shutil
import time

import torch

from finish import finish_eyes
from questions import QuestionBook
from shards import Shards
from train_eyes import new_eyes


def trained_eyes(work, book):
    """The averaged weights of a checkpoint, the words of its captions, its steps."""
    saved = torch.load(os.path.join(work, "eyes.pt"))
    eyes = new_eyes(book, saved["captions"])
    eyes.load_state_dict(saved["average"])
    return eyes.eval(), saved["captions"], saved["step"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", required=True, help="folder of training shards, with questions.json")
    parser.add_argument("--calibration", required=True, help="folder of calibration shards")
    parser.add_argument("--work", required=True, nargs="+", help="folders of checkpoints, one a seed")
    parser.add_argument("--detector", required=True, help="folder of finished models whose detector goes with them")
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    began = time.time()
    shards = Shards(arguments.train)
    book = QuestionBook(arguments.train, seed=0)
    eyes, captions, steps = zip(*(trained_eyes(work, book) for work in arguments.work))
    if any(words != captions[0] for words in captions):
        parser.error("these were trained on different pictures: their captions have different words")
    finish_eyes(eyes, book, captions[0], shards, Shards(arguments.calibration), {"eyes": len(eyes), "steps": steps[0]}, arguments.out)
    for name in ("detector.onnx", "detector.json"):
        shutil.copy(os.path.join(arguments.detector, name), os.path.join(arguments.out, name))
    print(f"joined in {(time.time() - began) / 60:.1f} minutes")


if __name__ == "__main__":
    main()
