"""Numbers from pytorch_optimizer (kozistr): what PyTorch, optax and timm don't have.

It adds 1e-15 to every second moment before the root, which no test in single precision can see.
"""

import importlib.metadata

import pytorch_optimizer
import torch

import cases
import drive
import torch_drive

DECOUPLED = "decoupled decay, times the learning rate"
BETAS = dict(beta1=0.9, beta2=0.999)
SHARP = dict(beta1=0.8, beta2=0.7)
SINGLE = "double, but {} in single"


def case(name, call, *arguments, **settings):
    return cases.case(name, f"pytorch_optimizer.{call}", *arguments, **settings)


def powers():
    padam = """PAdam(groups, lr=learningRate, betas=(beta1, beta2), partial=partialPower,
        eps=epsilon, weight_decay=weightDecay, weight_decouple=decoupled)"""
    bound = """AdaBound(groups, lr=learningRate, final_lr=finalLearningRate,
        betas=(beta1, beta2), gamma=gamma, eps=epsilon, weight_decay=weightDecay,
        ams_bound=amsgrad)"""
    yogi = """Yogi(groups, lr=learningRate, betas=(beta1, beta2),
        initial_accumulator=initialAccumulator, eps=epsilon, weight_decay=weightDecay,
        weight_decouple=decoupled)"""
    partial = ("(sqrt(v) + epsilon)^(2 p), p the partial power; correction of v by its root for "
               "any p; no maximum (the paper has AMSGrad's)")
    clamp = ("rate sqrt(1 - beta2^t) / (1 - beta1^t) / (sqrt(v) + epsilon), clamped to "
             "f (1 - 1 / (gamma t + 1)) ... f (1 + 1 / (gamma t)), f = finalLearningRate rate / "
             "the group's base rate, so that a group's multiplier leaves it alone; " + DECOUPLED)
    start = "both moments start at initialAccumulator"
    return [
        case("Padam", padam, partial, **BETAS, partialPower=0.125, epsilon=1e-8, weightDecay=0.0,
             decoupled=False),
        case("Padam, sharp, decoupled decay", padam, f"{partial}; {DECOUPLED}", **SHARP,
             partialPower=0.375, epsilon=0.05, weightDecay=0.05, decoupled=True),
        case("AdaBound", bound, clamp, **BETAS, finalLearningRate=0.03, gamma=0.1, epsilon=1e-8,
             weightDecay=0.0, amsgrad=False),
        case("AdaBound, tight, decay", bound, clamp, **SHARP, finalLearningRate=0.02, gamma=0.5,
             epsilon=1e-8, weightDecay=0.05, amsgrad=False),
        case("AMSBound, tight", bound, clamp + "; maximum of the raw moment", **SHARP,
             finalLearningRate=0.02, gamma=0.5, epsilon=1e-8, weightDecay=0.0, amsgrad=True),
        case("Yogi", yogi, start, **BETAS, initialAccumulator=1e-6, epsilon=1e-3, weightDecay=0.0,
             decoupled=True),
        case("Yogi, L2", yogi, f"{start}; L2 decay", **SHARP, initialAccumulator=0.0,
             epsilon=1e-3, weightDecay=0.05, decoupled=False),
    ]


