"""Milliseconds of a training step of PyTorch's eager mode, for the networks of `descent bench train`.

    pip install torch==2.13.0+cpu --index-url https://download.pytorch.org/whl/cpu
    python3 training.py [--threads 1] [--samples 11] [--only mlp residual transformer tiny] [--double]

Prints one line of JSON for each network: its name, the median time of a step in ms, the median of
the processor time, which other programs lengthen less, and the losses of the first fifty steps, by
which one sees that both train the same network. Double precision tells how far rounding takes them.
"""

import argparse
import json
import statistics
import time

import torch
from torch import nn
from torch.nn import functional


def repeatable(count, start=0):
    """Numbers in -1/2 ..< 1/2 that any language makes in the same way."""
    index = torch.arange(start, start + count, dtype=torch.int64)
    return ((index * 7919) % 10_007).to(torch.float32) / 10_007 - 0.5


def start(network):
    """Starts parameters like `start(_:)` in Sources/Proofs/Speed."""
    scales = {
        id(module.weight)
        for module in network.modules()
        if isinstance(module, (nn.LayerNorm, nn.BatchNorm2d))
    }
    with torch.no_grad():
        for index, parameter in enumerate(network.parameters()):
            if parameter.dim() == 1:
                parameter.fill_(1 if id(parameter) in scales else 0)
            else:
                bound = 2 / (parameter.numel() / parameter.shape[0]) ** 0.5
                numbers = repeatable(parameter.numel(), 31 * index)
                parameter.copy_((bound * numbers).reshape(parameter.shape))


class Perceptron(nn.Module):
    def __init__(self):
        super().__init__()
        sizes = [(784, 512), (512, 512), (512, 10)]
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in sizes)
        self.x = repeatable(128 * 784).reshape(128, 784)
        self.labels = torch.arange(128) * 7 % 10

    def loss(self):
        x = self.x
        for layer in self.layers[:-1]:
            x = functional.relu(layer(x))
        return functional.cross_entropy(self.layers[-1](x), self.labels)


class Residual(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        stride = outputs // inputs
        self.first = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.first_norm = nn.BatchNorm2d(outputs)
        self.second = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.second_norm = nn.BatchNorm2d(outputs)
        self.bypass = nn.Conv2d(inputs, outputs, 1, stride, bias=False) if stride > 1 else None

    def forward(self, x):
        inside = functional.relu(self.first_norm(self.first(x)))
        inside = self.second_norm(self.second(inside))
        return functional.relu(inside + (self.bypass(x) if self.bypass else x))


class ResidualNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.norm = nn.BatchNorm2d(16)
        self.blocks = nn.ModuleList(Residual(a, b) for a, b in [(16, 16), (16, 32), (32, 64), (64, 64)])
        self.head = nn.Linear(64, 10)
        self.x = repeatable(64 * 3 * 32 * 32).reshape(64, 3, 32, 32)
        self.labels = torch.arange(64) * 7 % 10

    def loss(self):
        x = functional.relu(self.norm(self.stem(self.x)))
        for block in self.blocks:
            x = block(x)
        return functional.cross_entropy(self.head(x.mean((2, 3))), self.labels)


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.projection = nn.Linear(width, 3 * width)
        self.output = nn.Linear(width, width)

    def forward(self, x):
        batch, length, width = x.shape
        parts = self.projection(x).view(batch, length, 3, self.heads, width // self.heads)
        queries, keys, values = parts.permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(queries, keys, values, is_causal=True)
        return self.output(mixed.transpose(1, 2).reshape(batch, length, width))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.attention_norm = nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.network_norm = nn.LayerNorm(width)
        self.expansion = nn.Linear(width, 4 * width)
        self.contraction = nn.Linear(4 * width, width)

    def forward(self, x):
        x = x + self.attention(self.attention_norm(x))
        return x + self.contraction(functional.gelu(self.expansion(self.network_norm(x))))


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.characters = nn.Embedding(65, 128)
        self.positions = nn.Embedding(64, 128)
        self.blocks = nn.ModuleList(Block(128, 4) for _ in range(4))
        self.norm = nn.LayerNorm(128)
        self.head = nn.Linear(128, 65)
        index = torch.arange(32 * 64 + 1)
        text = (index * index + 3 * index) % 65
        self.tokens = text[:-1].reshape(32, 64)
        self.labels = text[1:]

    def loss(self):
        x = self.characters(self.tokens) + self.positions(torch.arange(64))
        for block in self.blocks:
            x = block(x)
        return functional.cross_entropy(self.head(self.norm(x)).flatten(0, 1), self.labels)


class TinyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(2, 16)
        self.second = nn.Linear(16, 2)
        self.x = repeatable(32 * 2).reshape(32, 2)
        self.labels = torch.arange(32) * 7 % 2

    def loss(self):
        return functional.cross_entropy(self.second(torch.tanh(self.first(self.x))), self.labels)


NETWORKS = {
    "tiny": (TinyNetwork, 200),
    "mlp": (Perceptron, 10),
    "residual": (ResidualNetwork, 1),
    "transformer": (Transformer, 1),
}


def measure(name, samples):
    make, steps = NETWORKS[name]
    network = make()
    start(network)
    if hasattr(network, "x"):
        network.x = network.x.to(torch.get_default_dtype())
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3, weight_decay=0.01, fused=True)

    def step():
        optimizer.zero_grad()
        loss = network.loss()
        loss.backward()
        optimizer.step()
        return loss

    losses = [step().item() for _ in range(50)]
    times, processor_times = [], []
    for _ in range(samples):
        begin, processor_begin = time.perf_counter(), time.process_time()
        for _ in range(steps):
            step()
        times.append(1e3 * (time.perf_counter() - begin) / steps)
        processor_times.append(1e3 * (time.process_time() - processor_begin) / steps)
    return {
        "network": name,
        "median": round(statistics.median(times), 4),
        "processor": round(statistics.median(processor_times), 4),
        "losses": [round(loss, 7) for loss in losses],
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--samples", type=int, default=11)
    parser.add_argument("--only", nargs="*", default=list(NETWORKS))
    parser.add_argument("--double", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.set_default_dtype(torch.float64 if options.double else torch.float32)
    for name in options.only:
        print(json.dumps(measure(name, options.samples)), flush=True)
