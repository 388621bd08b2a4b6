"""Numbers from optax."""

import optax_drive
import jax
import optax

import cases
import drive
import optax_whole
import optax_wrappers
from cases import case

DECOUPLED = "decoupled decay, times the learning rate"
BETAS = dict(beta1=0.9, beta2=0.999)
SHARP = dict(beta1=0.8, beta2=0.7)


def adams():
    adam = """optax.adam(learningRate, b1=beta1, b2=beta2, eps=epsilon, eps_root=epsilonInside,
        nesterov=nesterov)"""
    adamw = """optax.adamw(learningRate, b1=beta1, b2=beta2, eps=epsilon, eps_root=epsilonInside,
        weight_decay=weightDecay, nesterov=nesterov)"""
    amsgrad = """optax.amsgrad(learningRate, b1=beta1, b2=beta2, eps=epsilon,
        eps_root=epsilonInside)"""
    nadam = ("no momentum decay: bias corrections 1 - beta1^(t+1) for the average and 1 - beta1^t "
             "for the gradient")
    maximum = "maximum of the corrected moment"
    plain = dict(epsilon=1e-8, epsilonInside=0.0)
    large = dict(SHARP, epsilon=0.1, epsilonInside=0.0)
    inside = dict(SHARP, epsilon=0.0, epsilonInside=0.1)
    both = dict(SHARP, epsilon=0.1, epsilonInside=0.1)
    return [
        case("Adam", adam, **BETAS, **plain, nesterov=False),
        case("Adam, epsilon inside", adam, "epsilon inside the root of the corrected moment",
             **inside, nesterov=False),
        case("Adam, epsilon inside and outside", adam, **both, nesterov=False),
        case("AdamW", adamw, DECOUPLED, **BETAS, **plain, weightDecay=0.05, nesterov=False),
        case("AdamW, unequal decay", adamw, DECOUPLED, groups=drive.UNEQUAL_DECAY, **SHARP,
             **plain, weightDecay=0.05, nesterov=False),
        case("NAdam", adam, nadam, **BETAS, **plain, nesterov=True),
        case("NAdam, large epsilon", adam, nadam, **large, nesterov=True),
        case("NAdamW", adamw, f"{nadam}; {DECOUPLED}", **BETAS, **plain, weightDecay=0.05,
             nesterov=True),
        case("AMSGrad", amsgrad, maximum, **SHARP, **plain),
        case("AMSGrad, large epsilon", amsgrad, maximum, **large),
    ]


def decays():
    parts = "optax.scale_by_adam(b1=beta1, b2=beta2, eps=epsilon)"
    step = "optax.scale_by_learning_rate(learningRate)"
    plain = dict(BETAS, epsilon=1e-8, weightDecay=0.05)
    until = "weight_decay=lambda count: weightDecay * (count < until)"
    since = "weight_decay=lambda count: weightDecay * (count >= since - 1)"
    linear = "weight_decay=optax.linear_schedule(weightDecay, 0.0, decaySteps)"
    adamw = "optax.adamw(learningRate, b1=beta1, b2=beta2, eps=epsilon, {})"
    return [
        case("AdamW, decay until a step", adamw.format(until),
             "decays at steps t = 1 ... until", **plain, until=2),
        case("AdamW, decay from a step", adamw.format(since), "decays at steps t = since ...",
             **plain, since=3),
        case("AdamW, decay falls linearly", adamw.format(linear),
             "rate times 1 - (t - 1) / decaySteps, not below 0", **plain, decaySteps=6),
        case("AdamW, decay independent of the rate",
             f"optax.chain({parts}, {step}, optax.add_decayed_weights(-weightDecay))",
             "vanilla decay: theta (1 - weightDecay)", **plain),
        case("AdamW, decay times the square of the rate",
             f"""optax.chain({parts}, optax.add_decayed_weights(
                 lambda count: weightDecay * learningRate(count) / peak), {step})""",
             "corrected decay: theta (1 - rate^2 / peak weightDecay)", peak=0.01, **plain),
        case("AdamW, decay times the rate over the peak",
             f"""optax.chain({parts}, {step}, optax.add_decayed_weights(
                 lambda count: -weightDecay * learningRate(count) / peak))""",
             "theta (1 - rate / peak weightDecay)", peak=0.01, **plain),
        case("SGDW, momentum",
             f"""optax.chain(optax.trace(momentum), optax.add_decayed_weights(weightDecay),
             {step})""", DECOUPLED, rate=0.1, momentum=0.9, weightDecay=0.05),
        case("SGDW, Nesterov",
             f"""optax.chain(optax.trace(momentum, nesterov=True),
             optax.add_decayed_weights(weightDecay), {step})""", DECOUPLED, rate=0.1,
             momentum=0.9, weightDecay=0.05),
        case("SGD, exponential average",
             f"optax.chain(optax.ema(beta, debias=debias), {step})", rate=0.1, beta=0.9,
             debias=False),
        case("SGD, exponential average, corrected",
             f"optax.chain(optax.ema(beta, debias=debias), {step})", rate=0.1, beta=0.9,
             debias=True),
    ]


