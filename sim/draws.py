"""Random numbers as a pure function of (seed, stream, entity, occasion, part).

A draw is looked up, not taken from a sequence: Philox 4x32 with ten rounds (Salmon, Moraes,
Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3") turns the 64-bit seed (its
key) and the four numbers that say what is drawn (its counter, each modulo 2**32) into 128
random bits.  So what one household draws does not depend on what others do, and two
organisations can be compared on the same households.

How the 128 bits and the numbers of ``part`` are used, so that nothing collides:

* one key gives one value: draw either a uniform, an exponential, a normal or a gamma from it;
* ``uniform``, ``exponential`` and ``normal`` use the first 64 bits at ``part``;
* ``gamma`` needs several values.  Its attempt number k = 1, 2, ... uses all 128 bits at
  ``part + k * 2**16``, and the correction for shapes below one the first 64 bits at ``part``.
  Parts are therefore numbered 0 ... 65535.
* ``work_variate`` uses part 0 (and, as a gamma, its attempts).

The functions give the same bits compiled and not: whole numbers are cast to ``uint64`` and
no product or sum leaves 64 bits; of functions only log, exp, pow and sqrt of ``math`` occur.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from sim.jit import entry, rule


class Stream(IntEnum):
    """What a number is drawn for; each purpose has its own stream."""

    NEED_TIME = 0
    NEED_ATTRIBUTES = 1
    FIRST_TENANTS = 2
    DOOR = 3
    WORK = 4
    DWELLING_WORK = 5
    WORKS = 6
    VISIBILITY = 7
    WHO_DOES_WHAT = 8
    CONTACT = 9
    CONTEST = 10
    KNOWS_ALLOCATOR = 11
    PATIENCE = 12
    OWN_SOLUTION = 13
    RETURN = 14
    SEARCH = 15
    OFFER = 16
    TENANCY = 17
    RENEWAL = 18
    DESTINATION = 19
    FOLLOW_ON = 20
    RANKING = 21
    APPEAL = 22
    FOLLOW_UP = 23
    RELAPSE = 24
    OUT_OF_SERVICE = 25
    HARM = 26
    DRIFT = 27
    ALLOWANCE = 28
    DEPOSIT = 29
    ADAPTATION = 30
    REPLACEMENT = 31
    STAFF = 32
    PLANNING = 33
    ROUTINE = 34


# Codes of sim.parameters.DISTRIBUTIONS, repeated here because compiled code must not depend
# on the registry of parameters; a test holds them together.
CONSTANT = 0
EXPONENTIAL = 1
GAMMA = 2
LOGNORMAL = 3

#: Parts that callers may number; above lie the attempts of ``gamma``.
PARTS = 1 << 16

_LOW = 0xFFFFFFFF
_MASK = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)
_ODD = np.uint64(1)
_DROPPED_BITS = np.uint64(11)
_GRID = 2.0**-53


@rule
def philox(
    c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Philox 4x32-10: four 32-bit words from counter ``c0..c3`` and key ``k0, k1``.

    Arguments and results are ``uint64`` below 2**32.
    """
    for _ in range(10):
        product_0 = _MULTIPLIER_0 * c0
        product_1 = _MULTIPLIER_1 * c2
        c0 = (product_1 >> _HALF) ^ c1 ^ k0
        c1 = product_1 & _MASK
        c2 = (product_0 >> _HALF) ^ c3 ^ k1
        c3 = product_0 & _MASK
        k0 = (k0 + _WEYL_0) & _MASK
        k1 = (k1 + _WEYL_1) & _MASK
    return c0, c1, c2, c3


@rule
def _words(seed, stream, entity, occasion, part):
    """The 128 random bits of one key, as four 32-bit words."""
    return philox(
        np.uint64(stream & _LOW),
        np.uint64(np.int64(entity) & _LOW),
        np.uint64(np.int64(occasion) & _LOW),
        np.uint64(np.int64(part) & _LOW),
        np.uint64(seed & _LOW),
        np.uint64((seed >> 32) & _LOW),
    )


@rule
def _open_unit(high, low):
    """A float strictly between 0 and 1 from two 32-bit words.

    An odd multiple of 2**-53: such numbers are exact, symmetric about 1/2, and neither end
    can be reached by rounding.
    """
    bits = (((high << _HALF) | low) >> _DROPPED_BITS) | _ODD
    return float(bits) * _GRID


