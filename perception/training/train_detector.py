"""Trains the detector; stops and goes on at any step, with the same seeds."""
import os
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
import torch.nn.functional as F

from augment import jitter, strange_picture, to_pictures
from detector import STRIDE, Detector
from shards import SCENE_HEIGHT, SCENE_WIDTH

BATCH = 16
ROWS, COLUMNS = SCENE_HEIGHT // STRIDE, SCENE_WIDTH // STRIDE
LEAST_LEFT = 0.5


def moved(picture, boxes, random):
    """Mirrors half, zooms and shifts: the picture (1 x 3 x H x W) and its boxes as centre and size."""
    zoom, mirror = random.uniform(0.85, 1.25), random.random() < 0.5
    move = random.uniform(-0.12, 0.12, 2)
    sign = -1.0 if mirror else 1.0
    theta = torch.tensor([[[zoom * sign, 0, move[0]], [0, zoom, move[1]]]], dtype=torch.float32)
    grid = F.affine_grid(theta, list(picture.shape), align_corners=False)
    picture = F.grid_sample(picture, grid, padding_mode="reflection", align_corners=False)
    out = []
    for x, y, w, h in boxes:
        # The grid maps places of the new picture to places of the old one: turn it round.
        cx = ((2 * x / SCENE_WIDTH - 1) - move[0]) / (zoom * sign)
        cy = ((2 * y / SCENE_HEIGHT - 1) - move[1]) / zoom
        cx, cy, w, h = (cx + 1) / 2 * SCENE_WIDTH, (cy + 1) / 2 * SCENE_HEIGHT, w / zoom, h / zoom
        left, right = max(0, cx - w / 2), min(SCENE_WIDTH, cx + w / 2)
        top, bottom = max(0, cy - h / 2), min(SCENE_HEIGHT, cy + h / 2)
        if right - left > LEAST_LEFT * w and bottom - top > LEAST_LEFT * h:
            out.append(((left + right) / 2, (top + bottom) / 2, right - left, bottom - top))
    return picture, out


def targets(boxes):
    """Heat 1 x rows x columns (a bell around each centre), and shape, mask for width, height, x, y."""
    heat, shape = np.zeros((1, ROWS, COLUMNS), np.float32), np.zeros((4, ROWS, COLUMNS), np.float32)
    mask = np.zeros((ROWS, COLUMNS), np.float32)
    y, x = np.mgrid[0:ROWS, 0:COLUMNS]
    for cx, cy, w, h in sorted(boxes, key=lambda b: -b[2] * b[3]):
        cx, cy, w, h = cx / STRIDE, cy / STRIDE, w / STRIDE, h / STRIDE
        column, row = min(COLUMNS - 1, int(cx)), min(ROWS - 1, int(cy))
        sx, sy = max(0.6, w / 7), max(0.6, h / 7)
        bell = np.exp(-((x - column) ** 2) / (2 * sx * sx) - (y - row) ** 2 / (2 * sy * sy))
        heat[0] = np.maximum(heat[0], bell)
        near = bell > 0.4
        shape[0][near], shape[1][near] = np.log(w), np.log(h)
        shape[2][near], shape[3][near] = (cx - x)[near], (cy - y)[near]
        mask[near] = bell[near]
        mask[row, column] = 1
    return heat, shape, mask


def as_centres(scene):
    boxes = [b["box"] for b in scene.boxes]
    return [(b["x"] + b["width"] / 2, b["y"] + b["height"] / 2, b["width"], b["height"]) for b in boxes]


def detector_loss(heat, shape, batch):
    """CenterNet's focal loss on the heat (arXiv:1904.07850, eq. 1) and L1 on the shape."""
    probability = torch.sigmoid(heat).clamp(1e-4, 1 - 1e-4)
    here = (batch["heat"] > 0.999).float()
    found = ((1 - probability) ** 2 * torch.log(probability) * here).sum()
    empty = ((1 - batch["heat"]) ** 4 * probability**2 * torch.log(1 - probability) * (1 - here)).sum()
    count = here.sum().clamp(min=1)
    off = ((shape - batch["shape"]).abs() * batch["mask"][:, None]).sum() / batch["mask"].sum().clamp(min=1)
    return -(found + empty) / count, off


