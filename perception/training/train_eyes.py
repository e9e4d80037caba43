"""Trains the eyes; stops and goes on at any step, with the same seeds."""
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
import torch.nn.functional as F

from augment import borders_of_others, jitter, of_another_make, shift_and_scale, strange_picture, to_pictures
from eyes import MOST_CAPTION_WORDS, REPLIES, Eyes
from muon import MuonAndAdam
from questions import QuestionBook, pad
from truths import state_shares
from words import MOST_WORDS

BATCH, STRANGE, OTHER_MAKE = 64, 8, 2
# Questions to each picture: its own, facts, another kind's, nonsense.
OWN, FACTS, FOREIGN, NONSENSE = 3, 1, 2, 1
ASKED = OWN + FACTS + FOREIGN + NONSENSE
STRANGE_CAPTION = "something that I do not know"
# Muon's highest rate by AdamW's.
MUON_RATE = 5
# From this share of the steps on, states come as often as they do on surfaces.
SETTLING = 0.6
END, START = 0, 1
# What reads pixels or gives a result: the layers at the ends.
ENDS = ("encoder.early", "reply.3", "kind", "which_question", "caption_out")
# The kind of what is hardly to be seen is not learnt: what `cross_entropy` passes over.
NOT_SAID = -100


def caption_words(text):
    return text.replace(",", " ,").split()


class Batches:
    """Draws batches: pictures, questions with replies and weights, kinds, captions."""

    def __init__(self, shards, book, captions, seed):
        self.shards, self.book, self.captions = shards, book, captions
        self.random = np.random.default_rng(seed)
        self.torch_random = torch.Generator().manual_seed(seed)
        self.caption_index = {word: i for i, word in enumerate(captions)}
        self.settling = False
        self.renew()

    def settle(self):
        """From now on things are in their states as often as on surfaces, and all replies weigh the same."""
        self.settling = True
        self.renew()

    def renew(self):
        """Takes in new shards, and counts replies anew so that rare ones weigh more."""
        self.shards.refresh()
        self.shares = state_shares(self.shards)
        alike = {}
        for view in self.shards.views:
            of_kind = alike.setdefault(view.kind, {})
            of_kind.setdefault((view.seed, view.object, view.angle), []).append(view)
        self.alike, self.order = [list(of_kind.values()) for of_kind in alike.values()], []
        counts = np.ones((len(self.book.asks), 3))
        for view in self.shards.views:
            for ask, reply in view.answers.items():
                question = self.book.number.get((view.kind, ask))
                if question is not None:
                    counts[question, REPLIES.index(reply)] += 1
        weight = np.sqrt(counts.mean(1, keepdims=True) / counts)
        self.weight = np.ones_like(counts) if self.settling else np.clip(weight, 0.5, 2.5)

    def _next(self, count):
        """
        Kinds come equally often. Two states of the same thing from the same place go together: what differs
        is what they are asked about.
        """
        while len(self.order) < count:
            of_kind = self.alike[self.random.integers(len(self.alike))]
            views = of_kind[self.random.integers(len(of_kind))]
            if self.settling:
                shares = self.shares[views[0].kind]
                as_often = shares if len(shares) == len(views) else None
                self.order.append(views[self.random.choice(len(views), p=as_often)])
                continue
            self.order += [views[i] for i in self.random.permutation(len(views))[:2]]
        taken, self.order = self.order[:count], self.order[count:]
        return taken

    def draw(self):
        book, random = self.book, self.random
        views = self._next(BATCH - STRANGE)
        pick = lambda: self.shards.views[random.integers(len(self.shards.views))].picture
        strange = [strange_picture(pick, random) for _ in range(STRANGE - OTHER_MAKE)]
        strange += [of_another_make(pick(), random) for _ in range(OTHER_MAKE)]
        words, replies, weights, which, kinds, captions = [], [], [], [], [], []
        for view in views:
            own = [(book.number[(view.kind, a)], REPLIES.index(r)) for a, r in view.answers.items() if (view.kind, a) in book.number]
            random.shuffle(own)
            own = own[:OWN]
            facts = [book.fact(view.facts) for _ in range(FACTS)]
            foreign = [(book.foreign(view.kind), 2) for _ in range(OWN + FOREIGN - len(own))]
            words += [book.wording(q) for q, _ in own + facts + foreign] + [book.nonsense() for _ in range(NONSENSE)]
            replies += [r for _, r in own + facts + foreign] + [2] * NONSENSE
            weights += [self.weight[q, r] for q, r in own] + [0.3] * (FACTS + len(foreign) + NONSENSE)
            which += [q for q, _ in own + facts + foreign] + [len(book.asks)] * NONSENSE
            made_out = view.facts is not None or not view.answers
            kinds.append(book.names.index(view.kind) if made_out else NOT_SAID)
            captions.append(self._caption(view.caption))
        for _ in strange:
            asked = [int(random.integers(len(book.asks))) for _ in range(ASKED - NONSENSE)]
            words += [book.wording(q) for q in asked] + [book.nonsense()]
            replies += [2] * ASKED
            weights += [0.25] * ASKED
            which += asked + [len(book.asks)]
            kinds.append(len(book.names))
            captions.append(self._caption(STRANGE_CAPTION))
        pictures = to_pictures([view.picture for view in views] + strange)
        pictures = borders_of_others(shift_and_scale(pictures, self.torch_random), random)
        pictures = jitter(pictures, self.torch_random)
        return {
            "pictures": pictures,
            "words": trim(torch.tensor(words)).view(BATCH, ASKED, -1),
            "replies": torch.tensor(replies),
            "weights": torch.tensor(weights).float(),
            "which": torch.tensor(which),
            "kinds": torch.tensor(kinds),
            "captions": torch.tensor(captions),
        }

    def _caption(self, text):
        numbers = [self.caption_index[w] for w in caption_words(text) if w in self.caption_index]
        numbers = numbers[: MOST_CAPTION_WORDS - 1]
        return numbers + [END] * (MOST_CAPTION_WORDS - len(numbers))


