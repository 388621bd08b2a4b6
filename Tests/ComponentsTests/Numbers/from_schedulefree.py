"""Numbers from schedulefree, its authors' own package.

`results` are the points y, where gradients are taken (the weights in training mode); `x` under
`further` is the average, where the model is evaluated, and `z` the base sequence.
"""

import importlib.metadata

import schedulefree

import cases
import drive
import torch_drive

WEIGHTS = ("x averages z with weights t^r (largest rate so far)^weightPower, per group; "
           "y = beta x + (1 - beta) z")


def case(name, call, convention, **settings):
    return cases.case(
        name, f"schedulefree.{call}", f"{WEIGHTS}; {convention}", run=run, **settings)


def every():
    sgd = """SGDScheduleFree(groups, lr=learningRate, momentum=beta, weight_decay=weightDecay,
        warmup_steps=warmUp, r=stepPower, weight_lr_power=weightPower)"""
    adamw = """AdamWScheduleFree(groups, lr=learningRate, betas=(beta, beta2), eps=epsilon,
        weight_decay=weightDecay, warmup_steps=warmUp, r=stepPower, weight_lr_power=weightPower)"""
    radam = """RAdamScheduleFree(groups, lr=learningRate, betas=(beta, beta2), eps=epsilon,
        weight_decay=weightDecay, r=stepPower, weight_lr_power=weightPower,
        silent_sgd_phase=silent)"""
    plain = dict(beta=0.9, stepPower=0.0, weightPower=2.0)
    decay = "decay at y, times the learning rate"
    rectify = ("rectified where rho > 4, before it a silent start (rate 0) or the plain gradient; "
               + decay)
    return [
        case("Schedule-Free SGD", sgd, decay, rate=0.5, warmUp=0, weightDecay=0.0, **plain),
        case("Schedule-Free SGD, constant rate", sgd, decay, rate=0.5, warmUp=0, weightDecay=0.0,
             multipliers=drive.CONSTANT, groups=drive.ONE_GROUP, **plain),
        case("Schedule-Free SGD, warm-up, decay", sgd,
             f"{decay}; the rate times min(t / warmUp, 1)", rate=0.5, warmUp=4, weightDecay=0.05,
             **plain | dict(beta=0.8, stepPower=1.0)),
        case("Schedule-Free AdamW", adamw, decay, warmUp=0, beta2=0.999, epsilon=1e-8,
             weightDecay=0.05, **plain),
        case("Schedule-Free AdamW, one group", adamw, decay, warmUp=0, beta2=0.999, epsilon=1e-8,
             weightDecay=0.05, groups=drive.ONE_GROUP, **plain),
        case("Schedule-Free AdamW, warm-up", adamw, f"{decay}; the rate times min(t / warmUp, 1)",
             warmUp=4, beta2=0.9, epsilon=0.05, weightDecay=0.5,
             **plain | dict(beta=0.8, stepPower=1.0)),
        case("Schedule-Free RAdam", radam, rectify, beta2=0.9, epsilon=1e-8, weightDecay=0.05,
             silent=True, **plain),
        case("Schedule-Free RAdam, loud start", radam, rectify, beta2=0.9, epsilon=1e-8,
             weightDecay=0.05, silent=False, **plain),
    ]


def observe(optimizer, parameters):
    """The average and the base sequence, leaving the optimizer as it was."""
    z = {name: optimizer.state[parameter]["z"].clone() for name, parameter in parameters.items()}
    kept = torch_drive.copies(parameters)
    optimizer.eval()
    x = torch_drive.copies(parameters)
    optimizer.train()
    for name, parameter in parameters.items():
        parameter.data.copy_(kept[name])
    return {"x": x, "z": z}


def run(case):
    return torch_drive.run(
        case, {"schedulefree": schedulefree}, observe, start=lambda optimizer: optimizer.train())


def document():
    version = importlib.metadata.version("schedulefree")
    return cases.document(
        f"schedulefree {version}", "make_numbers.py schedulefree", every(), run)
