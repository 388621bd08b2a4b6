"""Numbers from PyTorch's own optimizers."""

import torch

import cases
import drive
import torch_drive
from cases import Case

SGD = """torch.optim.SGD(groups, lr=learningRate, momentum=momentum, dampening=dampening,
    nesterov=nesterov, weight_decay=weightDecay)"""
ADAM = """torch.optim.Adam(groups, lr=learningRate, betas=(beta1, beta2), eps=epsilon,
    weight_decay=weightDecay, amsgrad=amsgrad)"""
ADAMW = ADAM.replace("Adam(", "AdamW(")
RMSPROP = """torch.optim.RMSprop(groups, lr=learningRate, alpha=beta, eps=epsilon,
    momentum=momentum, centered=centered, weight_decay=weightDecay)"""


def sgd(name, momentum=0.0, dampening=0.0, nesterov=False, decay=0.0, groups=drive.TWO_GROUPS):
    settings = {"learningRate": 0.1, "momentum": momentum, "dampening": dampening}
    settings |= {"nesterov": nesterov, "weightDecay": decay}
    return Case(
        name, SGD, settings, "L2 decay; the first gradient enters the buffer undamped", groups
    )


def adam(name, call, betas=(0.9, 0.999), epsilon=1e-8, decay=0.05, amsgrad=False,
         groups=drive.TWO_GROUPS, multipliers=drive.CHANGING):
    settings = {"learningRate": 0.01, "beta1": betas[0], "beta2": betas[1], "epsilon": epsilon}
    settings |= {"weightDecay": decay, "amsgrad": amsgrad}
    form = "L2 decay" if call == ADAM else "decoupled decay, times the learning rate"
    convention = f"{form}; epsilon outside the root of the corrected moment"
    if amsgrad:
        convention += "; maximum of the raw moment, corrected after"
    return Case(name, call, settings, convention, groups, multipliers)


def rmsprop(name, epsilon=1e-8, momentum=0.0, centered=False, decay=0.0):
    settings = {"learningRate": 0.01, "beta": 0.9, "epsilon": epsilon, "momentum": momentum}
    settings |= {"centered": centered, "weightDecay": decay}
    return Case(name, RMSPROP, settings,
                "L2 decay; epsilon outside the root; moment starts at 0, uncorrected; "
                "momentum buffer adds the scaled gradient undamped, learning rate outside")


CASES = [
    sgd("SGD"),
    sgd("SGD, L2", decay=0.05),
    sgd("SGD, L2, unequal decay", decay=0.05, groups=drive.UNEQUAL_DECAY),
    sgd("SGD, momentum", momentum=0.9),
    sgd("SGD, momentum, L2", momentum=0.9, decay=0.05),
    sgd("SGD, dampening", momentum=0.9, dampening=0.9),
    sgd("SGD, dampening, L2", momentum=0.8, dampening=0.5, decay=0.05),
    sgd("SGD, Nesterov", momentum=0.9, nesterov=True),
    sgd("SGD, Nesterov, L2", momentum=0.9, nesterov=True, decay=0.05),
    adam("Adam", ADAM, decay=0.0),
    adam("Adam, large epsilon", ADAM, betas=(0.8, 0.9), epsilon=0.1, decay=0.0),
    adam("Adam, constant rate, one group", ADAM, decay=0.0, groups=drive.ONE_GROUP,
         multipliers=drive.CONSTANT),
    adam("Adam, L2", ADAM),
    adam("AdamW", ADAMW),
    adam("AdamW, large epsilon", ADAMW, betas=(0.8, 0.9), epsilon=0.1),
    adam("AdamW, unequal decay", ADAMW, groups=drive.UNEQUAL_DECAY),
    adam("AMSGrad", ADAM, betas=(0.9, 0.7), decay=0.0, amsgrad=True),
    adam("AMSGrad, L2", ADAM, betas=(0.9, 0.7), amsgrad=True),
    adam("AMSGrad, decoupled", ADAMW, betas=(0.9, 0.7), amsgrad=True),
    rmsprop("RMSprop"),
    rmsprop("RMSprop, large epsilon", epsilon=0.1),
    rmsprop("RMSprop, momentum", momentum=0.9),
    rmsprop("RMSprop, centered", centered=True),
    rmsprop("RMSprop, centered, momentum, L2", momentum=0.9, centered=True, decay=0.05),
]


def run(case):
    return torch_drive.run(case, {"torch": torch})


def document():
    version = torch.__version__.split("+")[0]
    return cases.document(f"torch {version}", "make_numbers.py torch", CASES, run)
