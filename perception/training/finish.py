"""From trained weights to what is shipped: calibration, ONNX and the file beside it."""
import json
import os

from calibrate import calibrate
from detector_threshold import find_threshold
from export import export_detector, export_eyes


def write_json(path, value):
    with open(path + ".new", "w") as file:
        json.dump(value, file, indent=1)
        file.write("\n")
    os.replace(path + ".new", path)


def finish_eyes(sight, book, captions, photo, calibration, training, folder):
    """Calibrates and writes one or several trained eyes as one; `training` has the rounds of each, `photo` its photos' size."""
    trust = calibrate(sight, book, calibration)
    export_eyes(sight, folder)
    write_json(os.path.join(folder, "eyes.json"), {
        "name": "tactful-eyes-2", "vocabulary": book.vocabulary, "captionWords": captions, "kinds": book.names,
        "photo": photo, "training": training, **trust})


def finish_detector(detector, shards, calibration, training, folder, log=print):
    figures = find_threshold(detector, calibration.scenes)
    log(f"detector on calibration seeds: {figures}")
    export_detector(detector, folder)
    write_json(os.path.join(folder, "detector.json"), {
        "name": "tactful-detector-2", "kinds": ["object"], "threshold": figures["threshold"],
        "training": {"scenes": len(shards.scenes), **training}})
