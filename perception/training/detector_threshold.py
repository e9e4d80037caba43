"""Finds the score from which the detector is believed, on seeds that trained nothing."""
import numpy as np
import torch

from detector import ExportedDetector

LEAST_OVERLAP, SAME = 0.5, 0.6


def overlap(a, b):
    """Share of the union of two boxes (x, y, width, height) that both cover."""
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    both = max(0.0, width) * max(0.0, height)
    return both / (a[2] * a[3] + b[2] * b[3] - both)


def matches(model, scenes):
    """Scores of detections that find a thing, scores of the others, things in all."""
    exported, found, ghosts, things = ExportedDetector(model).eval(), [], [], 0
    for scene in scenes:
        with torch.no_grad():
            boxes, scores, _ = (t.numpy() for t in exported(torch.from_numpy(scene.picture.copy())[None]))
        left = [[b["box"][k] for k in ("x", "y", "width", "height")] for b in scene.boxes]
        things += len(left)
        kept = []
        for box, score in zip(boxes, scores):
            if score < 0.05 or any(overlap(box, other) > SAME for other in kept):
                continue
            kept.append(box)
            best = max(left, key=lambda thing: overlap(box, thing), default=None)
            if best and overlap(box, best) >= LEAST_OVERLAP:
                left.remove(best)
                found.append(score)
            else:
                ghosts.append(score)
    return np.array(found), np.array(ghosts), things


def find_threshold(model, scenes):
    """The score nearest to where recall equals precision (the break-even point), and what it gives."""
    found, ghosts, things = matches(model, scenes)

    def at(t):
        hit = int((found >= t).sum())
        wrong = int((ghosts >= t).sum())
        return {"threshold": round(float(t), 3), "recall": hit / things, "precision": hit / max(1, hit + wrong),
                "things": things}

    return max((at(t) for t in np.arange(0.08, 0.6, 0.01)), key=lambda it: min(it["recall"], it["precision"]))