def further():
    """Without optax' Rprop, which takes every step one step late."""
    madgrad = """optax.contrib.madgrad(learningRate, momentum=momentum, weight_decay=weightDecay,
        eps=epsilon)"""
    optimistic = "optax.optimistic_gradient_descent(learningRate, alpha=alpha, beta=beta)"
    cocob = "optax.contrib.cocob(learningRate, alpha=alpha, eps=epsilon, weight_decay=weightDecay)"
    share = "the learning rate multiplies gradients, which changes nothing beside epsilon"
    return [
        case("COCOB", cocob, share, rate=1.0, multipliers=drive.CONSTANT, groups=drive.ONE_GROUP,
             alpha=100.0, epsilon=1e-8, weightDecay=0.0),
        case("COCOB, bold, L2", cocob, f"{share}; L2 decay", rate=1.0, alpha=2.0, epsilon=0.5,
             multipliers=drive.CONSTANT, groups=drive.ONE_GROUP, weightDecay=0.05),
        case("MADGRAD", madgrad, "L2 decay", momentum=0.9, weightDecay=0.0, epsilon=1e-6),
        case("MADGRAD, L2", madgrad, "L2 decay", groups=drive.ONE_GROUP, rate=0.1, momentum=0.5,
             weightDecay=0.05, epsilon=0.05),
        case("MADGRAD without momentum", madgrad, momentum=0.0, weightDecay=0.0, epsilon=1e-6),
        case("Optimistic descent", optimistic, "the last gradient of the first is itself",
             rate=0.1, alpha=1.0, beta=1.0),
        case("Optimistic descent, generalized", optimistic, rate=0.1, alpha=0.5, beta=0.75),
    ]


