"""Numbers from the code of the authors of stable weight decay: AdamS, SGDS, Adai, AdaiS.

Needs the path of a checkout of github.com/zeke-xie/stable-weight-decay-regularization; none of its
code is kept here. It was written for a PyTorch of 2020: retired_signatures.py says what is bridged
while it runs. AdamS and SGDS need the placeholder only, Adai and AdaiS the orders of arguments too.
"""

import importlib
import sys

import cases
import drive
import retired_signatures
import torch_drive
from cases import Case

ADAMS = """swd_optim.AdamS(groups, lr=learningRate, betas=(beta1, beta2), eps=epsilon,
    weight_decay=weightDecay, amsgrad=amsgrad)"""
SGDS = """swd_optim.SGDS(groups, lr=learningRate, momentum=momentum, dampening=dampening,
    nesterov=nesterov, weight_decay=weightDecay)"""
ADAI = """swd_optim.Adai(groups, lr=learningRate, betas=(beta0, beta2), eps=epsilon,
    weight_decay=weightDecay)"""
ADAIS = ADAI.replace("Adai(", "AdaiS(")


def adams(name, betas=(0.9, 0.999), epsilon=1e-8, decay=0.05, amsgrad=False,
          groups=drive.TWO_GROUPS, multipliers=drive.CHANGING):
    settings = {"learningRate": 0.01, "beta1": betas[0], "beta2": betas[1], "epsilon": epsilon}
    settings |= {"weightDecay": decay, "amsgrad": amsgrad}
    convention = ("stable decay: divided by the root of the mean corrected moment of all groups, "
                  "those without decay included, no epsilon in it")
    if amsgrad:
        convention += "; maximum of the raw moment, corrected after, in the mean too"
    return Case(name, ADAMS, settings, convention, groups, multipliers)


def sgds(name, momentum=0.9, dampening=0.0, nesterov=False, decay=0.05,
         groups=drive.TWO_GROUPS):
    settings = {"learningRate": 0.1, "momentum": momentum, "dampening": dampening}
    settings |= {"nesterov": nesterov, "weightDecay": decay}
    return Case(name, SGDS, settings,
                "stable decay: times (1 - dampening) / (1 - momentum), also under Nesterov; "
                "the first gradient enters the buffer undamped", groups)


def adai(name, call, decay, epsilon=1e-3, beta0=0.1, groups=drive.TWO_GROUPS):
    settings = {"learningRate": 0.5, "beta0": beta0, "beta2": 0.99, "epsilon": epsilon}
    settings |= {"weightDecay": decay}
    form = "L2 decay" if call == ADAI else "decoupled decay, times the learning rate"
    return Case(name, call, settings,
                f"{form}; inertia clamped to 0 ... 1 - epsilon, its mean over all groups", groups)


CASES = [
    adams("AdamS"),
    adams("AdamS, one group", groups=drive.ONE_GROUP),
    adams("AdamS, one group, constant rate", groups=drive.ONE_GROUP, multipliers=drive.CONSTANT),
    adams("AdamS, unequal decay", groups=drive.UNEQUAL_DECAY),
    adams("AdamS, large epsilon", betas=(0.8, 0.9), epsilon=0.1),
    adams("AdamS, amsgrad", betas=(0.9, 0.7), amsgrad=True),
    adams("AdamS, amsgrad, one group", betas=(0.9, 0.7), amsgrad=True, groups=drive.ONE_GROUP),
    adams("AdamS, no decay", decay=0.0),
    sgds("SGDS, momentum"),
    sgds("SGDS, plain", momentum=0.0),
    sgds("SGDS, dampening", dampening=0.9),
    sgds("SGDS, light dampening", momentum=0.8, dampening=0.5, groups=drive.UNEQUAL_DECAY),
    sgds("SGDS, Nesterov", nesterov=True),
    sgds("SGDS, one group", groups=drive.ONE_GROUP),
    adai("Adai", ADAI, decay=0.0),
    adai("Adai, L2", ADAI, decay=0.05),
    adai("Adai, strong", ADAI, decay=0.0, beta0=0.5, epsilon=0.05),
    adai("AdaiS", ADAIS, decay=0.05),
    adai("AdaiS, strong, unequal decay", ADAIS, decay=0.05, beta0=0.5, epsilon=0.05,
         groups=drive.UNEQUAL_DECAY),
]


def document(checkout):
    retired_signatures.bridge()
    sys.path.insert(0, checkout)
    swd_optim = importlib.import_module("swd_optim")
    return cases.document(
        "github.com/zeke-xie/stable-weight-decay-regularization e0abb1d",
        "make_numbers.py authors", CASES,
        lambda case: torch_drive.run(case, {"swd_optim": swd_optim}))
