"""Models that learn from more than one right answer: a policy from rewards, a student from a teacher.

References
----------
- Hinton, Vinyals & Dean (2015), "Distilling the Knowledge in a Neural Network"
- Peters & Schaal (2007), "Reinforcement Learning by Reward-Weighted Regression for Operational Space Control"
- Rafailov et al. (2023), "Direct Preference Optimization: Your Language Model Is Secretly a Reward Model"
- Ziegler et al. (2019), "Fine-Tuning Language Models from Human Preferences"
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from . import measures
from .measures import FloatArray


def tilted(reference: ArrayLike, reward: ArrayLike, beta: float) -> FloatArray:
    """Return the policy of most reward less beta times its KL from the reference: π* ∝ π_ref · exp(r / β).

    Parameters
    ----------
    reference : array of shape (n,)
        A pmf: the policy before it saw rewards. What it never does, π* never does.
    reward : array of shape (n,)
        Finite.
    beta
        How dear KL is, in reward per nat: from 0, where only the most rewarded is left (of several, each in its
        share of the reference), to ``inf``, where the reference is.

    Returns
    -------
    array of shape (n,)
        A pmf.

    Raises
    ------
    ValueError
        If an argument is not as described.

    References
    ----------
    Rafailov et al. (2023), equation 4 and appendix A.1; Peters & Schaal (2007).
    """
    reference, reward = _bandit(reference, reward, beta)
    best = reward[reference > 0].max()
    if beta == 0:
        return measures.normalize(np.where(reward == best, reference, 0.0))
    with np.errstate(divide="ignore", over="ignore"):
        behind = np.minimum(reward - best, 0)  # relative to the best, so that a small beta cannot overflow
        return measures.softmax(np.log(reference) + behind / beta)


def objective(policy: ArrayLike, reference: ArrayLike, reward: ArrayLike, beta: float) -> float:
    """Return what tuning by reward maximizes: the expected reward − beta · KL(policy ‖ reference).

    Parameters
    ----------
    policy, reference : arrays of shape (n,)
        Two pmfs.
    reward : array of shape (n,)
        Finite.
    beta
        How dear KL is, in reward per nat: finite, at least 0.

    Returns
    -------
    float
        In the unit of the reward; ``-inf`` if the policy does what the reference never does and beta is not 0.

    Raises
    ------
    ValueError
        If an argument is not as described.

    References
    ----------
    Ziegler et al. (2019), equation 2; Rafailov et al. (2023), equation 3.
    """
    reference, reward = _bandit(reference, reward, beta)
    if beta == math.inf:
        raise ValueError("beta = inf is not finite")
    policy = _pmf(policy, "policy")
    waste = measures.kl_divergence(policy, reference, base=math.e)
    return float(policy @ reward) - (beta * waste if beta else 0.0)


def distill(teacher: ArrayLike, logits: ArrayLike, learning_rate: float, steps: int) -> FloatArray:
    """Return the path of a student's logits under gradient descent on KL(teacher ‖ softmax(logits)).

    The gradient is softmax(logits) − teacher: that of the cross-entropy too, for they differ by the teacher's
    entropy, which the student cannot change. A one-hot teacher is a hard label.

    Parameters
    ----------
    teacher : array of shape (n,)
        A pmf.
    logits : array of shape (n,)
        Where the student starts; finite.
    learning_rate
        Positive: how far a step goes, per nat per unit of logit.
    steps
        How many steps to take, at least 0.

    Returns
    -------
    array of shape (steps + 1, n)
        The logits before the first step and after each.

    Raises
    ------
    ValueError
        If an argument is not as described.

    References
    ----------
    Hinton, Vinyals & Dean (2015), section 2.1, equation 2 at temperature 1.
    """
    teacher = _pmf(teacher, "teacher")
    start = _finite(logits, "logits", teacher.size)
    if not 0 < learning_rate < math.inf:
        raise ValueError(f"learning_rate = {learning_rate} is not positive and finite")
    if steps < 0:
        raise ValueError(f"steps = {steps} is negative")
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * (measures.softmax(path[-1]) - teacher))
    return np.array(path)


def _bandit(reference: ArrayLike, reward: ArrayLike, beta: float) -> tuple[FloatArray, FloatArray]:
    pmf = _pmf(reference, "reference")
    if not beta >= 0:
        raise ValueError(f"beta = {beta} is not a number from 0 to inf")
    return pmf, _finite(reward, "reward", pmf.size)


def _pmf(values: ArrayLike, name: str) -> FloatArray:
    try:
        measures.entropy(values)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
    return np.asarray(values, dtype=np.float64)


def _finite(values: ArrayLike, name: str, size: int) -> FloatArray:
    array = np.asarray(values, dtype=np.float64)
    if array.shape != (size,):
        raise ValueError(f"{name} has the shape {array.shape}, not ({size},) as the pmf has")
    if not np.isfinite(array).all():
        i = int(np.argmin(np.isfinite(array)))
        raise ValueError(f"{name}[{i}] = {array[i]} is not finite")
    return array