def trim(words):
    """Leaves off the columns in which no question has a word left."""
    return words[:, : int((words > 0).sum(1).max())]


def loss_of(model, batch):
    """Replies, and what helps to learn them: which question was read, the kind, the caption."""
    n, q, length = batch["words"].shape
    seen, summary, _ = model.see(batch["pictures"])
    text = model.reader(batch["words"].view(n * q, length))
    logits = model.answer(seen, summary, text.view(n, q, -1)).view(n * q, 3)
    each = F.cross_entropy(logits, batch["replies"], reduction="none")
    reply = (each * batch["weights"]).sum() / batch["weights"].sum()
    read = F.cross_entropy(model.which_question(text), batch["which"])
    kind = F.cross_entropy(model.kind(summary), batch["kinds"])
    start = torch.full((n, 1), START)
    targets = batch["captions"][:, : int((batch["captions"] > 0).sum(1).max()) + 1]
    written = model.caption_logits(summary, torch.cat([start, targets[:, :-1]], 1))
    there = (targets != END).float()
    there = torch.cat([torch.ones(n, 1), there[:, :-1]], 1)
    spoken = F.cross_entropy(written.flatten(0, 1), targets.flatten(), reduction="none")
    caption = (spoken * there.flatten()).sum() / there.sum()
    right = (logits.argmax(-1) == batch["replies"]).float().view(n, q)[: BATCH - STRANGE, :OWN].mean()
    total = reply + 0.1 * read + 0.2 * kind + 0.15 * caption
    return total, {"reply": reply.item(), "kind": kind.item(), "caption": caption.item(), "own right": right.item()}


def caption_vocabulary(folder):
    with open(os.path.join(folder, "caption-words.json")) as file:
        words = set(json.load(file))
    return ["", "<start>"] + sorted(words | set(caption_words(STRANGE_CAPTION)))


def new_eyes(book, captions):
    return Eyes(len(book.vocabulary), MOST_WORDS, len(book.asks) + 1, len(book.names) + 1, len(captions))


def load_matching(model, state):
    """Takes over every weight whose name and shape still fit."""
    own = model.state_dict()
    model.load_state_dict({k: state[k] if k in state and state[k].shape == v.shape else v for k, v in own.items()})


def train_eyes(shards, work, steps, seed, peak=4e-3, warm=None, log=print):
    """Trains for `steps` steps (resumes where `work`/eyes.pt stands); returns averaged weights and words."""
    torch.manual_seed(seed)
    book = QuestionBook(shards.folder, seed)
    checkpoint = os.path.join(work, "eyes.pt")
    saved = torch.load(checkpoint) if os.path.exists(checkpoint) else None
    captions = saved["captions"] if saved else caption_vocabulary(shards.folder)
    model = new_eyes(book, captions).to(memory_format=torch.channels_last)
    if warm:
        load_matching(model, warm(book, captions))
    optimiser = MuonAndAdam(model, ENDS, MUON_RATE * peak, peak)
    average = {k: v.clone() for k, v in model.state_dict().items()}
    step = 0
    if saved:
        model.load_state_dict(saved["model"])
        optimiser.load_state_dict(saved["optimiser"])
        average, step = saved["average"], saved["step"]
    batches = Batches(shards, book, captions, seed + step)
    began, last = time.time(), {}
    model.train()
    # The next batch is drawn while this one is learnt from.
    ahead = ThreadPoolExecutor(1, initializer=lambda: torch.set_num_threads(1))
    coming = ahead.submit(batches.draw)
    while step < steps:
        share = step / steps
        if share >= SETTLING and not batches.settling:
            ahead.submit(batches.settle).result()
        rate = min(1, (step + 1) / 200) * (0.5 * (1 + np.cos(np.pi * share)) + 0.005)
        batch = coming.result()
        coming = ahead.submit(batches.draw)
        batch["pictures"] = batch["pictures"].contiguous(memory_format=torch.channels_last)
        loss, parts = loss_of(model, batch)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
        optimiser.step(rate)
        step += 1
        with torch.no_grad():
            decay = min(0.998, 1 - 10 / (step + 20))
            for k, v in model.state_dict().items():
                average[k] = v.clone() if not v.is_floating_point() else average[k].lerp_(v, 1 - decay)
        for k, v in parts.items():
            last[k] = 0.98 * last.get(k, v) + 0.02 * v
        if step % 50 == 0:
            shown = " ".join(f"{k} {v:.3f}" for k, v in last.items())
            log(f"eyes {step}/{steps} {shown} ({(time.time() - began) / 60:.1f} min, {len(shards.views)} views)")
        if step % 300 == 0 or step == steps:
            saved = {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "average": average,
                     "step": step, "captions": captions, "kinds": book.names, "vocabulary": book.vocabulary}
            torch.save(saved, checkpoint + ".new")
            os.replace(checkpoint + ".new", checkpoint)
            ahead.submit(batches.renew)
    ahead.shutdown(cancel_futures=True)
    model.load_state_dict(average)
    return model.eval(), book, captions
