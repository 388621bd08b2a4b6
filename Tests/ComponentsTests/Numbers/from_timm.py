"""Numbers from timm's optimizers.

Importing timm imports torchvision, which its optimizers don't need: their files are imported one
by one instead, from the installed package, as they are.
"""

import functools
import importlib
import importlib.metadata
import importlib.util
import pathlib
import sys
import types

import torch

import cases
import drive
import torch_drive
from cases import case

DECOUPLED = "decoupled decay, times the learning rate"
CAUTION = ("a step whose sign is not the gradient's is dropped, the rest divided by the share "
           "kept, at least 0.001, per parameter")
BETAS = dict(beta1=0.9, beta2=0.999)
SHARP = dict(beta1=0.8, beta2=0.7)
FILES = {
    "adabelief": "AdaBelief", "adafactor_bv": "AdafactorBigVision", "adamw": "AdamWLegacy",
    "adan": "Adan", "adopt": "Adopt", "lamb": "Lamb", "laprop": "LaProp", "lars": "Lars",
    "lion": "Lion", "muon": "Muon", "nadamw": "NAdamW", "nvnovograd": "NvNovoGrad",
    "rmsprop_tf": "RMSpropTF", "sgdw": "SGDW",
}


def load():
    """timm with its optimizers and its gradient clipping, and nothing else of it."""
    root = pathlib.Path(importlib.util.find_spec("timm").submodule_search_locations[0])
    packages = {"timm": root, "timm.optim": root / "optim", "timm.utils": root / "utils"}
    for name, path in packages.items():
        module = types.ModuleType(name)
        module.__path__ = [str(path)]
        sys.modules[name] = module
    timm = sys.modules["timm"]
    timm.optim, timm.utils = sys.modules["timm.optim"], sys.modules["timm.utils"]
    for file, name in FILES.items():
        setattr(timm.optim, name, getattr(importlib.import_module(f"timm.optim.{file}"), name))
    timm.utils.adaptive_clip_grad = importlib.import_module("timm.utils.agc").adaptive_clip_grad
    return timm


def adams():
    adamw = """timm.optim.AdamWLegacy(groups, lr=learningRate, betas=(beta1, beta2), eps=epsilon,
        weight_decay=weightDecay, amsgrad=amsgrad, caution=cautious,
        corrected_weight_decay=corrected)"""
    nadamw = """timm.optim.NAdamW(groups, lr=learningRate, betas=(beta1, beta2), eps=epsilon,
        weight_decay=weightDecay, caution=cautious)"""
    plain = dict(BETAS, epsilon=1e-8, weightDecay=0.05, cautious=False)
    adam = dict(plain, amsgrad=False, corrected=False)
    nesterov = "Nesterov without momentum decay: both terms are divided by 1 - beta1^t"
    return [
        case("AdamW", adamw, DECOUPLED, **adam),
        case("AdamW, cautious", adamw, f"{DECOUPLED}; {CAUTION}", **adam | dict(cautious=True)),
        case("AdamW, cautious, one group", adamw, f"{DECOUPLED}; {CAUTION}",
             groups=drive.ONE_GROUP, **adam | dict(cautious=True) | SHARP),
        case("AdamC", adamw, "corrected decay: theta (1 - rate^2 / peak weightDecay)",
             **adam | dict(corrected=True)),
        case("NAdamW", nadamw, f"{nesterov}; {DECOUPLED}", **plain),
        case("NAdamW, cautious", nadamw, f"{nesterov}; {DECOUPLED}; {CAUTION}",
             **plain | SHARP | dict(cautious=True)),
    ]