def variants_of_adam():
    radam = """optax.radam(learningRate, b1=beta1, b2=beta2, eps=epsilon, eps_root=epsilonInside,
        threshold=threshold, nesterov=nesterov)"""
    adamax = "optax.adamax(learningRate, b1=beta1, b2=beta2, eps=epsilon)"
    adamaxw = adamax.replace("adamax", "adamaxw")[:-1] + ", weight_decay=weightDecay)"
    belief = """optax.adabelief(learningRate, b1=beta1, b2=beta2, eps=epsilon,
        eps_root=epsilonInside)"""
    yogi = """optax.chain(optax.scale_by_yogi(b1=beta1, b2=beta2, eps=epsilon,
        initial_accumulator_value=initialAccumulator),
        optax.scale_by_learning_rate(learningRate))"""
    adan = """optax.adan(learningRate, b1=beta1, b2=beta2, b3=beta3, eps=epsilon,
        eps_root=epsilonInside, weight_decay=weightDecay)"""
    ademamix = """optax.contrib.ademamix(learningRate, b1=beta1, b2=beta2, b3=beta3, alpha=alpha,
        eps=epsilon, eps_root=epsilonInside, weight_decay=weightDecay)"""
    ademamix_scheduled = ademamix.replace("alpha=alpha", "alpha=lambda count: alpha * count / 10")
    simplified = """optax.contrib.simplified_ademamix(learningRate, b1=beta1, b2=beta2,
        alpha=alpha, eps=epsilon, weight_decay=weightDecay)"""
    adopt = """optax.contrib.adopt(learningRate, b1=beta1, b2=beta2, eps=epsilon,
        nesterov=nesterov, use_clipping=clips)"""
    rectify = "rectified where rho is at least the threshold"
    infinity = "u = max(beta2 u, |g| + epsilon); the step is m corrected / u"
    yogi_start = ("both moments start at initialAccumulator and are corrected as if they started "
                  "at 0")
    first = "the first difference is 0; n averages (g + (1 - beta2) difference)^2"
    fill = "the slow average is not corrected; alpha and beta3 constant"
    adopt_first = ("the first step moves nothing; later g / max(sqrt(v before), epsilon), clipped "
                   "to (t - 1)^0.25, the average uncorrected")
    return [
        case("RAdam", radam, rectify, **BETAS, epsilon=1e-8, epsilonInside=0.0, threshold=5.0,
             nesterov=False),
        case("RAdam, beta2 0.9, large epsilon", radam, rectify, beta1=0.8, beta2=0.9, epsilon=0.1,
             epsilonInside=0.0, threshold=5.0, nesterov=False),
        case("Adamax", adamax, infinity, **BETAS, epsilon=1e-8),
        case("Adamax, large epsilon", adamax, infinity, **SHARP, epsilon=0.1),
        case("AdamaxW", adamaxw, f"{infinity}; {DECOUPLED}", **SHARP, epsilon=1e-8,
             weightDecay=0.05),
        case("AdaBelief", belief, "epsilonInside is added to the average at every step, inside it",
             **BETAS, epsilon=1e-16, epsilonInside=1e-16),
        case("AdaBelief, large epsilon", belief,
             "epsilonInside is added to the average at every step, and stays in it", **SHARP,
             epsilon=0.05, epsilonInside=0.01),
        case("Yogi", yogi, yogi_start, **BETAS, epsilon=1e-3, initialAccumulator=1e-6),
        case("Yogi, start at 0", yogi, **BETAS, epsilon=1e-3, initialAccumulator=0.0),
        case("Yogi, beta2 0.7, start at 0", yogi, **SHARP, epsilon=1e-3, initialAccumulator=0.0),
        case("Adan", adan, first, beta1=0.98, beta2=0.92, beta3=0.99, epsilon=1e-8,
             epsilonInside=1e-8, weightDecay=0.0),
        case("Adan, decay", adan, f"{first}; {DECOUPLED}, added to the step", beta1=0.9,
             beta2=0.8, beta3=0.95, epsilon=0.05, epsilonInside=0.0, weightDecay=0.05),
        case("AdEMAMix", ademamix, fill, **BETAS, beta3=0.9999, alpha=5.0, epsilon=1e-8,
             epsilonInside=0.0, weightDecay=0.0),
        case("AdEMAMix, decay", ademamix, f"{fill}; {DECOUPLED}", **SHARP, beta3=0.95, alpha=2.0,
             epsilon=0.05, epsilonInside=0.0, weightDecay=0.05),
        case("AdEMAMix, alpha rises", ademamix_scheduled, "alpha (t - 1) / 10 at step t",
             beta1=0.9, beta2=0.99, beta3=0.98, alpha=4.0, epsilon=1e-8, epsilonInside=0.0,
             weightDecay=0.0),
        case("Simplified AdEMAMix", simplified,
             "m = beta1 m + g, not corrected; the step is (m + alpha g) / sqrt(v corrected)",
             beta1=0.9, beta2=0.95, alpha=1.0, epsilon=1e-8, weightDecay=0.0),
        case("ADOPT", adopt, adopt_first, beta1=0.9, beta2=0.9999, epsilon=1e-6, nesterov=False,
             clips=True),
        case("ADOPT, sharp", adopt, adopt_first, **SHARP, epsilon=0.3, nesterov=False,
             clips=True),
        case("ADOPT, unclipped", adopt, "the first step moves nothing; no clipping", **SHARP,
             epsilon=0.3, nesterov=False, clips=False),
    ]


