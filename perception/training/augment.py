"""Changes a picture without changing what is true of it, and makes pictures that show nothing we know."""
import numpy as np
import torch
import torch.nn.functional as F


def to_pictures(arrays):
    """List of H x W x 3 bytes -> N x 3 x H x W in 0..1."""
    return torch.from_numpy(np.stack(arrays)).permute(0, 3, 1, 2).float().div_(255)


def shift_and_scale(pictures, random, shift=0.07, turn=0.12):
    """Mirrors half of them; moves, scales, stretches and turns each a little."""
    n = len(pictures)
    draw = lambda *shape: torch.rand(*shape, generator=random) * 2 - 1
    zoom = 0.97 + draw(n) * 0.17
    stretch = 1 + draw(n) * 0.06
    mirror = (torch.rand(n, generator=random) < 0.5).float() * -2 + 1
    angle = draw(n) * turn
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0], theta[:, 0, 1] = torch.cos(angle) * zoom * mirror * stretch, -torch.sin(angle) * zoom
    theta[:, 1, 0], theta[:, 1, 1] = torch.sin(angle) * zoom * mirror, torch.cos(angle) * zoom / stretch
    theta[:, :, 2] = draw(n, 2) * shift
    grid = F.affine_grid(theta, list(pictures.shape), align_corners=False)
    return F.grid_sample(pictures, grid, padding_mode="reflection", align_corners=False)


def jitter(pictures, random, amount=1.0):
    """Brightness, contrast, colour cast, saturation and noise of another camera and another room."""
    n = len(pictures)
    draw = lambda *shape: torch.rand(*shape, generator=random) * 2 - 1
    gain = 1 + amount * (0.18 * draw(n, 1, 1, 1) + 0.1 * draw(n, 3, 1, 1))
    shift = amount * 0.05 * draw(n, 1, 1, 1)
    noise = torch.rand(n, 1, 1, 1, generator=random) * 0.02 * amount
    grey = pictures.mean(1, keepdim=True)
    pictures = torch.lerp(grey, pictures, 1 + amount * 0.3 * draw(n, 1, 1, 1))
    pictures.mul_(gain).add_(shift)
    pictures.add_(torch.randn(pictures.shape, generator=random).mul_(noise))
    return pictures.clamp_(0, 1)


def borders_of_others(pictures, random, share=0.3):
    """Puts a strip along one edge of another picture over some: other neighbours, other rooms."""
    n, _, height, width = pictures.shape
    out = pictures.clone()
    for i in range(n):
        if random.random() > share:
            continue
        other, deep = pictures[random.integers(n)], int(random.uniform(0.05, 0.18) * width)
        side = random.integers(3)
        if side == 0:
            out[i, :, :, :deep] = other[:, :, -deep:]
        elif side == 1:
            out[i, :, :, -deep:] = other[:, :, :deep]
        else:
            out[i, :, :deep, :] = other[:, :deep, :]
    return out


def strange_picture(pick, random):
    """H x W x 3 bytes that show no object: plain, noise at any scale, gradients, or torn-up pictures."""
    like = pick()
    height, width, _ = like.shape
    way = random.integers(12)
    if way == 0:
        plain = np.full((height, width, 3), random.integers(0, 256, 3), np.float32)
        return noisy(plain, random, random.choice([0, 2, 8]))
    if way == 1:
        return random.integers(0, 256, (height, width, 3)).astype(np.uint8)
    if way in (2, 3):
        return noisy(cloud(height, width, random), random, 3)
    if way == 4:
        y, x = np.mgrid[0:height, 0:width] / height
        a, b = random.uniform(-1, 1, 2)
        ramp = (a * x + b * y)[:, :, None]
        ends = random.uniform(0, 255, (2, 3))
        return noisy(ends[0] + (ends[1] - ends[0]) * (ramp - ramp.min()) / (np.ptp(ramp) + 1e-6), random, 3)
    if way in (5, 6):
        return tiles(like, random, int(random.choice([2, 4, 8, 16])))
    if way == 7:
        return blobs(height, width, random, like)
    if way == 8:
        return zoomed(like, random)
    if way == 9:
        other = pick()[:, ::-1]
        share = random.uniform(0.35, 0.65)
        return (like * share + other * (1 - share)).astype(np.uint8)
    if way == 10:
        return blurred(like, int(random.integers(6, 14)), random)
    rolled = np.roll(like, (random.integers(height), random.integers(width)), (0, 1))[::-1]
    return tiles(np.ascontiguousarray(rolled), random, 4)


def noisy(picture, random, sigma):
    return np.clip(picture + random.normal(0, 1, picture.shape) * sigma, 0, 255).astype(np.uint8)