def variants():
    lion = """timm.optim.Lion(groups, lr=learningRate, betas=(beta1, beta2),
        weight_decay=weightDecay, caution=cautious, corrected_weight_decay=corrected)"""
    laprop = """timm.optim.LaProp(groups, lr=learningRate, betas=(beta1, beta2), eps=epsilon,
        weight_decay=weightDecay, caution=cautious)"""
    adan = """timm.optim.Adan(groups, lr=learningRate, betas=(beta1, beta2, beta3), eps=epsilon,
        weight_decay=weightDecay, no_prox=not proximal)"""
    adopt = """timm.optim.Adopt(groups, lr=learningRate, betas=(beta1, beta2), eps=epsilon,
        clip_exp=clipExponent, weight_decay=weightDecay, decoupled=decoupled)"""
    belief = """timm.optim.AdaBelief(groups, lr=learningRate, betas=(beta1, beta2), eps=epsilon,
        weight_decay=weightDecay, amsgrad=amsgrad, decoupled_decay=True, fixed_decay=independent,
        rectify=rectified)"""
    averaged = ("m averages rate g / (sqrt(v corrected) + epsilon); the step is m divided by the "
                "same average of the rates, times the rate: under a constant rate a plain "
                "correction; decay after the step, on the new weights")
    difference = "the first difference is 0; n averages (g + beta2 difference)^2"
    shrink = "proximal decay: after the step, divided by 1 + rate weightDecay"
    steps = ("the first step moves nothing and decays nothing; later g / max(sqrt(v before), "
             "epsilon), clipped to (t - 1)^clipExponent")
    residual = ("v averages (g - m)^2 with the new m, epsilon added at every step and kept, and "
                "outside the root again")
    plain = dict(beta1=0.9, beta2=0.999, epsilon=1e-16, amsgrad=False, independent=False)
    return [
        case("Lion", lion, DECOUPLED, beta1=0.9, beta2=0.99, weightDecay=0.5, cautious=False,
             corrected=False),
        case("Lion, cautious", lion, f"{DECOUPLED}; {CAUTION}", beta1=0.7, beta2=0.9,
             weightDecay=0.5, cautious=True, corrected=False),
        case("Lion, corrected decay", lion, "theta (1 - rate^2 / peak weightDecay)", beta1=0.9,
             beta2=0.99, weightDecay=0.5, cautious=False, corrected=True),
        case("LaProp", laprop, averaged, **BETAS, epsilon=1e-15, weightDecay=0.0, cautious=False),
        case("LaProp, constant rate", laprop, averaged, multipliers=drive.CONSTANT, **SHARP,
             epsilon=1e-15, weightDecay=0.0, cautious=False),
        case("LaProp, decay, large epsilon", laprop, averaged, **SHARP, epsilon=0.1,
             weightDecay=0.05, cautious=False),
        case("LaProp, cautious", laprop, f"{averaged}; {CAUTION}", **SHARP, epsilon=1e-15,
             weightDecay=0.0, cautious=True),
        case("Adan", adan, difference, beta1=0.98, beta2=0.92, beta3=0.99, epsilon=1e-8,
             weightDecay=0.0, proximal=True),
        case("Adan, proximal decay", adan, f"{difference}; {shrink}", beta1=0.9, beta2=0.8,
             beta3=0.95, epsilon=0.05, weightDecay=0.5, proximal=True),
        case("Adan, decoupled decay", adan, f"{difference}; {DECOUPLED}", beta1=0.9, beta2=0.8,
             beta3=0.95, epsilon=0.05, weightDecay=0.5, proximal=False),
        case("ADOPT", adopt, steps, beta1=0.9, beta2=0.9999, epsilon=1e-6, clipExponent=0.25,
             weightDecay=0.0, decoupled=False),
        case("ADOPT, decoupled decay, sharp", adopt, f"{steps}; {DECOUPLED}", **SHARP, epsilon=0.3,
             clipExponent=0.333, weightDecay=0.05, decoupled=True),
        case("ADOPT, L2, unclipped", adopt, f"{steps} if given; L2 decay", **SHARP, epsilon=0.3,
             clipExponent=None, weightDecay=0.05, decoupled=False),
        case("AdaBelief", belief, residual, **plain, weightDecay=0.0, rectified=False),
        case("AdaBelief, decay, large epsilon", belief, f"{residual}; {DECOUPLED}",
             **plain | SHARP | dict(epsilon=0.01), weightDecay=0.05, rectified=False),
        case("AdaBelief, independent decay", belief, f"{residual}; theta (1 - weightDecay)",
             **plain | dict(independent=True), weightDecay=0.005, rectified=False),
        case("AdaBelief, rectified", belief,
             f"{residual}; RAdam's rectification where rho >= 5, before it the corrected average; "
             "v uncorrected: rho's factor holds sqrt(1 - beta2^t)",
             **plain | dict(beta2=0.9), weightDecay=0.0, rectified=True),
    ]