def quasi_hyperbolic():
    qhm = """QHM(groups, lr=learningRate, momentum=beta, nu=nu, weight_decay=weightDecay,
        weight_decouple=decoupled)"""
    qhadam = """QHAdam(groups, lr=learningRate, betas=(beta1, beta2), nus=(nu1, nu2), eps=epsilon,
        weight_decay=weightDecay, weight_decouple=decoupled, foreach=False)"""
    direction = "(1 - nu) g + nu m, m averages from 0, uncorrected"
    both = ("(1 - nu1) g + nu1 m over sqrt((1 - nu2) g^2 + nu2 v) + epsilon, both averages "
            "corrected")
    return [
        case("QHM", qhm, direction, rate=0.1, beta=0.999, nu=0.7, weightDecay=0.0,
             decoupled=False),
        case("QHM, L2", qhm, f"{direction}; L2 decay", rate=0.1, beta=0.8, nu=0.7,
             weightDecay=0.05, decoupled=False),
        case("QHAdam", qhadam, both, precision=SINGLE.format("the bias corrections"),
             beta1=0.995, beta2=0.999, nu1=0.7, nu2=1.0, epsilon=1e-8, weightDecay=0.0,
             decoupled=False),
        case("QHAdam, decoupled decay", qhadam, f"{both}; {DECOUPLED}",
             precision=SINGLE.format("the bias corrections"), **SHARP, nu1=0.7, nu2=0.9,
             epsilon=0.05, weightDecay=0.05, decoupled=True),
    ]


def aggregated():
    aggmo = """AggMo(groups, lr=learningRate, betas=(beta1, beta2, beta3),
        weight_decay=weightDecay, weight_decouple=decoupled)"""
    mean = "the mean of three buffers that add the gradient undamped"
    return [
        case("AggMo", aggmo, mean, rate=0.1, beta1=0.0, beta2=0.9, beta3=0.99, weightDecay=0.0,
             decoupled=False),
        case("AggMo, L2", aggmo, f"{mean}; L2 decay", rate=0.1, beta1=0.3, beta2=0.6, beta3=0.8,
             weightDecay=0.05, decoupled=False),
    ]


def variants_of_adam():
    ademamix = """AdEMAMix(groups, lr=learningRate, betas=(beta1, beta2, beta3), alpha=alpha,
        t_alpha_beta3=warmUp, eps=epsilon, weight_decay=weightDecay, weight_decouple=True)"""
    novograd = """NovoGrad(groups, lr=learningRate, betas=(beta1, beta2), eps=epsilon,
        weight_decay=weightDecay, grad_averaging=gradientAveraging)"""
    signum = """SignSGD(groups, lr=learningRate, momentum=beta, weight_decay=weightDecay)"""
    adams = """AdamS(groups, lr=learningRate, betas=(beta1, beta2), eps=epsilon,
        weight_decay=weightDecay)"""
    adai = """Adai(groups, lr=learningRate, betas=(beta0, beta2), eps=epsilon,
        weight_decay=weightDecay, weight_decouple={}, stable_weight_decay={}, dampening=1.0,
        foreach=False)"""
    warm = ("alpha min(t / warmUp, 1); beta3 from beta1 to its end with the half-life growing "
            "linearly: exp(log beta1 log beta3 / ((1 - t / warmUp) log beta3 + t / warmUp log "
            "beta1)), at most its end; " + DECOUPLED)
    inertia = dict(rate=0.5, beta0=0.1, beta2=0.99, epsilon=1e-3)
    return [
        case("AdEMAMix, warm-up", ademamix, warm, beta1=0.9, beta2=0.999, beta3=0.99, alpha=5.0,
             warmUp=6, epsilon=1e-8, weightDecay=0.05),
        case("NovoGrad, averaging", novograd,
             "m starts at the first scaled gradient undamped; then beta1 m + (1 - beta1) u; L2 "
             "decay after the scaling, damped too; v starts at |g|^2",
             rate=0.05, beta1=0.8, beta2=0.6, epsilon=0.1, weightDecay=0.05,
             gradientAveraging=True),
        case("Signum, decay", signum, f"average from 0; {DECOUPLED}", beta=0.9, weightDecay=0.5),
        case("AdamS, epsilon in the mean", adams,
             "not the authors' rule: epsilon beside the root of the mean, bias corrections undone "
             "in place in the stored moment", **BETAS, epsilon=1e-3, weightDecay=0.05),
        case("Adai", adai.format(False, False), "no decay", **inertia, weightDecay=0.0),
        case("AdaiS", adai.format(True, True), DECOUPLED, **inertia, weightDecay=0.05),
    ]


