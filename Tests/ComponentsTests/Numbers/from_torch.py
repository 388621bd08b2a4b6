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
RPROP = """torch.optim.Rprop(groups, lr=learningRate, etas=(shrinkage, growth),
    step_sizes=(low, high))"""


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


def rprop(name, growth=1.2, shrinkage=0.5, low=1e-6, high=50.0):
    settings = {"learningRate": 0.01, "growth": growth, "shrinkage": shrinkage}
    return Case(name, RPROP, settings | {"low": low, "high": high},
                "sizes and limits are lengths of steps, the learning rate the first; where the sign "
                "turns, the step is 0, and the gradient counts as 0 at the next",
                drive.ONE_GROUP, drive.CONSTANT)


CASES = [
    sgd("SGD"),
    rprop("Rprop"),
    rprop("Rprop, limited", growth=3.0, shrinkage=0.25, low=0.005, high=0.05),
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


def case(name, call, *arguments, **settings):
    return cases.case(name, f"torch.optim.{call}", *arguments, **settings)


def variants_of_adam():
    nadam = """NAdam(groups, lr=learningRate, betas=(beta1, beta2), eps=epsilon,
        momentum_decay=momentumDecay, weight_decay=weightDecay,
        decoupled_weight_decay=decoupled)"""
    radam = """RAdam(groups, lr=learningRate, betas=(beta1, beta2), eps=epsilon,
        weight_decay=weightDecay, decoupled_weight_decay=decoupled)"""
    adamax = """Adamax(groups, lr=learningRate, betas=(beta1, beta2), eps=epsilon,
        weight_decay=weightDecay)"""
    momentum = "mu_t = beta1 (1 - 0.96^(t momentumDecay) / 2), corrected by products of mu"
    rectify = ("rectified where rho > 5, else the corrected average; sqrt(1 - beta2^t) / (sqrt(v) "
               "+ epsilon): epsilon beside the uncorrected root")
    infinity = "u = max(beta2 u, |g| + epsilon); L2 decay"
    plain = dict(beta1=0.9, beta2=0.999, epsilon=1e-8, weightDecay=0.0)
    large = dict(beta1=0.8, beta2=0.9, epsilon=0.1, weightDecay=0.05)
    return [
        case("NAdam", nadam, momentum, **plain, momentumDecay=0.004, decoupled=False),
        case("NAdam, L2, large epsilon", nadam, momentum, **large, momentumDecay=0.1,
             decoupled=False),
        case("NAdamW", nadam, momentum, **plain | dict(weightDecay=0.05), momentumDecay=0.004,
             decoupled=True),
        case("RAdam", radam, rectify, **plain, decoupled=False),
        case("RAdam, L2, large epsilon", radam, rectify, **large, decoupled=False),
        case("RAdam, decoupled", radam, rectify, **plain | dict(weightDecay=0.05), decoupled=True),
        case("Adamax", adamax, infinity, **plain),
        case("Adamax, L2, large epsilon", adamax, infinity, **large | dict(beta2=0.7)),
    ]


def accumulators():
    adagrad = """Adagrad(groups, lr=learningRate, lr_decay=rateDecay,
        initial_accumulator_value=initialAccumulator, eps=epsilon, weight_decay=weightDecay)"""
    adadelta = """Adadelta(groups, lr=learningRate, rho=rho, eps=epsilon,
        weight_decay=weightDecay)"""
    adafactor = """Adafactor(groups, lr=learningRate, beta2_decay=-decayExponent,
        eps=(epsilon, smallestScale), d=clippingThreshold, weight_decay=weightDecay)"""
    outside = "L2 decay; epsilon outside the root"
    factors = ("factored over the last two axes, each of the others on its own; decay of the "
               "moment 1 - t^-exponent; the rate is max(smallestScale, root mean square of theta) "
               "min(rate, 1 / sqrt(t)); decoupled decay, times the plain rate")
    factor = dict(decayExponent=0.8, epsilon=1e-15, smallestScale=1e-3, clippingThreshold=1.0,
                  weightDecay=0.0)
    return [
        case("Adagrad", adagrad, outside, rate=0.1, rateDecay=0.0, initialAccumulator=0.0,
             epsilon=1e-10, weightDecay=0.0),
        case("Adagrad, rate decay, accumulator, L2", adagrad,
             f"{outside}; the rate is divided by 1 + (t - 1) rateDecay", rate=0.1, rateDecay=0.1,
             initialAccumulator=0.1, epsilon=0.1, weightDecay=0.05),
        case("Adadelta", adadelta, "L2 decay; epsilon inside both roots", rate=1.0, rho=0.9,
             epsilon=1e-6, weightDecay=0.0),
        case("Adadelta, L2, large epsilon", adadelta, "L2 decay; epsilon inside both roots",
             rate=1.0, rho=0.8, epsilon=0.01, weightDecay=0.05),
        case("Adafactor", adafactor, factors, rate=0.05, **factor),
        case("Adafactor, decay, rate above 1 / sqrt(t)", adafactor, factors, rate=1.0,
             **factor | dict(weightDecay=0.05, decayExponent=0.5)),
    ]


def muons():
    muon = """Muon(groups, lr=learningRate, momentum=momentum, nesterov=nesterov,
        ns_coefficients=coefficients, eps=epsilon, ns_steps=iterations,
        weight_decay=weightDecay, adjust_lr_fn=scaleRule)"""
    plain = dict(rate=0.05, groups=drive.MATRICES, momentum=0.95, nesterov=True,
                 coefficients=[3.4445, -4.775, 2.0315], epsilon=1e-7, iterations=5,
                 weightDecay=0.1, precision="bfloat16 inside the orthogonalization")
    scale = "{}; m averages (1 - momentum) g; decoupled decay, times the unscaled rate"
    return [
        case("Muon", muon, scale.format("times sqrt(max(1, rows / columns))"),
             **plain, scaleRule="original"),
        case("Muon, matched to AdamW", muon, scale.format("times 0.2 sqrt(max(rows, columns))"),
             **plain, scaleRule="match_rms_adamw"),
    ]


def transforms():
    sgd = "SGD(groups, lr=learningRate)"
    adamw = """AdamW(groups, lr=learningRate, betas=(beta1, beta2), eps=epsilon,
        weight_decay=weightDecay)"""
    norm = "torch.nn.utils.clip_grad_norm_(parameters, maximumNorm)"
    value = "torch.nn.utils.clip_grad_value_(parameters, maximum)"
    kind = "torch.nn.utils.clip_grad_norm_(parameters, maximumNorm, norm_type={})"
    scaled = "times min(1, maximumNorm / (norm + 1e-6))"
    return [
        case("Clip by global norm, SGD", sgd, scaled, rate=0.1, transform=norm, maximumNorm=5.0),
        case("Clip by global norm, AdamW", adamw, scaled, transform=norm, maximumNorm=5.0,
             beta1=0.8, beta2=0.7, epsilon=1e-8, weightDecay=0.05),
        case("Clip by largest element, SGD", sgd, scaled, rate=0.1,
             transform=kind.format("float('inf')"), maximumNorm=0.5),
        case("Clip by value, SGD", sgd, rate=0.1, transform=value, maximum=0.5),
    ]


def run_averaged(case):
    """An average of the weights beside them, by PyTorch's own AveragedModel."""
    rules = {
        "exponential": lambda: torch.optim.swa_utils.get_ema_multi_avg_fn(
            case.settings["averageBeta"]),
        "equal": torch.optim.swa_utils.get_swa_multi_avg_fn,
    }
    averages = []

    def observe(_, parameters):
        module = torch.nn.ParameterDict(parameters)
        if not averages:
            averages.append(torch.optim.swa_utils.AveragedModel(
                module, multi_avg_fn=rules[case.settings["average"]]()))
        averages[0].update_parameters(module)
        return {"average": torch_drive.copies(dict(averages[0].module.items()))}

    return torch_drive.run(case, {"torch": torch}, observe)


def averages():
    sgd = "SGD(groups, lr=learningRate)"
    start = "the first average is the weights after the first step"
    return [
        case("Exponential average of weights, SGD", sgd, start, rate=0.1, run=run_averaged,
             average="exponential", averageBeta=0.8),
        case("Equal average of weights, SGD", sgd, start, rate=0.1, run=run_averaged,
             average="equal"),
    ]


def run(case):
    return torch_drive.run(case, {"torch": torch})


def document():
    version = torch.__version__.split("+")[0]
    every = [*CASES, *variants_of_adam(), *accumulators(), *muons(), *transforms(), *averages()]
    return cases.document(f"torch {version}", "make_numbers.py torch", every, run)
