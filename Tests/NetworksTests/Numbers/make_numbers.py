"""Writes layers.json: what layers of PyTorch make of given parameters, and the gradients.

Run with PyTorch 2.13 (CPU): python make_numbers.py
Numbers are single precision; PyTorch computes in double precision.
"""

import json
import pathlib

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(2212)


def numbers(tensor):
    # Nine digits tell every single-precision number from its neighbours.
    return [float(f"{x:.9g}") for x in tensor.detach().to(torch.float32).flatten()]


def array(tensor):
    return {"shape": list(tensor.shape), "values": numbers(tensor)}


def single(tensor):
    """Rounds a tensor in place to what single precision can hold."""
    with torch.no_grad():
        tensor.copy_(tensor.float().double())


def record(module, names, x):
    """Runs a module of which `names` gives our names for PyTorch's parameters."""
    module.double()
    for parameter in module.parameters():
        nn.init.uniform_(parameter, -0.8, 0.8)
        single(parameter)
    x = x.double().requires_grad_()
    y = module(x)
    upstream = torch.rand(y.shape).double() + 0.5
    (y * upstream).sum().backward()
    parameters = dict(module.named_parameters())
    assert set(parameters) == set(names), set(parameters) ^ set(names)
    return {
        "input": array(x),
        "result": array(y),
        "upstream": numbers(upstream),
        "inputGradient": numbers(x.grad),
        "parameters": {names[n]: array(p) for n, p in parameters.items()},
        "gradients": {names[n]: numbers(p.grad) for n, p in parameters.items()},
    }


class Block(nn.Module):
    """A transformer block with norms before its parts, of 2 heads."""

    def __init__(self, width):
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attention = nn.MultiheadAttention(width, 2, batch_first=True)
        self.norm2 = nn.LayerNorm(width)
        self.first = nn.Linear(width, 4 * width)
        self.second = nn.Linear(4 * width, width)

    def forward(self, x):
        h = self.norm1(x)
        mask = nn.Transformer.generate_square_subsequent_mask(x.shape[1], dtype=x.dtype)
        x = x + self.attention(h, h, h, attn_mask=mask, need_weights=False)[0]
        return x + self.second(F.gelu(self.first(self.norm2(x))))


class Residual(nn.Module):
    """A convolution with a bypass, pooled and classified."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(2, 3, 3, stride=2, padding=1)
        self.norm = nn.BatchNorm2d(3)
        self.convolution = nn.Conv2d(3, 3, 3, padding=1, bias=False)
        self.head = nn.Linear(3, 4)

    def forward(self, x):
        x = self.stem(x)
        x = x + F.relu(self.norm(self.convolution(x)))
        return self.head(x.mean((2, 3)))


def batch_norm():
    """Running statistics after two batches, and what evaluation makes of a third."""
    module = nn.BatchNorm2d(3).double()
    batches = [torch.rand(2, 3, 2, 2) * (i + 1) for i in range(3)]
    results = [module(batch.double()) for batch in batches[:2]]
    module.eval()
    results.append(module(batches[2].double()))
    return {
        "batches": [array(batch) for batch in batches],
        "results": [numbers(result) for result in results],
        "runningMean": numbers(module.running_mean),
        "runningVariance": numbers(module.running_var),
    }


block_names = {
    "norm1.weight": "attentionNorm.weight",
    "norm1.bias": "attentionNorm.bias",
    "attention.in_proj_weight": "attention.in_proj_weight",
    "attention.in_proj_bias": "attention.in_proj_bias",
    "attention.out_proj.weight": "attention.out_proj.weight",
    "attention.out_proj.bias": "attention.out_proj.bias",
    "norm2.weight": "networkNorm.weight",
    "norm2.bias": "networkNorm.bias",
    "first.weight": "expansion.weight",
    "first.bias": "expansion.bias",
    "second.weight": "contraction.weight",
    "second.bias": "contraction.bias",
}
residual_names = {
    "stem.weight": "stem.weight",
    "stem.bias": "stem.bias",
    "norm.weight": "norm.weight",
    "norm.bias": "norm.bias",
    "convolution.weight": "convolution.weight",
    "head.weight": "head.weight",
    "head.bias": "head.bias",
}
recorded = {
    "transformerBlock": record(Block(6), block_names, torch.rand(2, 4, 6) * 2 - 1),
    "residual": record(Residual(), residual_names, torch.rand(2, 2, 6, 5) * 2 - 1),
    "batchNorm": batch_norm(),
}
path = pathlib.Path(__file__).with_name("layers.json")
path.write_text(json.dumps(recorded) + "\n")
