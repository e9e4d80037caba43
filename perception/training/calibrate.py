"""Measures, on seeds that trained nothing, how far the eyes' answers can be trusted."""
import numpy as np
import torch

from augment import to_pictures
from eyes import REPLIES
from strangeness import limits_exceeded_by
from truths import read_truths
from words import encode, trained_wordings

VIEWS = ["scene", "above", "side"]
FEW = 20
# Of the pictures to be answered, so many are taken for strange ones.
STRANGE_SHARE = 0.005


def questions_of(view, book):
    """The view's own questions, in their first wording, with the reply it shows."""
    known = {q["ask"]: q for q in book.kinds.get(view.kind, [])}
    return [(known[ask], REPLIES.index(reply)) for ask, reply in view.answers.items() if ask in known]


def logits_on(sight, views, book):
    """Per view: logits for its own questions (first wording), true replies, strangeness."""
    out = []
    with torch.no_grad():
        for view in views:
            asked = questions_of(view, book)
            words = torch.tensor([encode(trained_wordings(q)[0], book.index) for q, _ in asked] or [encode("", {})])
            logits, _, strange, _ = sight(to_pictures([view.picture]), words[None])
            out.append((view, asked, logits[0].numpy()[: len(asked)], strange[0].numpy()))
    return out


def fit_scaling(logits, replies):
    """
    Divisor of the logits and what is added to each reply's, with the least log loss: temperature scaling
    (Guo et al. 2017, arXiv:1706.04599) with a bias (Alexandari et al. 2020, arXiv:1901.06852).
    """
    z, true = torch.from_numpy(logits).double(), torch.from_numpy(replies)
    scaling = torch.zeros(4, dtype=torch.double, requires_grad=True)
    optimiser = torch.optim.LBFGS([scaling], max_iter=200, line_search_fn="strong_wolfe")

    def loss():
        optimiser.zero_grad()
        value = torch.nn.functional.cross_entropy(z / scaling[0].exp() + scaling[1:], true)
        value.backward()
        return value

    optimiser.step(loss)
    temperature, bias = scaling[0].exp().item(), scaling[1:] - scaling[1:].mean()
    return temperature, bias.detach().numpy()


def reply_rows(measured, temperature, bias):
    """P(reply | the photo shows yes, shows no, hides it): over all questions, and by question."""
    counts = {}
    for _, asked, logits, _ in measured:
        for (question, true), z in zip(asked, logits / temperature + bias):
            counts.setdefault(question["ask"], np.zeros((3, 3)))[true, z.argmax()] += 1
    every = 1 + sum(counts.values())
    every /= every.sum(1, keepdims=True)
    # Few answers to one question say little of it: as many of all questions are added to each row.
    own = {ask: c + FEW * every for ask, c in counts.items()}
    return named(every), {ask: named(c / c.sum(1, keepdims=True)) for ask, c in own.items()}


def named(rows):
    reply = lambda row: dict(zip(REPLIES, (round(float(x), 4) for x in row)))
    return {name: reply(row) for name, row in zip(("yes", "no", "hidden"), rows)}


def shown_shares(shards):
    """P(the view shows it | question, view, true answer), with one of each added."""
    counts = {}
    for view, truth in zip(shards.views, read_truths(shards)):
        for ask, reply in view.answers.items() if truth else ():
            fresh = {v: {"yes": [1, 2], "no": [1, 2]} for v in VIEWS}
            cell = counts.setdefault(ask, fresh)[view.view][truth[ask]]
            cell[0] += reply != "unknown"
            cell[1] += 1
    share = lambda cells: {answer: round(shown / n, 4) for answer, (shown, n) in cells.items()}
    return {ask: {v: share(cells) for v, cells in by.items()} for ask, by in counts.items()}


def calibrate(sight, book, shards):
    """All that the eyes' file says of trust."""
    measured = logits_on(sight, shards.views, book)
    logits = np.concatenate([z for _, asked, z, _ in measured if asked])
    replies = np.array([true for _, asked, _, _ in measured for _, true in asked])
    strange = np.stack([s for *_, s in measured])
    limits = limits_exceeded_by(STRANGE_SHARE, strange)
    temperature, bias = fit_scaling(logits, replies)
    reply, by_question = reply_rows(measured, temperature, bias)
    return {
        "temperature": round(temperature, 4),
        "bias": dict(zip(REPLIES, (round(float(x), 4) for x in bias))),
        "strangenessLimits": [round(float(x), 4) for x in limits],
        "calibration": {"surfaces": len(shards.seeds), "answers": int(len(replies))},
        "likelihoods": {"reply": reply, "replyTo": by_question, "shown": shown_shares(shards)},
    }