@rule
def uniform(seed: int, stream: int, entity: int, occasion: int, part: int) -> float:
    """A number strictly between 0 and 1, all equally likely.

    ``seed`` is a whole number of 64 bits; of the other numbers the lower 32 bits count.
    """
    high, low, _, _ = _words(seed, stream, entity, occasion, part)
    return _open_unit(high, low)


@rule
def happens(
    probability: float, seed: int, stream: int, entity: int, occasion: int, part: int
) -> bool:
    """Whether what has ``probability`` comes to pass: ``uniform`` is below it.

    Nothing is drawn for what is certain or impossible.
    """
    if probability <= 0.0:
        return False
    if probability >= 1.0:
        return True
    return uniform(seed, stream, entity, occasion, part) < probability


@rule
def exponential(seed: int, stream: int, entity: int, occasion: int, part: int) -> float:
    """An exponential variate of mean 1."""
    return -math.log(uniform(seed, stream, entity, occasion, part))


@rule
def normal(seed: int, stream: int, entity: int, occasion: int, part: int) -> float:
    """A normal variate of mean 0 and standard deviation 1; increases with the uniform."""
    return normal_quantile(uniform(seed, stream, entity, occasion, part))


# Coefficients of AS 241, PPND16, of the highest power first: numerator and denominator for
# the middle, for the tails, and for the far tails.
_MIDDLE_ABOVE = (
    2.5090809287301226727e3,
    3.3430575583588128105e4,
    6.7265770927008700853e4,
    4.5921953931549871457e4,
    1.3731693765509461125e4,
    1.9715909503065514427e3,
    1.3314166789178437745e2,
    3.3871328727963666080e0,
)
_MIDDLE_BELOW = (
    5.2264952788528545610e3,
    2.8729085735721942674e4,
    3.9307895800092710610e4,
    2.1213794301586595867e4,
    5.3941960214247511077e3,
    6.8718700749205790830e2,
    4.2313330701600911252e1,
    1.0,
)
_TAIL_ABOVE = (
    7.74545014278341407640e-4,
    2.27238449892691845833e-2,
    2.41780725177450611770e-1,
    1.27045825245236838258e0,
    3.64784832476320460504e0,
    5.76949722146069140550e0,
    4.63033784615654529590e0,
    1.42343711074968357734e0,
)
_TAIL_BELOW = (
    1.05075007164441684324e-9,
    5.47593808499534494600e-4,
    1.51986665636164571966e-2,
    1.48103976427480074590e-1,
    6.89767334985100004550e-1,
    1.67638483018380384940e0,
    2.05319162663775882187e0,
    1.0,
)
_FAR_ABOVE = (
    2.01033439929228813265e-7,
    2.71155556874348757815e-5,
    1.24266094738807843860e-3,
    2.65321895265761230930e-2,
    2.96560571828504891230e-1,
    1.78482653991729133580e0,
    5.46378491116411436990e0,
    6.65790464350110377720e0,
)
_FAR_BELOW = (
    2.04426310338993978564e-15,
    1.42151175831644588870e-7,
    1.84631831751005468180e-5,
    7.86869131145613259100e-4,
    1.48753612908506148525e-2,
    1.36929880922735805310e-1,
    5.99832206555887937690e-1,
    1.0,
)


@rule
def _polynomial(coefficients: tuple[float, ...], x: float) -> float:
    value = 0.0
    for coefficient in coefficients:
        value = value * x + coefficient
    return value


@rule
def normal_quantile(u: float) -> float:
    """The standard normal's quantile at ``u`` in (0, 1), to about 16 digits.

    Algorithm AS 241, PPND16 (Wichura 1988, Applied Statistics 37, 477-484).
    """
    q = u - 0.5
    if -0.425 <= q <= 0.425:
        r = 0.180625 - q * q
        return q * _polynomial(_MIDDLE_ABOVE, r) / _polynomial(_MIDDLE_BELOW, r)
    tail = u if q < 0.0 else 1.0 - u
    r = math.sqrt(-math.log(tail))
    if r <= 5.0:
        r -= 1.6
        size = _polynomial(_TAIL_ABOVE, r) / _polynomial(_TAIL_BELOW, r)
    else:
        r -= 5.0
        size = _polynomial(_FAR_ABOVE, r) / _polynomial(_FAR_BELOW, r)
    return -size if q < 0.0 else size


