"""Lets optimizers written for a PyTorch of 2020 and before run unchanged.

The retired orders of arguments `add_(number, tensor)`, `addcmul_(number, x, y)` and
`addcdiv_(number, x, y)` (and `add`, out of place) become `add_(tensor, alpha=number)` and
`...(x, y, value=number)`; `torch.optim.optimizer.required`, gone since, is a placeholder again.
"""

import sys

import torch


def _number_first(method, keyword, count):
    """The method, taking a number before its `count` tensors where it is given so."""

    def bridged(self, *arguments, **named):
        if len(arguments) == count + 1:
            number, *tensors = arguments
            return method(self, *tensors, **{keyword: number})
        return method(self, *arguments, **named)

    return bridged


def bridge():
    """Installs the retired signatures."""
    sys.modules["torch.optim.optimizer"].required = object()
    for name, keyword, count in (
        ("add", "alpha", 1), ("add_", "alpha", 1), ("addcmul_", "value", 2),
        ("addcdiv_", "value", 2),
    ):
        setattr(torch.Tensor, name, _number_first(getattr(torch.Tensor, name), keyword, count))
