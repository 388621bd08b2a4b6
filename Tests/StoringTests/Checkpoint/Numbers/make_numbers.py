"""Writes what PyTorch reads in a checkpoint of Descent, and files for Descent to read.

Run with PyTorch 2.13 (CPU), safetensors 0.8 and NumPy: python make_numbers.py
Reads descent.safetensors and model.safetensors, which the tests make; writes descent.json, model.json,
weights.safetensors, weights.json, types.safetensors, training.safetensors, training.json and
batchnorm.safetensors. Numbers are hexadecimal, so that every bit is there.
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

# Types, all but one of which a parameter can have
numbers = [1.0, -0.0, 0.333251953125, 65504.0, 2.0**-24, float("-inf")]
save_file(
    {
        "brain": torch.tensor(numbers, dtype=torch.bfloat16),
        "double": torch.tensor(numbers, dtype=torch.float64),
        "half": torch.tensor(numbers, dtype=torch.float16),
        "long": torch.ones(6, dtype=torch.int64),
        "single": torch.tensor(numbers),
    },
    folder / "types.safetensors",
)

# A network with batch norm in the middle of its training: weights, buffers and AdamW's state
torch.manual_seed(7)
model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4), torch.nn.Linear(4, 2))
inputs, targets = torch.randn(6, 3), torch.randn(6, 2)
optimizer = torch.optim.AdamW(model.parameters(), lr=0.01, weight_decay=0.1)


def step():
    optimizer.zero_grad()
    torch.nn.functional.mse_loss(model(inputs), targets).backward()
    gradients = {name: values(p.grad) for name, p in model.named_parameters()}
    optimizer.step()
    return {"gradients": gradients, "values": {n: values(p) for n, p in model.named_parameters()}}


for _ in range(4):
    step()

# The script of the page SaveAndResume
arrays = {name: value for name, value in model.state_dict().items() if value.is_floating_point()}
for name, parameter in model.named_parameters():
    state = optimizer.state[parameter]
    arrays[f"state/{name}/moments/m"] = state["exp_avg"]
    arrays[f"state/{name}/preconditioner/v"] = state["exp_avg_sq"]
    arrays[f"state/{name}/steps"] = state["step"].double()
    sums = torch.tensor([0.0, state["exp_avg_sq"].double().sum()], dtype=torch.float64)
    arrays[f"state/{name}/secondMoments"] = sums
count = str(int(state["step"]))
save_file(arrays, folder / "training.safetensors", metadata={"step": count})

save_file(model.state_dict(), folder / "batchnorm.safetensors")
buffers = {name: values(b) for name, b in model.named_buffers() if b.is_floating_point()}
start = {name: values(p) for name, p in model.named_parameters()}
write("training.json", {"start": start, "buffers": buffers, "steps": [step() for _ in range(3)]})

# Weights that Descent has saved, taken without a missing or an extra key
saved = folder / "model.safetensors"
if saved.exists():
    model.load_state_dict(load_file(saved))
    model.eval()
    write("model.json", {"result": values(model(torch.tensor([[0.5, -1.0, 2.0]])))})
