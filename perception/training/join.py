"""Makes one model of eyes that were trained from several seeds, with the first one's detector. See README.md."""
import argparse
import os
import shutil

from finish import finish_eyes
from questions import QuestionBook
from shards import Shards
from shipped import ShippedEyes
from sight import Sight
from train_eyes import caption_vocabulary


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", nargs="+", help="folders of finished models; all eyes of each are joined")
    parser.add_argument("--calibration", required=True, help="folder of calibration shards")
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    calibration = Shards(arguments.calibration)
    book, captions = QuestionBook(calibration.folder, seed=0), caption_vocabulary(calibration.folder)
    shipped = [ShippedEyes(folder, book, captions) for folder in arguments.models]
    eyes = [one for each in shipped for one in each.all()]
    sight = Sight(eyes, shipped[0].strangeness(), book.names, captions).eval()
    training = [one for each in shipped for one in each.file["training"]]
    finish_eyes(sight, book, captions, shipped[0].file["photo"], calibration, training, arguments.out)
    for name in ("detector.onnx", "detector.json"):
        shutil.copyfile(os.path.join(arguments.models[0], name), os.path.join(arguments.out, name + ".new"))
        os.replace(os.path.join(arguments.out, name + ".new"), os.path.join(arguments.out, name))
    print(f"joined {len(sight.eyes)} eyes in {arguments.out}")


if __name__ == "__main__":
    main()
