"""Numbers from the code of those who proposed an optimizer, where the libraries deviate from it.

Needs a folder with checkouts of github.com/uclaml/Padam, github.com/facebookresearch/qhoptim and
github.com/apple/ml-ademamix in folders Padam, qhoptim and ml-ademamix; none of their code is kept
here. Padam and qhoptim are of 2019: retired_signatures.py says what is bridged while they run.
"""

import importlib
import pathlib
import sys

import cases
import retired_signatures
import torch_drive
from cases import case

DECOUPLED = "decoupled decay, times the learning rate"
BETAS = dict(beta1=0.9, beta2=0.999)
SHARP = dict(beta1=0.8, beta2=0.7)


def padams():
    padam = """padam.Padam(groups, lr=learningRate, betas=(beta1, beta2), eps=epsilon,
        weight_decay=weightDecay, amsgrad=amsgrad, partial=partialPower)"""
    partial = ("(sqrt(maximum of the raw v) + epsilon)^(2 p), p the partial power; correction of v "
               "by its root for any p; L2 decay")
    return [
        case("Padam", padam, partial, **BETAS, epsilon=1e-8, weightDecay=0.0, amsgrad=True,
             partialPower=0.125),
        case("Padam, sharp, L2", padam, partial, **SHARP, epsilon=0.05, weightDecay=0.05,
             amsgrad=True, partialPower=0.375),
        case("Padam without the maximum", padam, "(sqrt(v) + epsilon)^(2 p)", **SHARP,
             epsilon=1e-8, weightDecay=0.0, amsgrad=False, partialPower=0.125),
    ]


def quasi_hyperbolic():
    qhm = """qhoptim.QHM(groups, lr=learningRate, nu=nu, momentum=beta, weight_decay=weightDecay,
        weight_decay_type=decayType)"""
    qhadam = """qhoptim.QHAdam(groups, lr=learningRate, betas=(beta1, beta2), nus=(nu1, nu2),
        weight_decay=weightDecay, decouple_weight_decay=decoupled, eps=epsilon)"""
    direction = "(1 - nu) g + nu m, m averages from 0, uncorrected"
    both = ("(1 - nu1) g + nu1 m over sqrt((1 - nu2) g^2 + nu2 v) + epsilon, both averages "
            "corrected")
    return [
        case("QHM", qhm, direction, rate=0.1, beta=0.999, nu=0.7, weightDecay=0.0,
             decayType="grad"),
        case("QHM, L2", qhm, f"{direction}; L2 decay", rate=0.1, beta=0.8, nu=0.7,
             weightDecay=0.05, decayType="grad"),
        case("QHM, decoupled decay", qhm, f"{direction}; {DECOUPLED}", rate=0.1, beta=0.8, nu=0.7,
             weightDecay=0.05, decayType="direct"),
        case("QHAdam", qhadam, both, beta1=0.995, beta2=0.999, nu1=0.7, nu2=1.0, epsilon=1e-8,
             weightDecay=0.0, decoupled=False),
        case("QHAdam, decoupled decay", qhadam, f"{both}; {DECOUPLED}", **SHARP, nu1=0.7, nu2=0.9,
             epsilon=0.05, weightDecay=0.05, decoupled=True),
    ]


def ademamixes():
    ademamix = """ademamix.AdEMAMix(groups, lr=learningRate, betas=(beta1, beta2, beta3),
        alpha=alpha, beta3_warmup=warmUp, alpha_warmup=warmUp, eps=epsilon,
        weight_decay=weightDecay)"""
    fill = f"the slow average is not corrected; {DECOUPLED}"
    warm = ("until t reaches warmUp: alpha t / warmUp, and beta3 with its half-life growing "
            "linearly from beta1's")
    return [
        case("AdEMAMix", ademamix, fill, **SHARP, beta3=0.95, alpha=2.0, warmUp=None,
             epsilon=0.05, weightDecay=0.05),
        case("AdEMAMix, warm-up", ademamix, f"{fill}; {warm}", **BETAS, beta3=0.99, alpha=5.0,
             warmUp=6, epsilon=1e-8, weightDecay=0.05),
    ]


def load(folder):
    """The modules that the calls name. Padam's file imports `numpy` and everything of PyTorch."""
    folder = pathlib.Path(folder)
    for path in (folder / "Padam", folder / "qhoptim", folder / "ml-ademamix" / "pytorch"):
        sys.path.insert(0, str(path))
    names = {"padam": "Padam", "qhoptim": "qhoptim.pyt", "ademamix": "ademamix"}
    return {name: importlib.import_module(module) for name, module in names.items()}


def document(folder):
    retired_signatures.bridge()
    modules = load(folder)
    every = [*padams(), *quasi_hyperbolic(), *ademamixes()]
    return cases.document(
        "uclaml/Padam 586a02b, facebookresearch/qhoptim e81dea3, apple/ml-ademamix c3d73c0",
        "make_numbers.py inventors", every, lambda case: torch_drive.run(case, modules))
