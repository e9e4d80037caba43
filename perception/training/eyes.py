"""The embedded eyes: a small picture encoder, a reader of words, and a head that looks where the words say."""
import torch
import torch.nn.functional as F
from torch import nn

from precision import quick

REPLIES = ["yes", "no", "unknown"]
MOST_CAPTION_WORDS = 16


def block(inputs, outputs, stride=1):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)
    )


class Residual(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.first = block(channels, channels)
        self.second = nn.Sequential(
            nn.Conv2d(channels, channels, 3, 1, 1, bias=False), nn.BatchNorm2d(channels)
        )

    def forward(self, x):
        return F.relu(x + self.second(self.first(x)))


class PictureEncoder(nn.Module):
    """N x 3 x 128 x 128 in 0..1 -> N x width x 16 x 16, and its two early layers."""

    def __init__(self, width):
        super().__init__()
        self.early = block(3, 16, 2)
        self.middle = nn.Sequential(block(16, 32, 2), Residual(32))
        self.late = nn.Sequential(block(32, 64, 2), Residual(64), Residual(64))
        self.deep = nn.Sequential(block(64, 128, 2), Residual(128), Residual(128))
        self.from_late = nn.Conv2d(64, width, 1)
        self.from_deep = nn.Conv2d(128, width, 1)

    def forward(self, picture):
        early = self.early(picture * 4 - 2)
        middle = self.middle(early)
        late = self.late(middle)
        up = F.interpolate(self.from_deep(self.deep(late)), scale_factor=2.0, mode="nearest")
        return F.relu(self.from_late(late) + up), early, middle


def statistics(early, middle):
    """Mean and spread of every early channel: what a picture is made of, whatever it shows."""
    parts = []
    for x in (early, middle):
        mean = x.mean((2, 3))
        parts += [mean, ((x - mean[:, :, None, None]) ** 2).mean((2, 3)).add(1e-6).sqrt()]
    return torch.cat(parts, 1)


class Reader(nn.Module):
    """N x words -> N x width: one layer of self-attention over word embeddings, then their mean and maximum."""

    def __init__(self, vocabulary, most_words, inner, width):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, inner, padding_idx=0)
        self.position = nn.Parameter(torch.zeros(most_words, inner))
        self.query, self.key, self.value = (nn.Linear(inner, inner) for _ in range(3))
        self.norm = nn.LayerNorm(inner)
        self.out = nn.Sequential(nn.Linear(2 * inner, width), nn.ReLU(), nn.Linear(width, width))
        self.inner = inner

    def forward(self, numbers):
        there = (numbers > 0).float()
        x = self.embedding(numbers) + self.position[: numbers.shape[1]]
        scores = self.query(x) @ self.key(x).transpose(1, 2) / self.inner**0.5
        scores = scores - (1 - there[:, None, :]) * 1e4
        x = self.norm(x + scores.softmax(-1) @ self.value(x))
        mean = (x * there[:, :, None]).sum(1) / there.sum(1, keepdim=True).clamp(min=1)
        most = (x - (1 - there[:, :, None]) * 1e4).max(1).values
        return self.out(torch.cat([mean, most], 1))


class Eyes(nn.Module):
    """Answers questions about a picture, names its kind, writes a caption."""

    def __init__(self, vocabulary, most_words, questions, kinds, caption_words, width=128, heads=4):
        super().__init__()
        self.width, self.heads = width, heads
        self.encoder = PictureEncoder(width)
        self.place = nn.Parameter(torch.randn(1, 256, width) * 0.02)
        self.reader = Reader(vocabulary, most_words, 64, width)
        self.look = nn.Linear(width, width)
        self.key_and_value = nn.Linear(width, 2 * width)
        self.whole = nn.Linear(2 * width, width)
        self.film = nn.Linear(width, 4 * width)
        self.reply = nn.Sequential(nn.Linear(3 * width, width), nn.ReLU(), nn.Dropout(0.2), nn.Linear(width, 3))
        self.which_question = nn.Linear(width, questions)
        self.kind = nn.Linear(2 * width, kinds)
        self.caption_embedding = nn.Embedding(caption_words, 48)
        self.caption_start = nn.Linear(2 * width, 96)
        self.caption_cell = nn.GRUCell(48, 96)
        self.caption_out = nn.Linear(96, caption_words)

    def see(self, picture):
        """N x 3 x 128 x 128 -> 256 places N x 256 x width, summary N x 2 width, two early layers."""
        with quick(self.training):
            seen, early, middle = self.encoder(picture)
        seen = seen.float().permute(0, 2, 3, 1).flatten(1, 2)
        summary = torch.cat([seen.mean(1), seen.max(1).values], 1)
        return seen, summary, (early, middle)

    def answer(self, seen, summary, text):
        """Places N x 256 x width and their summaries, text N x Q x width -> logits N x Q x 3 of REPLIES."""
        n, q, width = text.shape
        each = width // self.heads
        with quick(self.training):
            both = self.key_and_value(seen + self.place).float()
        key, value = both.view(n, -1, 2, self.heads, each).permute(2, 0, 3, 1, 4).unbind()
        query = self.look(text).view(n, q, self.heads, each).transpose(1, 2)
        pooled = ((query @ key.transpose(2, 3)) / each**0.5).softmax(-1) @ value
        pooled = pooled.transpose(1, 2).reshape(n, q, width)
        whole = self.whole(summary)[:, None, :].expand(n, q, width)
        scale, shift = self.film(text).chunk(2, -1)
        looked = F.relu(torch.cat([pooled, whole], -1) * (1 + scale) + shift)
        return self.reply(torch.cat([looked, text], -1))

    def look_twice(self, picture, numbers):
        """
        N x 3 x 128 x 128 and Q questions each (N x Q x words) -> log probabilities N x Q x 3, kind
        logits, summary and early layers. Answers are the mean of two looks, the second mirrored and
        a little closer: what both agree on is seen rather than guessed.
        """
        n, q, length = numbers.shape
        closer = F.interpolate(picture[:, :, 8:120, 8:120].flip(3), (128, 128), mode="bilinear", align_corners=False)
        seen, summary, layers = self.see(picture)
        seen_closer, summary_closer, _ = self.see(closer)
        text = self.reader(numbers.reshape(n * q, length)).view(n, q, -1)
        first = self.answer(seen, summary, text).log_softmax(-1)
        second = self.answer(seen_closer, summary_closer, text).log_softmax(-1)
        kinds = (self.kind(summary) + self.kind(summary_closer)) / 2
        return (first + second) / 2, kinds, summary, layers

    def begin_caption(self, summary):
        return torch.tanh(self.caption_start(summary))

    def next_state(self, word, state):
        """What the caption knows of itself after one more word (N)."""
        return self.caption_cell(self.caption_embedding(word), state)

    def caption_logits(self, summary, words):
        """Teacher forcing: words N x length (a start word first) -> logits N x length x words."""
        state = self.begin_caption(summary)
        states = []
        for i in range(words.shape[1]):
            state = self.next_state(words[:, i], state)
            states.append(state)
        return self.caption_out(torch.stack(states, 1))
