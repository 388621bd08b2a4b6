"""Cases of optax that look at a whole parameter, at a group or at all gradients."""

import drive
from cases import case

DECOUPLED = "decoupled decay, times the learning rate"
BETAS = dict(beta1=0.9, beta2=0.999)
SHARP = dict(beta1=0.8, beta2=0.7)


def whole_parameters():
    lamb = """optax.lamb(learningRate, b1=beta1, b2=beta2, eps=epsilon, weight_decay=weightDecay)"""
    lars = """optax.lars(learningRate, weight_decay=weightDecay,
        trust_coefficient=trustCoefficient, eps=epsilon, momentum=momentum, nesterov=nesterov)"""
    novograd = """optax.novograd(learningRate, b1=beta1, b2=beta2, eps=epsilon,
        eps_root=epsilonInside, weight_decay=weightDecay)"""
    adafactor = """optax.adafactor(learningRate, min_dim_size_to_factor=smallestFactored,
        decay_rate=decayExponent, multiply_by_parameter_scale=parameterScale,
        clipping_threshold=clippingThreshold, momentum=momentum, dtype_momentum=jax.numpy.float64,
        weight_decay_rate=weightDecay, eps=epsilon, factored=factored)"""
    muon = """optax.contrib.muon(learningRate, ns_coeffs=coefficients, ns_steps=iterations,
        beta=beta, eps=epsilon, weight_decay=weightDecay, nesterov=nesterov,
        consistent_rms=consistentScale)"""
    trust = "trust ratio |theta| / |update| with the decay in the update; 1 where a norm is 0"
    inside = "L2 decay inside the trust ratio; the learning rate is inside the momentum buffer"
    novo = ("v starts at |g|^2; m = beta1 m + (g / (sqrt(v) + epsilon) + weightDecay theta), "
            "without 1 - beta1")
    factor = dict(rate=0.05, smallestFactored=2, decayExponent=0.8, parameterScale=False,
                  clippingThreshold=1.0, momentum=None, weightDecay=0.0, epsilon=1e-30,
                  factored=True)
    factors = ("factored over the two longest axes (ties: the later ones); decay of the moment "
               "1 - t^-exponent; epsilon added to g^2; weight decay not times the learning rate")
    single = "double, but the decay of the moment is rounded to single"
    newton = dict(rate=0.05, coefficients=[3.4445, -4.775, 2.0315], iterations=5, beta=0.95,
                  epsilon=1e-8, weightDecay=0.0, nesterov=True, consistentScale=None)
    muons = ("m averages (1 - beta) g, corrected like NAdam; normalized by the Frobenius norm + "
             "epsilon; times sqrt(max(1, columns / rows)): optax's matrices are inputs x outputs; "
             "decoupled decay")
    return [
        case("LAMB", lamb, trust, **BETAS, epsilon=1e-6, weightDecay=0.05),
        case("LAMB, sharp", lamb, trust, **SHARP, epsilon=0.1, weightDecay=0.5),
        case("LARS", lars, inside, rate=1.0, weightDecay=0.05, trustCoefficient=0.1, epsilon=0.0,
             momentum=0.9, nesterov=False),
        case("LARS, Nesterov", lars, inside, rate=1.0, weightDecay=0.5, trustCoefficient=0.1,
             epsilon=0.1, momentum=0.8, nesterov=True),
        case("NovoGrad", novograd, novo, rate=0.05, beta1=0.9, beta2=0.25, epsilon=1e-6,
             epsilonInside=0.0, weightDecay=0.0),
        case("NovoGrad, decay", novograd, novo, rate=0.05, beta1=0.8, beta2=0.6, epsilon=0.1,
             epsilonInside=0.0, weightDecay=0.05),
        case("Adafactor", adafactor, factors, **factor, precision=single),
        case("Adafactor, unfactored", adafactor, factors, **factor | dict(factored=False),
             precision=single),
        case("Adafactor, parameter scale", adafactor,
             factors + "; the step times max(root mean square of theta, 0.001)",
             **factor | dict(parameterScale=True), precision=single),
        case("Adafactor, large epsilon, unclipped, momentum", adafactor, factors,
             **factor | dict(epsilon=0.01, clippingThreshold=None, momentum=0.9),
             precision=single),
        case("Adafactor, decay", adafactor, factors,
             **factor | dict(weightDecay=0.01, decayExponent=0.5), precision=single),
        case("Muon", muon, muons, groups=drive.MATRICES, **newton),
        case("Muon, decay", muon, muons, groups=drive.MATRICES,
             **newton | dict(weightDecay=0.1, nesterov=False, beta=0.8)),
        case("Muon, consistent scale", muon, muons + "; instead: 0.2 sqrt(max(rows, columns))",
             groups=drive.MATRICES, **newton | dict(consistentScale=0.2)),
    ]


def transforms():
    sgd = "optax.sgd(learningRate)"
    adamw = """optax.adamw(learningRate, b1=beta1, b2=beta2, eps=epsilon,
        weight_decay=weightDecay)"""
    return [
        case("Clip by value, SGD", sgd, rate=0.1, transform="optax.clip(maximum)", maximum=0.5),
        case("Clip by value, AdamW", adamw, DECOUPLED, transform="optax.clip(maximum)",
             maximum=0.5, **SHARP, epsilon=1e-8, weightDecay=0.05),
        case("Clip by global norm, SGD", sgd, "exact: no epsilon in the norm", rate=0.1,
             transform="optax.clip_by_global_norm(maximumNorm)", maximumNorm=5.0),
        case("Clip by global norm, AdamW", adamw, DECOUPLED,
             transform="optax.clip_by_global_norm(maximumNorm)", maximumNorm=5.0, **SHARP,
             epsilon=1e-8, weightDecay=0.05),
        case("Clip by global norm that never acts, SGD", sgd, rate=0.1,
             transform="optax.clip_by_global_norm(maximumNorm)", maximumNorm=1000.0),
        case("Clip by norm of the group, SGD",
             "optax.chain(optax.clip_by_global_norm(maximumNorm), optax.sgd(learningRate))",
             "each group on its own", rate=0.1, maximumNorm=3.0),
        case("Clip by norm of the parameter, SGD",
             "optax.chain(optax.clip_by_global_norm(maximumNorm), optax.sgd(learningRate))",
             "each parameter on its own, being a group", rate=0.1, maximumNorm=1.5,
             groups=tuple(drive.group(name, name) for name in drive.SHAPES)),
        case("Clip by root mean square of the parameter, SGD", sgd,
             "each parameter on its own", rate=0.1,
             transform="optax.clip_by_block_rms(maximum)", maximum=0.6),
        case("Centralize, SGD", sgd,
             "optax takes the mean over all axes but the last, of matrices and above", rate=0.1,
             transform="optax.centralize()"),
        case("Normalize by global norm, SGD", sgd, "divided by the norm of all groups + epsilon",
             rate=0.1, transform="optax.normalize_by_update_norm(eps=epsilon)", epsilon=0.1),
    ]
