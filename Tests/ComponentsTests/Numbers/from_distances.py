"""Numbers from optimizers that find their learning rate on the way: their authors' code, and optax.

The libraries compute in single precision here: they measure by how far the weights have come, which
is a small difference of large numbers, so that double precision gives other numbers than single
(1e-2 apart, as far as the step is concerned). Steps are many, the recorded ones the last of them.
"""

import contextlib
import io

import torch

import cases
import drive
from cases import case

STEPS = 60
RECORDED_STEPS = (1, 2, 3, 10, 30, 60)
LEFT_OUT = (drive.group("first", "abc"), drive.group("second", "de", learning_rate=0.0))
EQUAL = (drive.group("first", "abc"), drive.group("second", "de", decay=0.0))

PRODIGY = """prodigyopt.Prodigy(groups, lr=learningRate, betas=(beta1, beta2), eps=epsilon,
    weight_decay=weightDecay, decouple=True, safeguard_warmup=safeguard, d0=initialDistance,
    d_coef=coefficient, growth_rate=growth)"""
DOG = """dog.DoG(groups, lr=learningRate, reps_rel=initialDistance, eps=epsilon,
    weight_decay=weightDecay)"""
DADAPT_ADAM = """dadaptation.DAdaptAdam(groups, lr=learningRate, betas=(beta1, beta2), eps=epsilon,
    weight_decay=weightDecay, decouple=True, d0=initialDistance, growth_rate=growth)"""
DADAPT_SGD = """dadaptation.DAdaptSGD(groups, lr=learningRate, momentum=beta1,
    weight_decay=weightDecay, d0=initialDistance, growth_rate=growth)"""

# Not optax.polyak_sgd, which multiplies the gradients by the scaling before it measures them, so
# that a scaling of 1/10 makes the step 10 times as long.
POLYAK = """optax.chain(optax.scale_by_polyak(max_learning_rate=largest, f_min=lowest, eps=epsilon,
    variant="sps+"), optax.scale_by_learning_rate(scaling))"""

DOWG = """optax.contrib.dowg(scaling, init_estim_sq_dist=initialDistance**2, eps=0.0)"""

MOMO = "optax.contrib.momo(scaling, beta=beta, lower_bound=lowest)"

UNLIMITED = 1e30


def multipliers(kind):
    """The learning rates over time: constant, or falling in a straight line after a warm-up."""
    if kind == "constant":
        return (1.0,) * STEPS
    return tuple(min((t + 1) / 10, (STEPS - t) / (STEPS - 9)) for t in range(STEPS))


def one(name, call, schedule="constant", groups=drive.ONE_GROUP, **settings):
    return case(name, call, rate=1.0, groups=groups, multipliers=multipliers(schedule),
                precision="single", **settings)


def prodigy(name, schedule="constant", groups=drive.ONE_GROUP, beta1=0.9, beta2=0.999,
            epsilon=1e-8, decay=0.0, safeguard=False, coefficient=1.0, growth=UNLIMITED, d0=1e-6):
    return one(name, PRODIGY, schedule, groups, beta1=beta1, beta2=beta2, epsilon=epsilon,
               weightDecay=decay, safeguard=safeguard, coefficient=coefficient, growth=growth,
               initialDistance=d0)


def dog(name, schedule="constant", groups=drive.ONE_GROUP, epsilon=1e-8, decay=0.0, d0=1e-6):
    return one(name, DOG, schedule, groups, epsilon=epsilon, weightDecay=decay, initialDistance=d0)


def adapted(name, call, schedule="constant", groups=drive.ONE_GROUP, beta1=0.9, decay=0.0,
            growth=UNLIMITED, d0=1e-6, **settings):
    return one(name, call, schedule, groups, beta1=beta1, weightDecay=decay, growth=growth,
               initialDistance=d0, **settings)


def polyak(name, schedule="constant", largest=1.0, lowest=0.0, epsilon=0.0):
    return one(name, POLYAK, schedule, largest=largest, lowest=lowest, epsilon=epsilon,
               weightDecay=0.0)


ADAM = dict(beta2=0.999, epsilon=1e-8)

