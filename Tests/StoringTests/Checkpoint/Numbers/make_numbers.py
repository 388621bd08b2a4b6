"""Writes what PyTorch reads in a checkpoint of Descent, and files for Descent to read.

Run with PyTorch 2.13 (CPU), safetensors 0.8 and NumPy: python make_numbers.py
Reads descent.safetensors, which the tests make; writes descent.json, weights.safetensors,
weights.json and types.safetensors. Numbers are hexadecimal, so that every bit is there.
"""

import json
import pathlib

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

folder = pathlib.Path(__file__).parent


def values(tensor):
    return [number.hex() for number in tensor.detach().double().flatten().tolist()]


def listing(tensors):
    return {
        name: {"type": str(t.dtype), "shape": list(t.shape), "values": values(t)}
        for name, t in sorted(tensors.items())
    }


def write(name, content):
    (folder / name).write_text(json.dumps(content, indent=1) + "\n")


# A checkpoint of Descent
checkpoint = folder / "descent.safetensors"
if checkpoint.exists():
    with safe_open(checkpoint, "pt") as file:
        metadata = file.metadata()
    write("descent.json", {"metadata": metadata, "arrays": listing(load_file(checkpoint))})

# Weights for Descent, and what AdamW makes of them
torch.manual_seed(2012)
model = torch.nn.Sequential(
    torch.nn.Linear(3, 4), torch.nn.LayerNorm(4), torch.nn.GELU(), torch.nn.Linear(4, 2)
)
save_file(model.state_dict(), folder / "weights.safetensors", metadata={"format": "pt"})
start = listing(model.state_dict())
inputs, targets = torch.randn(5, 3), torch.randn(5, 2)
optimizer = torch.optim.AdamW(model.parameters(), lr=0.01, weight_decay=0.1)
steps = []
for _ in range(3):
    optimizer.zero_grad()
    torch.nn.functional.mse_loss(model(inputs), targets).backward()
    gradients = {name: values(p.grad) for name, p in model.named_parameters()}
    optimizer.step()
    results = {name: values(p) for name, p in model.named_parameters()}
    steps.append({"gradients": gradients, "values": results})
write("weights.json", {"start": start, "steps": steps})

# Types that a parameter can't have
save_file(
    {
        "brain": torch.ones(2, dtype=torch.bfloat16),
        "half": torch.ones(2, dtype=torch.float16),
        "long": torch.ones(2, dtype=torch.int64),
        "single": torch.ones(2),
    },
    folder / "types.safetensors",
)