def kronecker():
    shampoo = """Shampoo(groups, lr=learningRate, momentum=0.0, weight_decay=weightDecay,
        weight_decouple=decoupled, preconditioning_compute_steps=every, matrix_eps=epsilon)"""
    soap = """SOAP(groups, lr=learningRate, betas=(beta1, beta2), shampoo_beta=shampooBeta,
        weight_decay=weightDecay, precondition_frequency=every, eps=epsilon,
        precondition_1d=rotatesVectors, correct_bias=biasCorrection)"""
    sums = ("per axis: epsilon I + sum of G G^T over the steps, each unfolded along that axis; "
            "powers -1 / (2 rank): -1/2 for vectors, -1/4 for matrices, -1/8 for convolutions; no "
            "momentum, no grafting")
    rotated = ("the first step only starts the bases (eigenvectors of (1 - shampooBeta) G G^T) and "
               "moves nothing, so bias corrections use t - 1; from then on Adam with its first "
               "moment in the original space and its second in the rotated one; after the step GG "
               "is averaged, and every steps the basis is one power iteration and QR, ordered by "
               "falling eigenvalue; decay after the step, on the new weights, times the rate")
    return [
        case("Shampoo", shampoo, sums, rate=0.1, weightDecay=0.0, decoupled=False, every=1,
             epsilon=1e-6),
        case("Shampoo, L2, large epsilon", shampoo, f"{sums}; L2 decay before everything",
             rate=0.1, weightDecay=0.05, decoupled=False, every=1, epsilon=0.5),
        case("Shampoo, decoupled decay, every third step", shampoo,
             f"{sums}; {DECOUPLED}; roots at steps 3, 6, 9: before the first, the update is 0",
             rate=0.1, weightDecay=0.05, decoupled=True, every=3, epsilon=0.1),
        case("SOAP, one basis", soap, rotated, beta1=0.9, beta2=0.95, shampooBeta=0.95,
             weightDecay=0.0, every=100, epsilon=1e-8, rotatesVectors=False, biasCorrection=True),
        case("SOAP", soap, rotated, beta1=0.9, beta2=0.95, shampooBeta=0.9, weightDecay=0.0,
             every=1, epsilon=1e-8, rotatesVectors=False, biasCorrection=True,
             precision=SINGLE.format("the QR decompositions")),
        case("SOAP, every third step, decay", soap, rotated, beta1=0.8, beta2=0.7,
             shampooBeta=0.8, weightDecay=0.05, every=3, epsilon=0.05, rotatesVectors=False,
             biasCorrection=True, precision=SINGLE.format("the QR decompositions")),
        case("SOAP, rotated vectors", soap, rotated + "; vectors rotated too", beta1=0.9,
             beta2=0.95, shampooBeta=0.9, weightDecay=0.0, every=100, epsilon=0.05,
             rotatesVectors=True, biasCorrection=True,
             groups=(drive.group("first", "bc"), drive.group("second", "e", 0.5, 0.0))),
    ]