def accumulators():
    rmsprop = """timm.optim.RMSpropTF(groups, lr=learningRate, alpha=beta, eps=epsilon,
        weight_decay=weightDecay, momentum=momentum, centered=centered,
        decoupled_decay=decoupled, lr_in_momentum=rateInMomentum)"""
    sgdw = """timm.optim.SGDW(groups, lr=learningRate, momentum=momentum, dampening=dampening,
        nesterov=nesterov, weight_decay=weightDecay)"""
    plain = dict(beta=0.9, epsilon=1e-10, weightDecay=0.0, momentum=0.0, centered=False,
                 decoupled=False, rateInMomentum=True)
    tensorflow = "the moment starts at 1, epsilon inside the root"
    return [
        case("RMSprop, TensorFlow", rmsprop, tensorflow, **plain),
        case("RMSprop, TensorFlow, momentum, decay", rmsprop,
             f"{tensorflow}; the learning rate is inside the momentum buffer; {DECOUPLED}",
             **plain | dict(momentum=0.9, epsilon=0.01, weightDecay=0.05, decoupled=True)),
        case("RMSprop, TensorFlow, centered, momentum", rmsprop,
             f"{tensorflow}; the learning rate is outside the momentum buffer",
             **plain | dict(momentum=0.9, centered=True, rateInMomentum=False)),
        case("SGDW, momentum", sgdw, DECOUPLED, rate=0.1, momentum=0.9, dampening=0.0,
             nesterov=False, weightDecay=0.05),
        case("SGDW, dampening", sgdw, f"{DECOUPLED}; the first gradient enters undamped", rate=0.1,
             momentum=0.8, dampening=0.5, nesterov=False, weightDecay=0.05),
        case("SGDW, Nesterov", sgdw, DECOUPLED, rate=0.1, momentum=0.9, dampening=0.0,
             nesterov=True, weightDecay=0.05),
    ]


def whole_parameters():
    lamb = """timm.optim.Lamb(groups, lr=learningRate, betas=(beta1, beta2), eps=epsilon,
        weight_decay=weightDecay, bias_correction=biasCorrection, grad_averaging=gradientAveraging,
        max_grad_norm=maximumNorm, trust_clip=trustClip, always_adapt=alwaysAdapt)"""
    lars = """timm.optim.Lars(groups, lr=learningRate, momentum=momentum, dampening=dampening,
        weight_decay=weightDecay, nesterov=nesterov, trust_coeff=trustCoefficient, eps=epsilon,
        trust_clip=trustClip, always_adapt=alwaysAdapt)"""
    novograd = """timm.optim.NvNovoGrad(groups, lr=learningRate, betas=(beta1, beta2), eps=epsilon,
        weight_decay=weightDecay, grad_averaging=gradientAveraging, decoupled_decay=decoupled)"""
    adafactor = """timm.optim.AdafactorBigVision(groups, lr=learningRate,
        min_dim_size_to_factor=smallestFactored, decay_rate=decayExponent, beta2_cap=largestBeta,
        momentum=momentum, momentum_dtype=torch.float64, eps=epsilon, weight_decay=weightDecay,
        clipping_threshold=clippingThreshold, unscaled_wd=independent)"""
    trust = ("decay in the update; a group without decay is not adapted unless alwaysAdapt; all "
             "gradients divided by max(1, global norm / maximumNorm) if given")
    layer = ("trust ratio trustCoefficient |theta| / (|g| + weightDecay |theta| + epsilon) on "
             "g + weightDecay theta; a group without decay is not adapted unless alwaysAdapt; the "
             "learning rate is outside the momentum buffer")
    novo = ("v starts at |g|^2; m = beta1 m + u, u = g / (sqrt(v) + epsilon) [+ weightDecay "
            "theta], times 1 - beta1 under gradientAveraging, from m = 0")
    factors = ("factored over the two longest axes; decay of the moment min(largestBeta, "
               "1 - t^-exponent); epsilon added to g^2; m averages the update; decoupled decay")
    lamb_plain = dict(epsilon=1e-6, weightDecay=0.05, biasCorrection=True, gradientAveraging=True,
                      maximumNorm=None, trustClip=False, alwaysAdapt=False)
    factor = dict(rate=0.05, smallestFactored=2, decayExponent=0.8, largestBeta=0.999,
                  momentum=None, epsilon=1e-30, weightDecay=0.0, clippingThreshold=None,
                  independent=False)
    lars_plain = dict(rate=1.0, momentum=0.9, dampening=0.0, weightDecay=0.05, nesterov=False,
                      trustCoefficient=0.1, epsilon=1e-8, trustClip=False, alwaysAdapt=False)
    return [
        case("LAMB", lamb, trust, **BETAS, **lamb_plain),
        case("LAMB, clipped, always adapted", lamb, trust, **BETAS,
             **lamb_plain | dict(maximumNorm=1.0, alwaysAdapt=True)),
        case("LAMB, trust clipped, uncorrected, unaveraged", lamb,
             f"{trust}; trust ratio at most 1; m = beta1 m + g; no bias corrections", **SHARP,
             **lamb_plain | dict(trustClip=True, biasCorrection=False, gradientAveraging=False)),
        case("LARS", lars, layer, **lars_plain),
        case("LARS, Nesterov, always adapted", lars, layer,
             **lars_plain | dict(nesterov=True, alwaysAdapt=True, epsilon=0.1)),
        case("LARS, trust clipped, dampening", lars,
             f"{layer}; trust ratio / rate at most 1", **lars_plain
             | dict(rate=0.1, trustClip=True, momentum=0.8, dampening=0.5, weightDecay=0.5)),
        case("NovoGrad", novograd, novo, rate=0.05, beta1=0.95, beta2=0.98, epsilon=1e-8,
             weightDecay=0.0, gradientAveraging=False, decoupled=False),
        case("NovoGrad, averaging, decay", novograd, novo, rate=0.05, beta1=0.8, beta2=0.6,
             epsilon=0.1, weightDecay=0.05, gradientAveraging=True, decoupled=False),
        case("NovoGrad, decoupled decay", novograd, f"{novo}; {DECOUPLED}", rate=0.05, beta1=0.8,
             beta2=0.6, epsilon=1e-8, weightDecay=0.05, gradientAveraging=True, decoupled=True),
        case("Adafactor, Big Vision", adafactor, factors, **factor),
        case("Adafactor, Big Vision, capped, clipped, momentum, decay", adafactor, factors,
             **factor | dict(largestBeta=0.6, momentum=0.9, clippingThreshold=0.8,
                             weightDecay=0.05)),
        case("Adafactor, Big Vision, independent decay", adafactor,
             f"{factors}, not times the learning rate",
             **factor | dict(independent=True, weightDecay=0.005)),
    ]


