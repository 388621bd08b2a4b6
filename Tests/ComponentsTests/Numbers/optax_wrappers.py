"""Cases of optax around an optimizer, each driven in a way of its own."""

import dataclasses

import optax_drive
import optax

import cases
import drive

BETAS = dict(beta1=0.9, beta2=0.999)


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
    weighted = ("x averages z with weights (largest rate so far)^weightPower; gradients are taken "
                "at y = beta x + (1 - beta) z")
    return [
        cases.case("Lookahead, SGD", lookahead.format(sgd), "synchronized after every period steps",
             groups=drive.ONE_GROUP, run=run_lookahead, rate=0.1, momentum=0.9, period=3,
             slowStep=0.5, resets=False),
        cases.case("Lookahead, Adam", lookahead.format(adam),
             "synchronized after every period steps",
             groups=drive.ONE_GROUP, run=run_lookahead, **BETAS, epsilon=1e-8, period=3,
             slowStep=0.5, resets=False),
        cases.case("Exponential average of weights, SGD", "optax.sgd(learningRate)",
             "average starts at 0, corrected", run=run_averaged, rate=0.1, averageBeta=0.8,
             debias=True),
        cases.case("Two gradients per step, Adam",
             f"optax.MultiSteps({adam}, every_k_schedule=every)",
             "the mean of every gradients makes one step; the learning rate is that of the step "
             "made: the k-th step made uses the k-th rate", run=run_accumulating, **BETAS,
             epsilon=1e-8, every=2),
        cases.case("Schedule-Free SGD", free.format("optax.sgd(learningRate)"), weighted,
             groups=drive.ONE_GROUP, run=run_schedule_free, rate=0.1, beta=0.9, weightPower=2.0),
        cases.case("Schedule-Free AdamW", free.format(rms),
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
    return dataclasses.replace(case, call=call)