CASES = [
    dog("DoG"),
    dog("DoG, two groups", groups=EQUAL),
    dog("DoG, a schedule, L2", "changing", decay=0.05, d0=1e-3),
    dog("DoG, large epsilon", epsilon=10.0, d0=1e-2),
    prodigy("Prodigy"),
    # At 1e-6, rounding loses what the authors' decay should take in the first steps.
    prodigy("Prodigy, decay", groups=EQUAL, decay=0.1, d0=1e-3),
    prodigy("Prodigy, a group left out", groups=LEFT_OUT),
    prodigy("Prodigy, a schedule, safeguarded", "changing", safeguard=True),
    prodigy("Prodigy, a schedule", "changing", beta1=0.8, beta2=0.9, coefficient=0.5),
    prodigy("Prodigy, limited", growth=1.5, epsilon=0.05, d0=1e-3),
    adapted("D-Adaptation SGD", DADAPT_SGD, beta1=0.0),
    adapted("D-Adaptation SGD, momentum", DADAPT_SGD, groups=LEFT_OUT),
    adapted("D-Adaptation SGD, a schedule", DADAPT_SGD, "changing", growth=1.5, d0=1e-3),
    adapted("D-Adaptation Adam", DADAPT_ADAM, **ADAM),
    adapted("D-Adaptation Adam, decay", DADAPT_ADAM, groups=EQUAL, decay=0.1, **ADAM),
    adapted("D-Adaptation Adam, a schedule, limited", DADAPT_ADAM, "changing", growth=1.2,
            beta2=0.9, epsilon=0.05, d0=1e-2),
    # At 1e-6, a unit in the last place of the start makes 400 of them after 30 steps.
    adapted("D-Adaptation Adam, a group left out", DADAPT_ADAM, groups=LEFT_OUT, d0=1e-3, **ADAM),
    one("DoWG", DOWG, initialDistance=1e-2, weightDecay=0.0),
    one("DoWG, a schedule", DOWG, "changing", initialDistance=0.1, weightDecay=0.0),
    one("MoMo", MOMO, beta=0.9, lowest=0.0, weightDecay=0.0),
    one("MoMo, a schedule, lower", MOMO, "changing", beta=0.5, lowest=0.25, weightDecay=0.0),
    polyak("Polyak"),
    polyak("Polyak, a schedule, everything", "changing", largest=0.2, lowest=0.1, epsilon=0.05),
]


def loss(step):
    """What is reported before a step."""
    return 4 / step


def gradient(name, value, start, step):
    """A gradient that leads somewhere: toward 0.3 of the start, with a wave of the drive on it.

    The arithmetic is that of single precision, one operation after the other.
    """
    wave = torch.tensor(drive.gradients((step - 1) % drive.STEPS + 1)[name], dtype=torch.float32)
    return (value - torch.tensor(0.3) * start) + torch.tensor(0.125) * wave


def run(case, libraries):
    """The weights after the recorded steps."""
    starts = {name: torch.tensor(value, dtype=torch.float32)
              for name, value in drive.starts().items()}
    names = [name for group in case.groups for name in group["parameters"]]
    parameters = {name: torch.nn.Parameter(starts[name].clone()) for name in names}
    groups = []
    for group in case.groups:
        settings = case.group_settings(group)
        groups.append({"params": [parameters[name] for name in group["parameters"]],
                       "lr": settings["learningRate"], "weight_decay": settings["weightDecay"]})
    # D-Adaptation says on standard output that decay is decoupled.
    with contextlib.redirect_stdout(io.StringIO()):
        optimizer = eval(case.call, {**libraries, **case.settings, "groups": groups})
    results = {}
    for step in range(1, STEPS + 1):
        for made, group in zip(optimizer.param_groups, case.groups):
            made["lr"] = case.learning_rates()[step - 1] * group["learningRateMultiplier"]
        for name, parameter in parameters.items():
            parameter.grad = gradient(name, parameter.detach(), starts[name], step).clone()
        optimizer.step()
        results[step] = {name: p.detach().clone() for name, p in parameters.items()}
    return {"results": results}


def run_optax(case, libraries):
    """The same for functions of optax, some of which are told the loss."""
    import jax.numpy
    import numpy

    starts = {name: torch.tensor(value, dtype=torch.float32)
              for name, value in drive.starts().items()}
    weights = {name: jax.numpy.asarray(value.numpy()) for name, value in starts.items()}
    rates = jax.numpy.asarray(case.learning_rates())
    names = {**libraries, **case.settings, "scaling": lambda count: rates[count]}
    optimizer = eval(case.call, names)
    state = optimizer.init(weights)
    results = {}
    for step in range(1, STEPS + 1):
        gradients = {
            name: gradient(name, torch.tensor(numpy.asarray(value)), starts[name], step).numpy()
            for name, value in weights.items()}
        told = {"value": loss(step)} if case.call in (POLYAK, MOMO) else {}
        updates, state = optimizer.update(gradients, state, weights, **told)
        weights = libraries["optax"].apply_updates(weights, updates)
        results[step] = {name: numpy.asarray(value) for name, value in weights.items()}
    return {"results": results}


def document():
    import dadaptation
    import dog as dog_module
    import optax
    import prodigyopt

    torch.set_default_dtype(torch.float32)
    libraries = {"dog": dog_module, "prodigyopt": prodigyopt, "dadaptation": dadaptation,
                 "optax": optax}
    cases.drive.RECORDED_STEPS = RECORDED_STEPS
    return cases.document(
        "dog-optimizer 1.0.3, prodigyopt 1.1.2, dadaptation 3.2, optax 0.2.8, in single precision",
        "make_numbers.py distances", CASES,
        lambda case: (run_optax if "optax" in case.call else run)(case, libraries))