def muons():
    muon = """timm.optim.Muon([group | dict(use_muon=group['params'][0].ndim > 1)
        for group in groups], lr=learningRate, momentum=momentum, nesterov=nesterov,
        ns_steps=iterations, ns_coefficients=coefficients, eps=epsilon, adjust_lr_fn=scaleRule,
        weight_decay=weightDecay, betas=(adamBeta1, adamBeta2))"""
    plain = dict(rate=0.05, momentum=0.95, nesterov=True, iterations=5,
                 coefficients=[3.4445, -4.775, 2.0315], epsilon=1e-7, scaleRule="original",
                 weightDecay=0.1, adamBeta1=0.9, adamBeta2=0.95, run=run_double)
    precision = ("double: timm's orthogonalization is given its own argument dtype = float64, "
                 "which the optimizer leaves at bfloat16")
    groups = (drive.group("matrices", "bcd"), drive.group("vectors", "ae", 0.5, 0.0))
    means = ("m averages (1 - momentum) g, Nesterov (1 - momentum) g + momentum m; divided by "
             "max(Frobenius norm, epsilon); {}; convolutions as rows x rest; decoupled decay")
    scales = {
        "original": "times sqrt(max(1, rows / columns))",
        "match_rms_adamw": "times 0.2 sqrt(max(rows, columns))",
        "rms_to_rms": "times sqrt(rows / columns)",
    }
    return [
        *(case(f"Muon, {rule}", muon, means.format(scale), groups=drive.MATRICES,
               precision=precision, **plain | dict(scaleRule=rule))
          for rule, scale in scales.items()),
        case("Muon, without Nesterov", muon, means.format(scales["original"]),
             groups=drive.MATRICES, precision=precision,
             **plain | dict(nesterov=False, momentum=0.8)),
        case("Muon for matrices, AdamW for the rest", muon,
             means.format(scales["original"]) + "; vectors by AdamW with the same epsilon",
             groups=groups, precision=precision, **plain),
    ]


def transforms():
    clip = """timm.utils.adaptive_clip_grad(parameters, clip_factor=largestShare,
        eps=smallestNorm)"""
    rows = "norms per row of the first axis, of a vector as a whole; at least smallestNorm"
    return [
        case("Adaptive clip, SGD", "torch.optim.SGD(groups, lr=learningRate)", rows, rate=0.1,
             transform=clip, largestShare=0.5, smallestNorm=1e-3),
        case("Adaptive clip, AdamW",
             """torch.optim.AdamW(groups, lr=learningRate, betas=(beta1, beta2), eps=epsilon,
             weight_decay=weightDecay)""", rows, transform=clip, largestShare=0.5,
             smallestNorm=0.8, **SHARP, epsilon=1e-8, weightDecay=0.05),
    ]


def run(case):
    return torch_drive.run(case, {"timm": sys.modules["timm"], "torch": torch})


def run_double(case):
    """Muon with timm's orthogonalization in double precision, by its own argument for that."""
    module = sys.modules["timm.optim.muon"]
    original = module.zeropower_via_newtonschulz
    module.zeropower_via_newtonschulz = functools.partial(original, dtype=torch.float64)
    try:
        return run(case)
    finally:
        module.zeropower_via_newtonschulz = original


def document():
    load()
    every = [*adams(), *variants(), *accumulators(), *whole_parameters(), *muons(), *transforms()]
    version = importlib.metadata.version("timm")
    return cases.document(f"timm {version}", "make_numbers.py timm", every, run)
