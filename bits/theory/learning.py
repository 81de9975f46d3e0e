"""Models that learn: a classifier from labels, a student from its teacher, a policy from rewards.

References
----------
- Bishop (2006), *Pattern Recognition and Machine Learning*
- Hinton, Vinyals & Dean (2015), "Distilling the Knowledge in a Neural Network"
- Peters & Schaal (2007), "Reinforcement Learning by Reward-Weighted Regression for Operational Space Control"
- Rafailov et al. (2023), "Direct Preference Optimization: Your Language Model Is Secretly a Reward Model"
- Ziegler et al. (2019), "Fine-Tuning Language Models from Human Preferences"
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from bits.theory import checks, measures
from bits.theory.checks import FloatArray


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
    policy = checks.pmf(policy, "policy")
    waste = measures.kl_divergence(policy, reference, base=math.e)
    return float(policy @ reward) - (beta * waste if beta else 0.0)


def cross_entropy_gradient(target: ArrayLike, logits: ArrayLike) -> FloatArray:
    """Return the gradient of H(target, softmax(logits)) with respect to the logits: softmax − target.

    It is that of KL(target ‖ softmax(logits)), too: they differ by the target's entropy, which no model can change.

    Parameters
    ----------
    target : array of shape (n,)
        A pmf: a teacher's soft label, or a hard one with all mass on the true class.
    logits : array of shape (n,)
        Finite.

    Returns
    -------
    array of shape (n,)
        Nats per unit of logit; the elements add up to 0.

    Raises
    ------
    ValueError
        If an argument is not as described.

    References
    ----------
    Bishop (2006), section 4.3.4; Hinton, Vinyals & Dean (2015), section 2.1, equation 2 at temperature 1.
    """
    pmf = checks.pmf(target, "target")
    return measures.softmax(_matching(logits, "logits", pmf)) - pmf


def gradient_descent(target: ArrayLike, logits: ArrayLike, learning_rate: float, steps: int) -> FloatArray:
    """Return the path of a model's logits under gradient descent on H(target, softmax(logits)).

    Parameters
    ----------
    target : array of shape (n,)
        As for `cross_entropy_gradient`.
    logits : array of shape (n,)
        Where the model starts; finite.
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
    Bishop (2006), section 5.2.4; Hinton, Vinyals & Dean (2015), for a student that follows its teacher.
    """
    path = [_matching(logits, "logits", checks.pmf(target, "target"))]
    if not 0 < learning_rate < math.inf:
        raise ValueError(f"learning_rate = {learning_rate} is not positive and finite")
    if steps < 0:
        raise ValueError(f"steps = {steps} is negative")
    for _ in range(steps):
        path.append(path[-1] - learning_rate * cross_entropy_gradient(target, path[-1]))
    return np.array(path)


def halved(logits: ArrayLike, label: int, times: float) -> FloatArray:
    """Return softmax(logits) with one class's probability halved so many times; the others share what it loses.

    Parameters
    ----------
    logits : array of shape (n,)
        Finite.
    label
        Index of the class.
    times
        From 0 to ``inf``, where nothing is left of it.

    Returns
    -------
    array of shape (n,)
        A pmf.
    """
    others = checks.finite(logits, "logits").copy()
    others[label] = -math.inf
    share = 0.5**times
    return np.asarray(share * measures.softmax(logits) + (1 - share) * measures.softmax(others))


def _bandit(reference: ArrayLike, reward: ArrayLike, beta: float) -> tuple[FloatArray, FloatArray]:
    pmf = checks.pmf(reference, "reference")
    if not beta >= 0:
        raise ValueError(f"beta = {beta} is not a number from 0 to inf")
    return pmf, _matching(reward, "reward", pmf)


def _matching(values: ArrayLike, name: str, pmf: FloatArray) -> FloatArray:
    """Return finite numbers, one for each outcome of a pmf."""
    array = checks.finite(values, name)
    if array.size != pmf.size:
        raise ValueError(f"{name} has {array.size} numbers, but the pmf has {pmf.size}")
    return array
