"""Measures, on seeds that trained nothing, how far the eyes' answers can be trusted."""
import json
import os

import numpy as np
import torch

from augment import to_pictures
from eyes import REPLIES, statistics
from words import encode, trained_wordings

VIEWS = ["scene", "above", "side"]


def questions_of(view, book):
    """The view's own questions, in their first wording, with the reply it shows."""
    known = {q["ask"]: q for q in book.kinds.get(view.kind, [])}
    return [(known[ask], REPLIES.index(reply)) for ask, reply in view.answers.items() if ask in known]


def logits_on(model, strangeness, views, book):
    """Per view: logits for its own questions (first wording), true replies, strangeness."""
    out = []
    with torch.no_grad():
        for view in views:
            asked = questions_of(view, book)
            seen, summary, layers = model.see(to_pictures([view.picture]))
            strange = strangeness(statistics(*layers), summary)[0].numpy()
            words = torch.tensor([encode(trained_wordings(q)[0], book.index) for q, _ in asked] or [encode("", {})])
            logits = model.answer(seen, summary, model.reader(words)[None])[0].numpy()[: len(asked)]
            out.append((view, asked, logits, strange))
    return out


def fit_temperature(logits, replies):
    """The divisor of the logits with the least log loss (Guo et al. 2017, arXiv:1706.04599)."""
    def loss(t):
        z = logits / t
        z = z - z.max(1, keepdims=True)
        return -(z[np.arange(len(z)), replies] - np.log(np.exp(z).sum(1))).mean()

    return float(min(np.geomspace(0.5, 5, 91), key=loss))


def likelihoods(measured, truths):
    """P(reply | yes, no, hidden) and P(shown | question, view, true answer), with one of each added."""
    reply = {name: np.ones(3) for name in ("yes", "no", "hidden")}
    shown = {}
    for view, asked, logits, _ in measured:
        for (question, true), z in zip(asked, logits):
            ask = question["ask"]
            reply["hidden" if true == 2 else REPLIES[true]][z.argmax()] += 1
            answer = truths[view.seed, view.object][ask]
            cell = shown.setdefault(ask, {v: {"yes": [1, 2], "no": [1, 2]} for v in VIEWS})[view.view][answer]
            cell[0] += true < 2
            cell[1] += 1
    row = lambda counts: dict(zip(REPLIES, (float(round(x, 4)) for x in counts / counts.sum())))
    return {
        "reply": {name: row(counts) for name, counts in reply.items()},
        "shown": {a: {v: {t: round(c[0] / c[1], 4) for t, c in s.items()} for v, s in by.items()} for a, by in shown.items()},
    }


def calibrate(model, strangeness, book, shards, truths):
    """All that the eyes' file says of trust; strange is what only 1 calibration picture in 200 exceeds."""
    measured = logits_on(model, strangeness, shards.views, book)
    logits = np.concatenate([z for _, asked, z, _ in measured if asked])
    replies = np.array([true for _, asked, _, _ in measured for _, true in asked])
    strange = np.stack([s for *_, s in measured])
    limits = np.quantile(strange, 0.995, axis=0)
    return {
        "temperature": round(fit_temperature(logits, replies), 4),
        "strangenessLimits": [round(float(x), 4) for x in limits],
        "calibration": {"surfaces": len(shards.seeds), "answers": int(len(replies))},
        "likelihoods": likelihoods(measured, truths),
    }
