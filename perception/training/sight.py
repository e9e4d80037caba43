"""Trained eyes as they are shipped: one or several that look as one."""
import torch
from torch import nn

from eyes import MOST_CAPTION_WORDS, statistics


class Sight(nn.Module):
    """
    The mean of what several eyes say that were trained from different seeds (Lakshminarayanan et al. 2017,
    arXiv:1612.01474), with the `Strangeness` fitted to the first. They know the same words, kinds (`names`) and `captions`.
    """

    def __init__(self, eyes, strangeness, names, captions):
        super().__init__()
        self.eyes, self.strangeness = nn.ModuleList(eyes), strangeness
        naming = [[word in name.split("-") for word in captions] for name in names]
        nothing = [[False] * len(captions)]
        self.register_buffer("naming", torch.tensor(naming + nothing).float(), persistent=False)
        self.comma = captions.index(",")

    def forward(self, picture, numbers):
        """
        N x 3 x 128 x 128 and Q questions each (N x Q x words) -> log probabilities N x Q x 3, of kinds
        N x (kinds + 1), strangeness N x 3, and one summary an eye for `write_caption`.
        """
        looks = [eyes.look_twice(picture, numbers) for eyes in self.eyes]
        replies = torch.stack([replies for replies, *_ in looks]).mean(0)
        kinds = torch.stack([kinds.log_softmax(-1) for _, kinds, *_ in looks]).mean(0)
        _, first_kinds, first_summary, first_layers = looks[0]
        strange = self.strangeness(statistics(*first_layers), first_summary, first_kinds)
        return replies, kinds, strange, [summary for *_, summary, _ in looks]

    def write_caption(self, summaries, kinds):
        """
        The word that they find likeliest together at each step, MOST_CAPTION_WORDS of them; 0 ends the
        caption. Before the comma stands what it is: words of a kind's name are as likely as the kind, too.
        """
        is_name = self.naming.max(0).values
        naming = is_name * (kinds.exp() @ self.naming + 1e-4).log()
        described = torch.zeros_like(naming[:, :1])
        states = [eyes.begin_caption(summary) for eyes, summary in zip(self.eyes, summaries)]
        word = torch.ones_like(summaries[0][:, 0]).long()
        words = []
        for _ in range(MOST_CAPTION_WORDS):
            states = [eyes.next_state(word, state) for eyes, state in zip(self.eyes, states)]
            likely = [eyes.caption_out(state).log_softmax(-1) for eyes, state in zip(self.eyes, states)]
            word = (torch.stack(likely).mean(0) + naming * (1 - described)).argmax(-1)
            described = torch.maximum(described, (word == self.comma).float()[:, None])
            words.append(word)
        return torch.stack(words, 1)