def cloud(height, width, random):
    """Coloured noise whose spectrum falls like that of a photo."""
    spectrum = np.fft.fftfreq(height)[:, None] ** 2 + np.fft.fftfreq(width)[None] ** 2
    fall = 1 / np.maximum(np.sqrt(spectrum), 1 / height) ** random.uniform(0.6, 2)
    waves = np.fft.ifft2(np.fft.fft2(random.normal(size=(3, height, width))) * fall).real
    waves /= waves.std((1, 2), keepdims=True) + 1e-6
    grey = waves[:1] * random.uniform(0.2, 1)
    return np.clip(random.uniform(40, 200) + (grey + waves * 0.4).transpose(1, 2, 0) * random.uniform(10, 60), 0, 255)


def zoomed(picture, random):
    """A small piece made large: a surface, but no thing."""
    height, width, _ = picture.shape
    h, w = height // 8, width // 8
    y, x = random.integers(height - h), random.integers(width - w)
    piece = to_pictures([picture[y : y + h, x : x + w]])
    large = F.interpolate(piece, (height, width), mode="bilinear", align_corners=False)
    return noisy(large[0].permute(1, 2, 0).numpy() * 255, random, 3)


def blurred(picture, radius, random):
    """So far out of focus that only colours are left."""
    small = F.avg_pool2d(to_pictures([picture]), radius, radius, ceil_mode=True)
    large = F.interpolate(small, picture.shape[:2], mode="bicubic", align_corners=False)
    return noisy(large[0].permute(1, 2, 0).numpy() * 255, random, 2)


def of_another_make(picture, random):
    """H x W x 3 bytes that show things, but as no picture of these surfaces does."""
    return (textured, haloed, recoloured)[random.integers(3)](picture, random)


def textured(picture, random):
    """The same things, of a rougher stuff than any that is rendered."""
    grain = cloud(*picture.shape[:2], random).mean(2, keepdims=True)
    grain = (grain - grain.mean()) / (grain.std() + 1e-6)
    return np.clip(picture * (1 + random.uniform(0.08, 0.25) * grain), 0, 255).astype(np.uint8)


def haloed(picture, random):
    """Sharpened until every edge has a halo: another lens, another camera's processing."""
    whole = to_pictures([picture])
    around = F.avg_pool2d(whole, 5, 1, 2, count_include_pad=False)
    sharp = (whole + random.uniform(1.5, 3) * (whole - around)).clamp(0, 1)
    return (sharp[0].permute(1, 2, 0).numpy() * 255).astype(np.uint8)


def recoloured(picture, random):
    """All hues turned by a third or more of the circle, and another tone curve: not the light of any room."""
    angle = random.uniform(2, 4.3)
    along = np.full((3, 3), 1 / 3)
    across = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]]) / np.sqrt(3)
    turn = along + np.cos(angle) * (np.eye(3) - along) + np.sin(angle) * across
    turned = np.clip(picture / 255 @ turn.T, 0, 1) ** random.choice([0.5, 0.7, 1.5, 2])
    return (turned * 255).astype(np.uint8)


def tiles(picture, random, count):
    """The picture cut into count x count tiles and put together in another order."""
    height, width, _ = picture.shape
    h, w = height // count, width // count
    cut = picture[: h * count, : w * count].reshape(count, h, count, w, 3).transpose(0, 2, 1, 3, 4)
    cut = cut.reshape(-1, h, w, 3)[random.permutation(count * count)]
    out = cut.reshape(count, count, h, w, 3).transpose(0, 2, 1, 3, 4).reshape(h * count, w * count, 3)
    return np.ascontiguousarray(np.pad(out, ((0, height - h * count), (0, width - w * count), (0, 0)), "edge"))


def blobs(height, width, random, like):
    """Soft shapes of random colours on noise or on the colours of a picture."""
    y, x = np.mgrid[0:height, 0:width]
    base = cloud(height, width, random) if random.random() < 0.5 else np.full((height, width, 3), like.mean((0, 1)))
    for _ in range(random.integers(1, 7)):
        cx, cy = random.uniform(0, width), random.uniform(0, height)
        rx, ry = random.uniform(5, width / 2, 2)
        turn = random.uniform(0, np.pi)
        u = ((x - cx) * np.cos(turn) + (y - cy) * np.sin(turn)) / rx
        v = ((y - cy) * np.cos(turn) - (x - cx) * np.sin(turn)) / ry
        far = u**2 + v**2 if random.random() < 0.6 else np.maximum(abs(u), abs(v)) ** 2
        inside = np.clip((1 - far) * random.uniform(2, 40), 0, 1)[:, :, None]
        shade = 1 + 0.3 * np.clip(u, -1, 1)[:, :, None]
        base = base * (1 - inside) + random.uniform(0, 255, 3) * shade * inside
    return noisy(base, random, random.uniform(0, 6))
