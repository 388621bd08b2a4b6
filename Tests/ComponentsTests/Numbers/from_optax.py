"""Numbers from optax."""

import optax_drive
import jax
import optax

import cases
import drive
from cases import Case

DECOUPLED = "decoupled decay, times the learning rate"
BETAS = dict(beta1=0.9, beta2=0.999)
SHARP = dict(beta1=0.8, beta2=0.7)


def case(name, call, convention="", rate=0.01, groups=drive.TWO_GROUPS, transform="", run=None,
         precision="double", **settings):
    return Case(name, call, {"learningRate": rate, **settings}, convention, groups,
                precision=precision, transform=transform, run=run)


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


def variants_of_adam():
    radam = """optax.radam(learningRate, b1=beta1, b2=beta2, eps=epsilon, eps_root=epsilonInside,
        threshold=threshold, nesterov=nesterov)"""
    adamax = "optax.adamax(learningRate, b1=beta1, b2=beta2, eps=epsilon)"
    adamaxw = adamax.replace("adamax", "adamaxw")[:-1] + ", weight_decay=weightDecay)"
    belief = """optax.adabelief(learningRate, b1=beta1, b2=beta2, eps=epsilon,
        eps_root=epsilonInside)"""
    yogi = """optax.chain(optax.scale_by_yogi(b1=beta1, b2=beta2, eps=epsilon,
        initial_accumulator_value=initialAccumulator), optax.scale_by_learning_rate(learningRate))"""
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
    adopt_first = ("the first step moves nothing; later g / max(sqrt(v before), epsilon), clipped to "
                   "(t - 1)^0.25, the average uncorrected")
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
        case("RMSprop, start at 1", rmsprop, "TensorFlow's start", **plain | dict(initialScale=1.0)),
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
    novo = ("v starts at |g|^2; m = beta1 m + (g / (sqrt(v) + epsilon) + weightDecay theta), without "
            "1 - beta1")
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


def run_lookahead(case):
    """Lookahead carries two copies of the weights: `results` are the fast ones."""
    settings = case.group_settings(case.groups[0])
    settings["learningRate"] = optax_drive.rate_schedule(case, case.groups[0])
    optimizer = eval(case.call, {"optax": optax, **settings})
    pair = optax.LookaheadParams.init_synced(optax_drive.start_weights(case))
    state = optimizer.init(pair)
    sequences = {"results": {}, "slow": {}}
    for step in range(1, drive.STEPS + 1):
        updates, state = optimizer.update(optax_drive.gradients(case, step), state, pair)
        pair = optax.apply_updates(pair, updates)
        sequences["results"][step], sequences["slow"][step] = pair.fast, pair.slow
    return sequences


def run_averaged(case):
    """Weights and their exponential average, debiased or not, by optax's own average."""
    optimizer = optax_drive.whole(case)
    average = optax.ema(case.settings["averageBeta"], debias=case.settings["debias"])
    weights = optax_drive.start_weights(case)
    state, average_state = optimizer.init(weights), average.init(weights)
    sequences = {"results": {}, "average": {}}
    for step in range(1, drive.STEPS + 1):
        updates, state = optimizer.update(optax_drive.gradients(case, step), state, weights)
        weights = optax.apply_updates(weights, updates)
        averaged, average_state = average.update(weights, average_state)
        sequences["results"][step], sequences["average"][step] = weights, averaged
    return sequences


def run_schedule_free(case):
    """`results` are the points y where gradients are taken; `x` is the average to evaluate."""
    settings = case.group_settings(case.groups[0])
    rates = optax_drive.rate_schedule(case, case.groups[0])
    settings["learningRate"] = rates
    settings["shiftedLearningRate"] = lambda count: rates(count - 1)
    optimizer = eval(case.call, {"optax": optax, **settings})
    weights = optax_drive.start_weights(case)
    state = optimizer.init(weights)
    sequences = {"results": {}, "x": {}, "z": {}}
    for step in range(1, drive.STEPS + 1):
        updates, state = optimizer.update(optax_drive.gradients(case, step), state, weights)
        weights = optax.apply_updates(weights, updates)
        sequences["results"][step], sequences["z"][step] = weights, state.z
        sequences["x"][step] = optax.contrib.schedule_free_eval_params(state, weights)
    return sequences


