"""The smallest variational autoencoder that can be solved: one number for an image, one number for its code.

The code z comes from N(0, 1), the decoder makes x = weight · z + noise · ε of it, with ε from N(0, 1). The encoder
answers x with a bell N(mean, std²) over codes. Everything has a closed form, so nothing has to be trained.

References
----------
- Kingma & Welling (2014), "Auto-Encoding Variational Bayes"
- Higgins et al. (2017), "beta-VAE: Learning Basic Visual Concepts with a Constrained Variational Framework"
- Lucas, Tucker, Grosse & Norouzi (2019), "Don't Blame the ELBO! A Linear VAE Perspective on Posterior Collapse"
"""

import math

from bits.theory import measures


def encode(x: float, weight: float, noise: float, beta: float) -> tuple[float, float]:
    """Return the bell of codes for x that makes misfit + β · KL(bell ‖ N(0, 1)) least.

    At β = 1 it is the exact posterior p(z | x); the larger β, the nearer it is to N(0, 1).

    Parameters
    ----------
    x
        What is encoded.
    weight, noise
        Of the decoder; the noise is positive.
    beta
        How much the KL divergence weighs against the misfit, both in one unit; positive.

    Returns
    -------
    tuple of two floats
        Mean and standard deviation of the bell.

    Raises
    ------
    ValueError
        If an argument is not as described.

    References
    ----------
    Bishop (2006), equations 2.116 and 2.117, for β = 1; Lucas et al. (2019), section 4, for the linear decoder. The
    gradient of misfit + β · KL with respect to mean and variance, set to 0, gives the rest.
    """
    _check(x=x, weight=weight, noise=noise, beta=beta)
    precision = (weight / noise) ** 2 + beta
    return weight * x / noise**2 / precision, math.sqrt(beta / precision)


def misfit(x: float, mean: float, std: float, weight: float, noise: float, *, base: float = 2) -> float:
    """Return −E[log p(x | z)] for codes z from the bell: what reconstruction costs (the ELBO's first term, negated).

    Parameters
    ----------
    x
        What is to be reconstructed.
    mean, std
        Of the bell; the standard deviation is positive.
    weight, noise
        Of the decoder; the noise is positive.
    base
        Base of the logarithm: 2 for bits, ``math.e`` for nats.

    Returns
    -------
    float
        Bits (or the unit of `base`). A density has no smallest surprise: it may be negative if the noise is below
        1 / √(2π), about 0.4.

    Raises
    ------
    ValueError
        If an argument is not as described.

    References
    ----------
    Kingma & Welling (2014), equation 3 and appendix C.2, integrated over z.
    """
    _check(x=x, weight=weight, noise=noise, mean=mean, std=std)
    miss = (x - weight * mean) ** 2 + (weight * std) ** 2
    return (math.log(2 * math.pi * noise**2) + miss / noise**2) / 2 * measures.surprise(1 / math.e, base=base)


def negative_elbo(x: float, mean: float, std: float, weight: float, noise: float, *, base: float = 2) -> float:
    """Return misfit + KL(bell ‖ N(0, 1)): an upper bound of −log p(x).

    Parameters
    ----------
    x, mean, std, weight, noise, base
        As for `misfit`.

    Returns
    -------
    float
        Bits (or the unit of `base`).

    Raises
    ------
    ValueError
        As for `misfit`.

    References
    ----------
    Kingma & Welling (2014), equation 3.
    """
    return misfit(x, mean, std, weight, noise, base=base) + measures.gaussian_kl(mean, std, base=base)


def evidence(x: float, weight: float, noise: float, *, base: float = 2) -> float:
    """Return −log p(x) under the decoder: the surprise that the negative ELBO can reach, but not pass.

    Parameters
    ----------
    x, weight, noise, base
        As for `misfit`.

    Returns
    -------
    float
        Bits (or the unit of `base`), of the density of N(0, weight² + noise²).

    Raises
    ------
    ValueError
        As for `misfit`.

    References
    ----------
    Bishop (2006), equation 2.115.
    """
    _check(x=x, weight=weight, noise=noise)
    variance = weight**2 + noise**2
    return (math.log(2 * math.pi * variance) + x**2 / variance) / 2 * measures.surprise(1 / math.e, base=base)


def _check(**given: float) -> None:
    for name, value in given.items():
        if not math.isfinite(value):
            raise ValueError(f"{name} = {value} is not finite")
        if name in ("noise", "std", "beta") and value <= 0:
            raise ValueError(f"{name} = {value} is not positive")
