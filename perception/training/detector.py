"""The embedded detector: a map of centres of things, sizes and offsets, four pixels a cell."""
import torch
import torch.nn.functional as F
from torch import nn

from eyes import Residual, block
from precision import quick

STRIDE = 4


class Detector(nn.Module):
    """N x 3 x 192 x 256 in 0..1 -> heat logits N x kinds x 48 x 64, and N x 4 x 48 x 64: width, height, x, y."""

    def __init__(self, kinds):
        super().__init__()
        self.stem = nn.Sequential(block(3, 16, 2), block(16, 32, 2), Residual(32))
        self.middle = nn.Sequential(block(32, 56, 2), Residual(56))
        self.deep = nn.Sequential(block(56, 80, 2), Residual(80))
        self.deepest = nn.Sequential(block(80, 96, 2), Residual(96))
        self.up = nn.ModuleList([nn.Conv2d(96, 80, 1), nn.Conv2d(80, 56, 1), nn.Conv2d(56, 40, 1)])
        self.skip = nn.ModuleList([nn.Conv2d(80, 80, 1), nn.Conv2d(56, 56, 1), nn.Conv2d(32, 40, 1)])
        self.mix = nn.ModuleList([block(80, 80), block(56, 56), block(40, 48)])
        self.heat = nn.Sequential(block(48, 48), nn.Conv2d(48, kinds, 1))
        self.shape = nn.Sequential(block(48, 48), nn.Conv2d(48, 4, 1))
        nn.init.constant_(self.heat[-1].bias, -4.0)

    def forward(self, picture):
        with quick(self.training):
            stem = self.stem(picture * 4 - 2)
            middle = self.middle(stem)
            deep = self.deep(middle)
            x = self.deepest(deep)
            for up, skip, mix, beside in zip(self.up, self.skip, self.mix, (deep, middle, stem)):
                x = mix(F.relu(F.interpolate(up(x), scale_factor=2.0, mode="nearest") + skip(beside)))
            heat, shape = self.heat(x), self.shape(x)
        return heat.float(), shape.float()


def look_twice(detector, picture):
    """Heat in 0..1 and shape, the mean of those of the picture and of its mirror image."""
    heat, shape = detector(picture)
    mirrored_heat, mirrored_shape = (x.flip(3) for x in detector(picture.flip(3)))
    width, height, x, y = mirrored_shape.split(1, 1)
    # In the mirror a centre lies as far from its cell's other side.
    mirrored_shape = torch.cat([width, height, 1 - x, y], 1)
    return (torch.sigmoid(heat) + torch.sigmoid(mirrored_heat)) / 2, (shape + mirrored_shape) / 2


class ExportedDetector(nn.Module):
    """1 x 192 x 256 x 3 bytes -> the `most` best peaks: boxes (x, y, width, height in pixels), scores, kinds."""

    def __init__(self, detector, most=48):
        super().__init__()
        self.detector, self.most = detector, most

    def forward(self, image):
        heat, shape = look_twice(self.detector, image.permute(0, 3, 1, 2).float() / 255)
        # One thing may answer to two kinds: a peak is the best cell of its neighbourhood over all kinds.
        best, kind = heat.max(1)
        peak = F.max_pool2d(best[:, None], 3, 1, 1)[:, 0]
        best = best * (best >= peak).float()
        _, height, width = best.shape
        scores, where = best.view(-1).topk(self.most)
        column, row = (where % width).float(), torch.div(where, width, rounding_mode="floor").float()
        w, h, x, y = (shape[0, i].reshape(-1)[where] for i in range(4))
        w, h = torch.exp(w) * STRIDE, torch.exp(h) * STRIDE
        x, y = (column + x) * STRIDE, (row + y) * STRIDE
        boxes = torch.stack([x - w / 2, y - h / 2, w, h], 1)
        return boxes, scores, kind.view(-1)[where].int()
