"""Numbers from HeavyBall: decays of single elements and toward other places than zero.

HeavyBall chains functions; where it has no decay of the kind, one link of the chain is written here,
and its arithmetic is torch's (`softshrink`, automatic differentiation) or a function of HeavyBall's.
HeavyBall's Adam divides by max(sqrt(v corrected), epsilon), not by the sum: 1e-16 makes them equal.
"""

import importlib.metadata

import heavyball
import torch
from heavyball import chainable

import cases
import drive
import torch_drive

# Without a compiler: the functions as they are written.
heavyball.utils.compile_mode = None
heavyball.utils.compile_mode_recommended_to_none = None

SHARP = dict(beta1=0.8, beta2=0.7, epsilon=1e-16)


@chainable.copy_guard(2, "average")
@chainable.no_state
def decay_to_average(group, update, grad, parameters, averages):
    """HeavyBall's decay to an average, with one share at all steps, from the first weights."""
    heavyball.utils.weight_decay_to_ema_(
        parameters, averages, group["ema_beta"], group["weight_decay_to_ema"] * group["lr"])
    return update


@chainable.no_state
def soft_threshold(group, update, grad, parameters):
    """torch's soft thresholding, by the learning rate times the decay."""
    for parameter in parameters:
        threshold = float(group["lr"]) * group["penalty"]
        parameter.copy_(torch.nn.functional.softshrink(parameter, threshold))
    return update


def add_penalty(group, updates, parameters, penalty):
    """The updates plus torch's derivative of a penalty of each parameter and its number."""
    result = []
    for index, (update, parameter) in enumerate(zip(updates, parameters)):
        with torch.enable_grad():
            variable = parameter.detach().clone().requires_grad_()
            (group["penalty"] * penalty(variable, index)).backward()
        result.append(update + variable.grad)
    return result


@chainable.no_state
def one_norm(group, updates, grad, parameters):
    """The derivative of the one-norm."""
    return add_penalty(group, updates, parameters, lambda value, index: value.abs().sum())


@chainable.copy_guard(2, "start")
@chainable.no_state
def distance_to_start(group, updates, grad, parameters, starts):
    """The derivative of half the squared distance to the start."""
    return add_penalty(
        group, updates, parameters, lambda value, index: ((value - starts[index]) ** 2).sum() / 2)


def case(name, call, convention, **settings):
    return cases.case(name, call, convention, groups=drive.UNEQUAL_DECAY, run=run, **settings)


def chain(link, setting, *further):
    """The call of a chain: a link whose rate is the group's `setting`, then AdamW without decay."""
    arguments = "".join(f", {argument}" for argument in further)
    return f"""heavyball.chainable.BaseOpt(
        [group | dict({setting}=group['weight_decay'], weight_decay=0) for group in groups],
        dict(betas=(beta1, beta2), eps=epsilon, multi_tensor=True,
        storage_dtype='float64'{arguments}), fns=({link}, heavyball.chainable.update_by_adam))"""


def cautious():
    adamw = """heavyball.AdamW(groups, lr=learningRate, betas=(beta1, beta2), eps=epsilon,
        weight_decay=weightDecay, cautious_weight_decay=True, storage_dtype='float64')"""
    sgd = """heavyball.SGD(groups, lr=learningRate, beta=momentum, weight_decay=weightDecay,
        cautious_weight_decay=True, storage_dtype='float64')"""
    agrees = "decoupled decay where the sign bits of weight and step are equal"
    return [
        case("AdamW, cautious decay", adamw, agrees, rate=0.1, weightDecay=0.5, **SHARP),
        case("SGD, cautious decay", sgd, agrees, rate=0.1, momentum=0.9, weightDecay=0.5),
    ]


def centered():
    start = chain("heavyball.chainable.weight_decay_to_init", "weight_decay_to_ema")
    average = chain("decay_to_average", "weight_decay_to_ema", "ema_beta=averageBeta")
    corrected = chain(
        "heavyball.chainable.weight_decay_to_ema", "weight_decay_to_ema", "ema_beta=averageBeta")
    before = "theta - rate weightDecay (theta - center), before the step"
    plain = dict(rate=0.1, weightDecay=0.5, **SHARP)
    return [
        case("AdamW, decay toward the start", start, before, **plain),
        case("AdamW, decay toward the average", average,
             f"{before}; the average takes the weights first, and begins at the first", **plain,
             averageBeta=0.75),
        case("AdamW, decay toward the corrected average", corrected,
             f"{before}; the average takes the weights first, begins at 0 and is bias-corrected",
             **plain, averageBeta=0.75),
        case("AdamW, penalty toward the start", chain("distance_to_start", "penalty"),
             "the gradient of weightDecay |theta - start|^2 / 2 is added", **plain),
    ]


def one_norms():
    return [
        case("AdamW, one-norm", chain("one_norm", "penalty"),
             "the gradient of weightDecay |theta|_1 is added", rate=0.1, weightDecay=0.5, **SHARP),
        case("AdamW, soft threshold", chain("soft_threshold", "penalty"),
             "softshrink by rate weightDecay before the step", rate=0.1, weightDecay=1.5, **SHARP),
    ]


LINKS = dict(decay_to_average=decay_to_average, soft_threshold=soft_threshold, one_norm=one_norm,
             distance_to_start=distance_to_start)


def run(case):
    return torch_drive.run(case, {"heavyball": heavyball, **LINKS})


def document():
    version = importlib.metadata.version("heavyball")
    return cases.document(
        f"heavyball {version}", "make_numbers.py heavyball",
        [*cautious(), *centered(), *one_norms()], run)
