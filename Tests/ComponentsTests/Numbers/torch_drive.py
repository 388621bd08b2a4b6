"""Drives an optimizer that follows PyTorch's interface, in double precision."""

import torch

import drive

# Some libraries keep counters and corrections in tensors of the default type.
torch.set_default_dtype(torch.float64)


def make_parameters(case):
    """The named parameters of a case at their start values."""
    values = drive.starts()
    names = [name for group in case.groups for name in group["parameters"]]
    return {name: torch.nn.Parameter(torch.tensor(values[name])) for name in names}


def make_groups(case, parameters):
    """The groups in PyTorch's form, each with its own learning rate and decay."""
    groups = []
    for group in case.groups:
        settings = case.group_settings(group)
        made = {"params": [parameters[name] for name in group["parameters"]]}
        made["lr"] = settings["learningRate"]
        if "weightDecay" in settings:
            made["weight_decay"] = settings["weightDecay"]
        groups.append(made)
    return groups


def set_learning_rates(optimizer, case, step):
    """Gives every group the learning rate of the step."""
    rate = case.learning_rates()[step - 1]
    for made, group in zip(optimizer.param_groups, case.groups):
        made["lr"] = rate * group["learningRateMultiplier"]


def set_gradients(parameters, step):
    """Gives every parameter a fresh copy of its gradient."""
    for name, value in drive.gradients(step).items():
        if name in parameters:
            parameters[name].grad = torch.tensor(value)


def copies(parameters):
    """The weights as they are now."""
    return {name: parameter.detach().clone() for name, parameter in parameters.items()}


def transform(case, libraries, parameters):
    """Changes the gradients of all groups, where the case has a transform."""
    if case.transform:
        eval(case.transform, {**libraries, **case.settings, "parameters": parameters.values()})


def run(case, libraries, observe=None, start=None):
    """The weights after every step.

    `libraries` are the modules that the call names. `start(optimizer)` is called before the first
    step. `observe(optimizer, parameters)` returns further named sequences of weights after a step.
    """
    torch.manual_seed(0)
    parameters = make_parameters(case)
    names = {**libraries, **case.settings, "groups": make_groups(case, parameters)}
    optimizer = eval(case.call, names)
    if start:
        start(optimizer)
    sequences = {"results": {}}
    for step in range(1, drive.STEPS + 1):
        set_learning_rates(optimizer, case, step)
        set_gradients(parameters, step)
        transform(case, libraries, parameters)
        optimizer.step()
        sequences["results"][step] = copies(parameters)
        for key, weights in (observe(optimizer, parameters) if observe else {}).items():
            sequences.setdefault(key, {})[step] = weights
    return sequences
