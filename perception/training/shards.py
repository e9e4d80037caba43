"""Reads the folders of rendered shards: pictures and labels by seed, nothing else."""
import json
import os

import numpy as np

EYE = 128
SCENE_HEIGHT, SCENE_WIDTH = 192, 256


class View:
    """One close-up or crop: its picture (128 x 128 x 3 bytes) and what may be said of it."""

    __slots__ = ("picture", "kind", "view", "answers", "facts", "caption", "seed", "object", "angle")

    def __init__(self, picture, label, seed):
        self.picture, self.seed, self.object = picture, seed, label["object"]
        self.kind, self.view, self.angle = label["kind"], label["view"], label["angle"]
        self.answers, self.caption = label["answers"], label["caption"]
        # Colour, material and size; None where too little shows to say, or nobody says it.
        self.facts = label.get("facts")


class Scene:
    """One scene photo (192 x 256 x 3 bytes) and the boxes on it, in pixels of that photo."""

    __slots__ = ("picture", "boxes", "seed")

    def __init__(self, picture, boxes, seed):
        self.picture, self.boxes, self.seed = picture, boxes, seed


class Shards:
    """A folder of shards that may still be growing: `refresh` takes in what has come since."""

    def __init__(self, folder, most=None):
        self.folder, self.most = folder, most
        self.views, self.scenes, self.seeds, self.photo = [], [], set(), None
        self.refresh()

    def refresh(self):
        names = [n[:-5] for n in os.listdir(self.folder) if n.endswith(".json") and n[:-5].isdigit()]
        for seed in sorted(names, key=int):
            if seed in self.seeds or (self.most and len(self.seeds) >= self.most):
                continue
            try:
                self._read(seed)
            except (ValueError, FileNotFoundError):
                continue  # still being written
            self.seeds.add(seed)
        return self

    def _read(self, seed):
        path = os.path.join(self.folder, seed)
        with open(path + ".json") as file:
            shard = json.load(file)
        pictures = np.fromfile(path + ".bin", np.uint8).reshape(-1, EYE, EYE, 3)
        scene = np.fromfile(path + ".scene.bin", np.uint8).reshape(SCENE_HEIGHT, SCENE_WIDTH, 3)
        if len(pictures) != len(shard["views"]):
            raise ValueError("incomplete")
        self.views += [View(pictures[i], v, int(seed)) for i, v in enumerate(shard["views"])]
        # Boxes come in pixels of the photo; the scene picture is smaller.
        self.photo = {side: shard["scene"][side] for side in ("widthPx", "heightPx")}
        scale = SCENE_WIDTH / self.photo["widthPx"]
        boxes = [{**b, "box": {k: v * scale for k, v in b["box"].items()}} for b in shard["boxes"]]
        self.scenes.append(Scene(scene, boxes, int(seed)))
