"""Writes what PyTorch reads in a checkpoint of Descent, and files for Descent to read.

Run with PyTorch 2.13 (CPU), safetensors 0.8 and NumPy: python make_numbers.py
Reads descent.safetensors and model.safetensors, which the tests make; writes descent.json, model.json,
weights.safetensors, weights.json, types.safetensors, batchnorm.safetensors, and a safetensors and a json each of
training, amsgrad, nadam and momentum. Numbers are hexadecimal, so that every bit is there.
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

# A network with batch norm in the middle of its training: weights, buffers and the optimizer's state, as
# the scripts of the page SaveAndResume export it


def network():
    torch.manual_seed(7)
    layers = torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4), torch.nn.Linear(4, 2)
    return torch.nn.Sequential(*layers), torch.randn(6, 3), torch.randn(6, 2)


def export_adam(model, optimizer):
    arrays = {name: value for name, value in model.state_dict().items() if value.is_floating_point()}
    for name, parameter in model.named_parameters():
        state = optimizer.state[parameter]
        arrays[f"state/{name}/moments/m"] = state["exp_avg"]
        arrays[f"state/{name}/preconditioner/v"] = state["exp_avg_sq"]
        arrays[f"state/{name}/steps"] = state["step"].double()
        sums = torch.tensor([0.0, state["exp_avg_sq"].double().sum()], dtype=torch.float64)
        arrays[f"state/{name}/secondMoments"] = sums
        if "max_exp_avg_sq" in state:  # amsgrad=True
            arrays[f"state/{name}/preconditioner/w"] = state["max_exp_avg_sq"]
        if "mu_product" in state:  # NAdam
            arrays[f"state/{name}/moments/p"] = state["mu_product"].double()
    return arrays


def export_sgd(model, optimizer):
    arrays = {name: value for name, value in model.state_dict().items() if value.is_floating_point()}
    for name, parameter in model.named_parameters():
        arrays[f"state/{name}/moments/m"] = optimizer.state[parameter]["momentum_buffer"]
        arrays[f"state/{name}/steps"] = torch.tensor(4.0, dtype=torch.float64)
        arrays[f"state/{name}/secondMoments"] = torch.zeros(2, dtype=torch.float64)
    return arrays


def training(name, optimizer_of, export):
    model, inputs, targets = network()
    optimizer = optimizer_of(model.parameters())

    def step():
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(model(inputs), targets).backward()
        gradients = {name: values(p.grad) for name, p in model.named_parameters()}
        optimizer.step()
        results = {name: values(p) for name, p in model.named_parameters()}
        return {"gradients": gradients, "values": results}

    for _ in range(4):
        step()
    save_file(export(model, optimizer), folder / f"{name}.safetensors", metadata={"step": "4"})
    state = {name: value.clone() for name, value in model.state_dict().items()}
    buffers = {n: values(b) for n, b in model.named_buffers() if b.is_floating_point()}
    start = {name: values(p) for name, p in model.named_parameters()}
    steps = [step() for _ in range(3)]
    write(f"{name}.json", {"start": start, "buffers": buffers, "steps": steps})
    return state


state = training(
    "training", lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.1), export_adam
)
save_file(state, folder / "batchnorm.safetensors")
training(
    "amsgrad",
    lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.1, amsgrad=True),
    export_adam,
)
training("nadam", lambda p: torch.optim.NAdam(p, lr=0.01, weight_decay=0.1), export_adam)
training(
    "momentum",
    lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9, nesterov=True, weight_decay=0.1),
    export_sgd,
)

# Weights that Descent has saved, taken without a missing or an extra key
saved = folder / "model.safetensors"
if saved.exists():
    model, _, _ = network()
    model.load_state_dict(load_file(saved))
    model.eval()
    write("model.json", {"result": values(model(torch.tensor([[0.5, -1.0, 2.0]])))})
