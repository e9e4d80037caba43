"""Trained eyes as they are shipped: one or several that look as one."""
import torch
from torch import nn

from eyes import MOST_CAPTION_WORDS, statistics


class Sight(nn.Module):
    """
    The mean of what several eyes say that were trained from different seeds (Lakshminarayanan et al. 2017,
    arXiv:1612.01474), each with the `Strangeness` fitted to it. They know the same words, kinds and captions.
    """

    def __init__(self, eyes, strangeness):
        super().__init__()
        self.eyes, self.strangeness = nn.ModuleList(eyes), nn.ModuleList(strangeness)

    def forward(self, picture, numbers):
        """
        N x 3 x 128 x 128 and Q questions each (N x Q x words) -> log probabilities N x Q x 3, of kinds
        N x (kinds + 1), strangeness N x 3, and one summary an eye for `write_caption`.
        """
        said, summaries = [], []
        for eyes, strangeness in zip(self.eyes, self.strangeness):
            replies, kinds, summary, layers = eyes.look_twice(picture, numbers)
            said.append((replies, kinds.log_softmax(-1), strangeness(statistics(*layers), summary, kinds)))
            summaries.append(summary)
        replies, kinds, strange = (torch.stack(part).mean(0) for part in zip(*said))
        return replies, kinds, strange, summaries

    def write_caption(self, summaries):
        """The word that they find likeliest together at each step, MOST_CAPTION_WORDS of them; 0 ends the caption."""
        states = [eyes.begin_caption(summary) for eyes, summary in zip(self.eyes, summaries)]
        word = torch.ones_like(summaries[0][:, 0]).long()
        words = []
        for _ in range(MOST_CAPTION_WORDS):
            states = [eyes.next_state(word, state) for eyes, state in zip(self.eyes, states)]
            likely = [eyes.caption_out(state).log_softmax(-1) for eyes, state in zip(self.eyes, states)]
            word = torch.stack(likely).mean(0).argmax(-1)
            words.append(word)
        return torch.stack(words, 1)
