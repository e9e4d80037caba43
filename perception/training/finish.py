"""From trained weights to what is shipped: strangeness, calibration, ONNX and the file beside it."""
import json
import os

from calibrate import calibrate
from detector_threshold import find_threshold
from export import export_detector, export_eyes
from sight import Sight
from strangeness import fit_strangeness


def write_json(path, value):
    with open(path + ".new", "w") as file:
        json.dump(value, file, indent=1)
        file.write("\n")
    os.replace(path + ".new", path)


def finish_eyes(eyes, book, captions, shards, calibration, training, folder):
    """Writes one or several trained eyes as one; `training` tells the seeds and steps."""
    sight = Sight(eyes, [fit_strangeness(each, shards.views, book.names) for each in eyes]).eval()
    trust = calibrate(sight, book, calibration)
    export_eyes(sight, folder)
    write_json(os.path.join(folder, "eyes.json"), {
        "name": "tactful-eyes-2", "vocabulary": book.vocabulary, "captionWords": captions, "kinds": book.names,
        "photo": shards.photo,
        "training": {"surfaces": len({v.seed for v in shards.views}), "views": len(shards.views), **training},
        **trust})


def finish_detector(detector, shards, calibration, training, folder, log=print):
    figures = find_threshold(detector, calibration.scenes)
    log(f"detector on calibration seeds: {figures}")
    export_detector(detector, folder)
    write_json(os.path.join(folder, "detector.json"), {
        "name": "tactful-detector-2", "kinds": ["object"], "threshold": figures["threshold"],
        "training": {"scenes": len(shards.scenes), **training}})