def wrappers():
    lookahead = """Lookahead(torch.optim.{}, k=period, alpha=slowStep,
        pullback_momentum='none')"""
    adam = "Adam(groups, lr=learningRate, betas=(beta1, beta2), eps=epsilon)"
    sgd = "SGD(groups, lr=learningRate, momentum=momentum)"
    sam = """SAM(groups, torch.optim.SGD, rho=rho, adaptive=adaptive, perturb_eps=perturbEpsilon,
        lr=learningRate, momentum=momentum)"""
    centralize = ("[pytorch_optimizer.centralize_gradient(parameter.grad) for parameter in "
                  "parameters]")
    synchronized = "synchronized after every period steps; the base keeps its state"
    climbs = ("the gradient of sum(s theta + c theta^2 / 2): s the drive's gradient, c = curvature "
              "(1 + i mod 3), i the running element index; taken at theta, and again at theta + "
              "rho g / (|g| + perturbEpsilon), |g| over all groups")
    return [
        case("Lookahead, SGD", lookahead.format(sgd), synchronized, rate=0.1, momentum=0.9,
             period=3, slowStep=0.5),
        case("Lookahead, Adam", lookahead.format(adam), synchronized, **BETAS, epsilon=1e-8,
             period=2, slowStep=0.8),
        case("SAM, SGD", sam, climbs, rate=0.1, rho=0.5, adaptive=False, perturbEpsilon=1e-12,
             momentum=0.9, curvature=0.25, run=run_climbing,
             precision=SINGLE.format("the norm")),
        case("Adaptive SAM, SGD", sam,
             f"{climbs}; adaptive: theta + rho theta^2 g / (|theta g| + perturbEpsilon)", rate=0.1,
             rho=0.5, adaptive=True, perturbEpsilon=1e-12, momentum=0.9, curvature=0.25,
             run=run_climbing, precision=SINGLE.format("the norm")),
        cases.case("Centralize, SGD", "torch.optim.SGD(groups, lr=learningRate)",
                   "mean over all axes but the first, of matrices and above", rate=0.1,
                   transform=centralize),
        cases.case("GrokFast, SGD", "torch.optim.SGD(groups, lr=learningRate, momentum=momentum)",
                   "gradients changed by gradfilter_ema before each step", rate=0.1, momentum=0.9,
                   alpha=0.98, strength=2.0, run=run_filtered),
        cases.case("GrokFast, fast, SGD",
                   "torch.optim.SGD(groups, lr=learningRate, momentum=momentum)",
                   "gradients changed by gradfilter_ema before each step", rate=0.1, momentum=0.0,
                   alpha=0.5, strength=0.75, run=run_filtered),
    ]


def curvatures(case):
    """The curvature of every element of every parameter."""
    result = {}
    for name, _, index in drive.indices():
        value = case.settings["curvature"] * (1 + index % 3)
        result[name] = torch.tensor(value).reshape(drive.SHAPES[name])
    return result


def run_climbing(case):
    """SAM asks for a second gradient at other weights, so its gradient is a function of them."""
    parameters = torch_drive.make_parameters(case)
    groups = torch_drive.make_groups(case, parameters)
    optimizer = eval(case.call, {**LIBRARIES, **case.settings, "groups": groups})
    curvature = curvatures(case)
    results = {}
    for step in range(1, drive.STEPS + 1):
        torch_drive.set_learning_rates(optimizer, case, step)

        def set_gradients():
            torch_drive.set_gradients(parameters, step)
            for name, parameter in parameters.items():
                parameter.grad += curvature[name] * parameter.detach()

        set_gradients()
        optimizer.step(set_gradients)
        results[step] = torch_drive.copies(parameters)
    return {"results": results}


def run_filtered(case):
    """GrokFast changes the gradients of a model before the step, and hands its averages on."""
    parameters = torch_drive.make_parameters(case)
    groups = torch_drive.make_groups(case, parameters)
    model = torch.nn.ParameterDict(parameters)
    optimizer = eval(case.call, {**LIBRARIES, **case.settings, "groups": groups})
    averages = None
    results = {}
    for step in range(1, drive.STEPS + 1):
        torch_drive.set_learning_rates(optimizer, case, step)
        torch_drive.set_gradients(parameters, step)
        averages = pytorch_optimizer.optimizer.grokfast.gradfilter_ema(
            model, averages, alpha=case.settings["alpha"], lamb=case.settings["strength"])
        optimizer.step()
        results[step] = torch_drive.copies(parameters)
    return {"results": results}


LIBRARIES = {"pytorch_optimizer": pytorch_optimizer, "torch": torch}


def run(case):
    return torch_drive.run(case, LIBRARIES)


def document():
    every = [*powers(), *quasi_hyperbolic(), *aggregated(), *variants_of_adam(), *kronecker(),
             *wrappers()]
    version = importlib.metadata.version("pytorch_optimizer")
    return cases.document(
        f"pytorch_optimizer {version}", "make_numbers.py pytorch_optimizer", every, run)