@rule
def gamma(shape: float, seed: int, stream: int, entity: int, occasion: int, part: int) -> float:
    """A gamma variate of mean ``shape`` (> 0) and scale 1; ``part`` below ``PARTS``.

    Marsaglia and Tsang 2000, "A simple method for generating gamma variables".  Below shape
    one it is the variate of ``shape + 1`` times a uniform to the power of ``1 / shape``.
    """
    correction = 1.0
    raised = shape
    if shape < 1.0:
        correction = math.pow(uniform(seed, stream, entity, occasion, part), 1.0 / shape)
        raised = shape + 1.0
    d = raised - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    above = 0
    while True:
        above += PARTS
        w0, w1, w2, w3 = _words(seed, stream, entity, occasion, part + above)
        x = normal_quantile(_open_unit(w0, w1))
        root = 1.0 + c * x
        if root > 0.0:
            v = root * root * root
            u = _open_unit(w2, w3)
            square = x * x
            # The first test decides nearly always, without logarithms.
            if u < 1.0 - 0.0331 * square * square or math.log(u) < (
                0.5 * square + d * (1.0 - v + math.log(v))
            ):
                return d * v * correction


@rule
def work_variate(
    distribution: int, variation: float, seed: int, stream: int, entity: int, occasion: int
) -> float:
    """A positive variate of mean 1, the factor by which a piece of work differs from its mean.

    ``distribution`` is a code of ``sim.parameters.DISTRIBUTIONS``; ``variation`` the standard
    deviation over the mean, which gamma and lognormal heed (0 makes them constant; an
    exponential's is always 1).
    """
    if distribution == EXPONENTIAL:
        return exponential(seed, stream, entity, occasion, 0)
    if distribution == CONSTANT or variation <= 0.0:
        return 1.0
    square = variation * variation
    if distribution == GAMMA:
        return gamma(1.0 / square, seed, stream, entity, occasion, 0) * square
    spread = math.log(1.0 + square)
    return math.exp(math.sqrt(spread) * normal(seed, stream, entity, occasion, 0) - 0.5 * spread)


@rule
def choose(weights: NDArray[np.floating], u: float) -> int:
    """The index in ``weights`` (not negative) that ``u`` in (0, 1) falls on; -1 if all are 0.

    Index i has probability ``weights[i]`` over their sum; one of weight 0 is never chosen.
    """
    total = 0.0
    for weight in weights:
        total += weight
    target = u * total
    cumulative = 0.0
    last = -1
    for index in range(len(weights)):
        if weights[index] > 0.0:
            cumulative += weights[index]
            last = index
            if target < cumulative:
                break
    return last


@entry
def _fill_uniforms(seed, stream, entities, occasion, part, values):
    for index in range(len(entities)):
        values[index] = uniform(seed, stream, entities[index], occasion, part)


@entry
def _fill_normals(seed, stream, entities, occasion, part, values):
    for index in range(len(entities)):
        values[index] = normal(seed, stream, entities[index], occasion, part)


def uniforms(
    seed: int, stream: int, entities: NDArray[np.integer], occasion: int, part: int
) -> NDArray[np.float64]:
    """``uniform`` for every one of ``entities``, in an array of their shape."""
    return _filled(_fill_uniforms, seed, stream, entities, occasion, part)


def normals(
    seed: int, stream: int, entities: NDArray[np.integer], occasion: int, part: int
) -> NDArray[np.float64]:
    """``normal`` for every one of ``entities``, in an array of their shape."""
    return _filled(_fill_normals, seed, stream, entities, occasion, part)


def _filled(
    fill: Callable[..., None],
    seed: int,
    stream: int,
    entities: NDArray[np.integer],
    occasion: int,
    part: int,
) -> NDArray[np.float64]:
    flat = np.ascontiguousarray(entities, dtype=np.int64)
    values = np.empty(flat.shape)
    fill(int(seed), int(stream), flat.reshape(-1), int(occasion), int(part), values.reshape(-1))
    return values


def compile_entries() -> None:
    """Compile what numbers are drawn with for many at once, for nobody."""
    uniforms(0, 0, np.zeros(0, dtype=np.int64), 0, 0)