def draw_batch(shards, random, torch_random):
    pictures, heats, shapes, masks = [], [], [], []
    for i in range(BATCH):
        if i == 0:  # A picture without anything known in it, so that strange ones stay empty.
            pick = lambda: shards.scenes[random.integers(len(shards.scenes))].picture
            picture, boxes = to_pictures([strange_picture(pick, random)]), []
        else:
            scene = shards.scenes[random.integers(len(shards.scenes))]
            picture, boxes = moved(to_pictures([scene.picture]), as_centres(scene), random)
        pictures.append(picture)
        heat, shape, mask = targets(boxes)
        heats.append(heat), shapes.append(shape), masks.append(mask)
    whole = {"heat": heats, "shape": shapes, "mask": masks}
    batch = {k: torch.from_numpy(np.stack(v)) for k, v in whole.items()}
    batch["pictures"] = jitter(torch.cat(pictures), torch_random)
    return batch


def train_detector(shards, work, steps, seed, peak=2e-3, warm=None, log=print):
    """Trains for `steps` steps (resumes where `work`/detector.pt stands); returns averaged weights."""
    torch.manual_seed(seed)
    model = Detector(1).to(memory_format=torch.channels_last)
    if warm:
        model.load_state_dict(warm, strict=False)
    optimiser = torch.optim.AdamW(model.parameters(), lr=peak, weight_decay=0.02)
    average, step = {k: v.clone() for k, v in model.state_dict().items()}, 0
    checkpoint = os.path.join(work, "detector.pt")
    if os.path.exists(checkpoint):
        saved = torch.load(checkpoint)
        model.load_state_dict(saved["model"])
        optimiser.load_state_dict(saved["optimiser"])
        average, step = saved["average"], saved["step"]
    random, torch_random = np.random.default_rng(seed + step), torch.Generator().manual_seed(seed + step)
    began, last = time.time(), {}
    model.train()
    draw = lambda: draw_batch(shards, random, torch_random)
    # The next batch is drawn while this one is learnt from.
    ahead = ThreadPoolExecutor(1, initializer=lambda: torch.set_num_threads(1))
    coming = ahead.submit(draw)
    while step < steps:
        rate = peak * min(1, (step + 1) / 100) * (0.5 * (1 + np.cos(np.pi * step / steps)) + 0.005)
        for group in optimiser.param_groups:
            group["lr"] = rate
        batch = coming.result()
        coming = ahead.submit(draw)
        heat, shape = model(batch["pictures"].contiguous(memory_format=torch.channels_last))
        heat_loss, off = detector_loss(heat, shape, batch)
        optimiser.zero_grad(set_to_none=True)
        (heat_loss + off).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        step += 1
        with torch.no_grad():
            decay = min(0.998, 1 - 10 / (step + 20))
            for k, v in model.state_dict().items():
                average[k] = v.clone() if not v.is_floating_point() else average[k].lerp_(v, 1 - decay)
        for k, v in {"heat": heat_loss.item(), "shape": off.item()}.items():
            last[k] = 0.98 * last.get(k, v) + 0.02 * v
        if step % 50 == 0:
            shown = " ".join(f"{k} {v:.3f}" for k, v in last.items())
            log(f"detector {step}/{steps} {shown} ({(time.time() - began) / 60:.1f} min, {len(shards.scenes)} scenes)")
        if step % 300 == 0 or step == steps:
            saved = {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "average": average, "step": step}
            torch.save(saved, checkpoint + ".new")
            os.replace(checkpoint + ".new", checkpoint)
            ahead.submit(shards.refresh)
    ahead.shutdown(cancel_futures=True)
    model.load_state_dict(average)
    return model.eval()