def wrappers():
    lookahead = """optax.lookahead({}, sync_period=period, slow_step_size=slowStep,
        reset_state=resets)"""
    adam = "optax.adam(learningRate, b1=beta1, b2=beta2, eps=epsilon)"
    sgd = "optax.sgd(learningRate, momentum=momentum)"
    free = """optax.contrib.schedule_free({}, learning_rate=shiftedLearningRate, b1=beta,
        weight_lr_power=weightPower)"""
    rms = """optax.chain(optax.scale_by_rms(decay=beta2, eps=epsilon, eps_in_sqrt=False,
        bias_correction=True), optax.add_decayed_weights(weightDecay),
        optax.scale_by_learning_rate(learningRate))"""
    weighted = ("x averages z with weights (largest rate so far)^weightPower; gradients are taken at "
                "y = beta x + (1 - beta) z")
    return [
        case("Lookahead, SGD", lookahead.format(sgd), "synchronized after every period steps",
             groups=drive.ONE_GROUP, run=run_lookahead, rate=0.1, momentum=0.9, period=3,
             slowStep=0.5, resets=False),
        case("Lookahead, Adam", lookahead.format(adam), "synchronized after every period steps",
             groups=drive.ONE_GROUP, run=run_lookahead, **BETAS, epsilon=1e-8, period=3,
             slowStep=0.5, resets=False),
        case("Exponential average of weights, SGD", "optax.sgd(learningRate)",
             "average starts at 0, corrected", run=run_averaged, rate=0.1, averageBeta=0.8,
             debias=True),
        case("Two gradients per step, Adam",
             f"optax.MultiSteps({adam}, every_k_schedule=every)",
             "the mean of every gradients makes one step; the learning rate is that of the step "
             "made: the k-th step made uses the k-th rate", run=run_accumulating, **BETAS,
             epsilon=1e-8, every=2),
        case("Schedule-Free SGD", free.format("optax.sgd(learningRate)"), weighted,
             groups=drive.ONE_GROUP, run=run_schedule_free, rate=0.1, beta=0.9, weightPower=2.0),
        case("Schedule-Free AdamW", free.format(rms),
             weighted + "; decay at y, times the learning rate", groups=drive.ONE_GROUP,
             run=run_schedule_free, beta=0.9, beta2=0.999, epsilon=1e-8, weightDecay=0.05,
             weightPower=2.0),
    ]


def run_accumulating(case):
    """MultiSteps wraps the whole: its groups are told apart inside."""
    every = case.settings["every"]
    optimizer = optax.MultiSteps(
        optax_drive.partition(inner(case)), every_k_schedule=every).gradient_transformation()
    weights = optax_drive.start_weights(case)
    state = optimizer.init(weights)
    results = {}
    for step in range(1, drive.STEPS + 1):
        updates, state = optimizer.update(optax_drive.gradients(case, step), state, weights)
        weights = optax.apply_updates(weights, updates)
        results[step] = weights
    return {"results": results}


def inner(case):
    """The case without the MultiSteps around its call."""
    call = case.call.removeprefix("optax.MultiSteps(").removesuffix(", every_k_schedule=every)")
    return Case(case.name, call, case.settings, groups=case.groups)


def document():
    every = [*adams(), *decays(), *variants_of_adam(), *accumulators(), *signs(),
             *whole_parameters(), *transforms(), *wrappers()]
    return cases.document(
        f"optax {optax.__version__}, jax {jax.__version__}", "make_numbers.py optax", every,
        optax_drive.run)
