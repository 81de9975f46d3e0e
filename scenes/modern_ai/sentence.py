"""What a language model pays for a sentence: its loss per token, and the perplexity that belongs to it.

References
----------
- Jelinek, Mercer, Bahl & Baker (1977), "Perplexity: a measure of the difficulty of speech recognition tasks"
- Shannon (1951), "Prediction and Entropy of Printed English"
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bits.theory import measures


def loss(chances: ArrayLike, *, base: float = 2) -> float:
    """Return the mean surprise of the tokens of a sentence.

    Parameters
    ----------
    chances : array of shape (n,)
        The probability that the model gave to each token where it came; n is at least 1.
    base
        Base of the logarithm: 2 for bits, ``np.e`` for nats.

    Returns
    -------
    float
        Bits (or the unit of `base`) per token; ``inf`` if a token was held to be impossible.

    Raises
    ------
    ValueError
        If there is no token, or if a number is not a probability.

    References
    ----------
    Shannon (1951).
    """
    surprises = measures.surprise(np.atleast_1d(np.asarray(chances, dtype=np.float64)), base=base)
    if not surprises.size:
        raise ValueError("chances has no tokens")
    return float(np.mean(surprises))


def perplexity(chances: ArrayLike) -> float:
    """Return 2^loss: among how many equally likely tokens one would be as unsure, token for token.

    Parameters
    ----------
    chances : array of shape (n,)
        As for `loss`.

    Returns
    -------
    float
        A number of tokens, at least 1; the unit of the loss does not matter.

    Raises
    ------
    ValueError
        As for `loss`.

    References
    ----------
    Jelinek, Mercer, Bahl & Baker (1977).
    """
    with np.errstate(over="ignore"):
        return float(np.exp2(loss(chances)))


def halved(chances: ArrayLike, cuts: int | None = None) -> NDArray[np.float64]:
    """Return the chances of the pieces when tokens are cut into equally surprising halves; the whole costs the same.

    Parameters
    ----------
    chances : array of shape (n,)
        As for `loss`.
    cuts
        How many tokens are cut, from the first on; all by default.

    Returns
    -------
    array of shape (n + cuts,)
    """
    chances = np.atleast_1d(np.asarray(chances, dtype=np.float64))
    cut = np.sqrt(chances[:cuts])
    return np.concatenate([np.repeat(cut, 2), chances[len(cut) :]])
