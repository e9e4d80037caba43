"""Muon (Jordan et al. 2024, kellerjordan.github.io/posts/muon) for the matrices within a network, AdamW for the rest."""
import torch

MOMENTUM = 0.95


def orthogonal(matrix):
    """
    The nearest matrix whose singular values are all near one, by five Newton-Schulz steps (the post's
    coefficients) that are taken on its small square and put together: the wide one is multiplied twice.
    """
    wide = matrix if matrix.shape[0] <= matrix.shape[1] else matrix.T
    wide = wide / (wide.norm() + 1e-7)
    whole = one = torch.eye(len(wide))
    square = wide @ wide.T
    for _ in range(5):
        step = 3.4445 * one - 4.7750 * square + 2.0315 * square @ square
        whole, square = step @ whole, step @ square @ step
    wide = whole @ wide
    return wide if wide.shape == matrix.shape else wide.T


class Muon(torch.optim.Optimizer):
    """Steps by the orthogonalised momentum: every direction of a matrix learns at the same rate. A convolution is a row an output."""

    def __init__(self, parameters, lr, weight_decay):
        super().__init__(parameters, {"lr": lr, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for weight in group["params"]:
                momentum = self.state[weight].setdefault("momentum", torch.zeros_like(weight))
                momentum.lerp_(weight.grad, 1 - MOMENTUM)
                ahead = weight.grad.lerp(momentum, MOMENTUM).flatten(1)
                rows, columns = ahead.shape
                weight.mul_(1 - group["lr"] * group["weight_decay"])
                weight.add_(orthogonal(ahead).view_as(weight), alpha=-group["lr"] * max(1, rows / columns) ** 0.5)


class MuonAndAdam:
    """
    Muon for all convolutions and linear layers but those whose names begin with one of `ends` (what reads
    pixels or gives the result), AdamW for these, embeddings, norms and biases. Rates are the highest of a run.
    """

    def __init__(self, model, ends, muon_peak, adam_peak):
        weights = {f"{name}.weight" for name, it in model.named_modules() if isinstance(it, (torch.nn.Conv2d, torch.nn.Linear))}
        within = {name for name in weights if not name.startswith(ends)}
        pick = lambda inside: [p for name, p in model.named_parameters() if (name in within) == inside]
        self.both = [Muon(pick(True), muon_peak, 0.01), torch.optim.AdamW(pick(False), adam_peak, weight_decay=0.05)]
        self.peaks = [muon_peak, adam_peak]

    def zero_grad(self):
        for each in self.both:
            each.zero_grad(set_to_none=True)

    def step(self, share):
        """One step at this share of the highest rates."""
        for each, peak in zip(self.both, self.peaks):
            each.param_groups[0]["lr"] = peak * share
            each.step()

    def state_dict(self):
        return [each.state_dict() for each in self.both]

    def load_state_dict(self, states):
        for each, state in zip(self.both, states):
            each.load_state_dict(state)
