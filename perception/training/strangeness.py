"""How unlike the training pictures a picture is: its distance from them, and what the eyes say of it."""
import numpy as np
import torch
from torch import nn

from augment import to_pictures
from eyes import statistics


class Strangeness(nn.Module):
    """
    N x 3, larger is stranger: squared Mahalanobis distances per dimension of the early statistics from
    all training pictures and of the summary from the nearest kind (Lee et al. 2018, arXiv:1807.03888,
    eq. 2), and the probability that it is none of the kinds.
    """

    def __init__(self, early, summary, kinds):
        super().__init__()
        self.register_buffer("early_mean", torch.zeros(1, early))
        self.register_buffer("early_whiten", torch.eye(early))
        self.register_buffer("kind_means", torch.zeros(kinds, summary))
        self.register_buffer("kind_whiten", torch.eye(summary))

    def forward(self, statistics, summary, kinds):
        early = (((statistics - self.early_mean) @ self.early_whiten) ** 2).mean(-1)
        away = (summary[:, None, :] - self.kind_means[None]) @ self.kind_whiten
        none = kinds.softmax(-1)[:, -1]
        return torch.stack([early, (away**2).mean(-1).min(-1).values, none], -1)


def whitening(rows):
    """W with (x W) of unit covariance; directions that hardly vary are kept from exploding."""
    covariance = np.cov(rows.T) + np.eye(rows.shape[1]) * 1e-3 * rows.var(0).mean()
    return np.linalg.cholesky(np.linalg.inv(covariance)).astype(np.float32)


def fit_strangeness(model, views, names, most=6000):
    """Means and covariances over (at most `most`) training pictures as they are rendered."""
    step = max(1, len(views) // most)
    early, summary, kinds = [], [], []
    chosen = views[::step]
    with torch.no_grad():
        for i in range(0, len(chosen), 64):
            part = chosen[i : i + 64]
            _, s, layers = model.see(to_pictures([view.picture for view in part]))
            early.append(statistics(*layers).numpy()), summary.append(s.numpy())
            kinds += [names.index(view.kind) for view in part]
    early, summary, kinds = np.concatenate(early), np.concatenate(summary), np.array(kinds)
    present = [k for k in range(len(names)) if (kinds == k).sum() > 1]
    means = np.stack([summary[kinds == k].mean(0) for k in present])
    centred = summary - means[[present.index(k) for k in kinds]]
    strangeness = Strangeness(early.shape[1], summary.shape[1], len(present))
    strangeness.early_mean = torch.from_numpy(early.mean(0, keepdims=True))
    strangeness.early_whiten = torch.from_numpy(whitening(early))
    strangeness.kind_means = torch.from_numpy(means)
    strangeness.kind_whiten = torch.from_numpy(whitening(centred))
    return strangeness.eval()


def limits_exceeded_by(share, strange):
    """One limit a column of N x 3, at the same quantile of each, so that `share` of the rows exceed any."""
    rank = strange.argsort(0).argsort(0) / len(strange)
    return np.quantile(strange, np.quantile(rank.max(1), 1 - share), axis=0)