def accumulators():
    sgd = "optax.sgd(learningRate, momentum=momentum, nesterov=nesterov)"
    rmsprop = """optax.rmsprop(learningRate, decay=beta, eps=epsilon, initial_scale=initialScale,
        eps_in_sqrt=epsilonInsideRoot, centered=centered, momentum=momentum, nesterov=nesterov,
        bias_correction=biasCorrection)"""
    plain = dict(beta=0.9, epsilon=1e-8, initialScale=0.0, epsilonInsideRoot=True, centered=False,
                 momentum=None, nesterov=False, biasCorrection=False)
    adagrad = """optax.adagrad(learningRate, initial_accumulator_value=initialAccumulator,
        eps=epsilon)"""
    adadelta = """optax.adadelta(learningRate, rho=rho, eps=epsilon, weight_decay=weightDecay)"""
    inside = "epsilon inside the root"
    return [
        case("SGD", sgd, rate=0.1, momentum=None, nesterov=False),
        case("SGD, momentum", sgd, rate=0.1, momentum=0.9, nesterov=False),
        case("SGD, Nesterov", sgd, rate=0.1, momentum=0.9, nesterov=True),
        case("RMSprop", rmsprop, inside, **plain),
        case("RMSprop, large epsilon inside", rmsprop, inside, **plain | dict(epsilon=0.1)),
        case("RMSprop, large epsilon outside", rmsprop, "epsilon outside the root",
             **plain | dict(epsilon=0.1, epsilonInsideRoot=False)),
        case("RMSprop, start at 1", rmsprop, "TensorFlow's start",
             **plain | dict(initialScale=1.0)),
        case("RMSprop, corrected", rmsprop, inside,
             **plain | dict(biasCorrection=True, epsilonInsideRoot=False)),
        case("RMSprop, momentum", rmsprop, "the learning rate is inside the momentum buffer",
             **plain | dict(momentum=0.9)),
        case("RMSprop, centered, Nesterov", rmsprop,
             "the learning rate is inside the momentum buffer; " + inside,
             **plain | dict(momentum=0.9, nesterov=True, centered=True, epsilon=0.01)),
        case("Adagrad", adagrad, inside, rate=0.1, initialAccumulator=0.1, epsilon=1e-7),
        case("Adagrad, large epsilon", adagrad, inside, rate=0.1, initialAccumulator=0.1,
             epsilon=0.1),
        case("Adadelta", adadelta, inside, rate=1.0, rho=0.9, epsilon=1e-6, weightDecay=0.0),
        case("Adadelta, L2, large epsilon", adadelta, f"L2 decay; {inside}", rate=1.0, rho=0.9,
             epsilon=0.01, weightDecay=0.05),
    ]


def signs():
    lion = "optax.lion(learningRate, b1=beta1, b2=beta2, weight_decay=weightDecay)"
    return [
        case("signSGD", "optax.sign_sgd(learningRate)"),
        case("Signum", "optax.signum(learningRate, beta=beta)", "average from 0, uncorrected",
             beta=0.9),
        case("Lion", lion, DECOUPLED, beta1=0.9, beta2=0.99, weightDecay=0.0),
        case("Lion, decay", lion, DECOUPLED, beta1=0.7, beta2=0.9, weightDecay=0.5),
    ]


def document():
    every = [*adams(), *decays(), *variants_of_adam(), *accumulators(), *signs(), *further(),
             *optax_whole.whole_parameters(), *optax_whole.transforms(),
             *optax_wrappers.wrappers()]
    return cases.document(
        f"optax {optax.__version__}, jax {jax.__version__}", "make_numbers.py optax", every,
        optax_drive.run)
