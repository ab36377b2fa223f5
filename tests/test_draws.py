"""Random numbers as a function of their key."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import pytest
from scipy import stats

from sim import draws
from sim.draws import Stream
from sim.parameters import DISTRIBUTIONS

N = 20_000
LARGEST_SEED = 2**63 - 1


@numba.njit
def philox_words(words):
    """Words 0-3 of ``words`` are the counter, 4-5 the key; the result replaces 0-3."""
    words[0], words[1], words[2], words[3] = draws.philox(
        words[0], words[1], words[2], words[3], words[4], words[5]
    )


@numba.njit
def fill(kind, number, seed, stream, occasion, part, out):
    """Variates of entities 0, 1, ...; ``number`` is a shape or a variation."""
    for entity in range(len(out)):
        if kind == 0:
            out[entity] = draws.uniform(seed, stream, entity, occasion, part)
        elif kind == 1:
            out[entity] = draws.exponential(seed, stream, entity, occasion, part)
        elif kind == 2:
            out[entity] = draws.normal(seed, stream, entity, occasion, part)
        elif kind == 3:
            out[entity] = draws.gamma(number, seed, stream, entity, occasion, part)
        else:
            out[entity] = draws.work_variate(kind - 10, number, seed, stream, entity, occasion)


@numba.njit
def fill_happens(probability, seed, stream, occasion, part, out):
    """Whether it happens to entities 0, 1, ..."""
    for entity in range(len(out)):
        out[entity] = draws.happens(probability, seed, stream, entity, occasion, part)


@numba.njit
def quantiles(u, out):
    for i in range(len(u)):
        out[i] = draws.normal_quantile(u[i])


@numba.njit
def choices(weights, u, out):
    for i in range(len(u)):
        out[i] = draws.choose(weights, u[i])


UNIFORM, EXPONENTIAL, NORMAL, GAMMA, WORK = 0, 1, 2, 3, 10


def variates(kind, number=1.0, *, seed=1, stream=0, occasion=0, part=0, n=N):
    out = np.empty(n)
    fill(kind, number, seed, int(stream), occasion, part, out)
    return out


def chosen(weights, u):
    out = np.empty(len(u), dtype=np.int64)
    choices(np.asarray(weights, dtype=float), np.asarray(u, dtype=float), out)
    return out


# Lines "philox4x32 10" of the file kat_vectors of Random123 (Salmon and others 2011).
@pytest.mark.parametrize(
    ("counter_and_key", "expected"),
    [
        (
            "00000000 00000000 00000000 00000000 00000000 00000000",
            "6627e8d5 e169c58d bc57ac4c 9b00dbd8",
        ),
        (
            "ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff",
            "408f276d 41c83b0e a20bc7c6 6d5451fd",
        ),
        (
            "243f6a88 85a308d3 13198a2e 03707344 a4093822 299f31d0",
            "d16cfe09 94fdcceb 5001e420 24126ea1",
        ),
    ],
)
def test_philox_gives_the_published_words(counter_and_key, expected):
    words = np.array([int(word, 16) for word in counter_and_key.split()], dtype=np.uint64)
    philox_words(words)
    assert [f"{word:08x}" for word in words[:4]] == expected.split()


def test_a_uniform_is_made_of_the_words_of_its_key():
    seed, stream, entity, occasion, part = 0x299F31D0_A4093822, 5, -2, 2**32 + 7, 3
    words = np.array([5, 2**32 - 2, 7, 3, 0xA4093822, 0x299F31D0], dtype=np.uint64)
    philox_words(words)
    bits = (int(words[0]) << 32 | int(words[1])) >> 11 | 1
    drawn = draws.uniforms(seed, stream, np.array([entity]), occasion, part)
    assert drawn[0] == bits / 2**53


def test_uniforms_are_inside_the_interval_even_at_its_ends():
    smallest, largest = 1 / 2**53, (2**53 - 1) / 2**53
    assert smallest > 0
    assert largest < 1
    drawn = variates(UNIFORM)
    assert smallest <= drawn.min()
    assert drawn.max() <= largest
    # All are odd multiples of 2**-53.
    assert np.all(np.mod(drawn * 2**53, 2) == 1)


def test_equal_keys_give_equal_uniforms_and_any_difference_another():
    key = {"seed": LARGEST_SEED, "stream": 1, "occasion": 2, "part": 3}
    drawn = variates(UNIFORM, **key, n=100)
    np.testing.assert_array_equal(drawn, variates(UNIFORM, **key, n=100))
    assert len(set(drawn)) == 100
    for name in key:
        assert not np.any(drawn == variates(UNIFORM, **(key | {name: key[name] - 1}), n=100))
    above_32_bits = key | {"seed": LARGEST_SEED - 2**40}
    assert not np.any(drawn == variates(UNIFORM, **above_32_bits, n=100))


def test_uniforms_of_an_array_are_the_uniforms_one_by_one():
    shuffled = np.random.default_rng(1).permutation(1000)
    one_by_one = variates(UNIFORM, seed=LARGEST_SEED, stream=1, occasion=2, part=3, n=1000)
    together = draws.uniforms(LARGEST_SEED, Stream.NEED_ATTRIBUTES, shuffled, 2, 3)
    np.testing.assert_array_equal(together, one_by_one[shuffled])
    table = draws.uniforms(
        LARGEST_SEED, 1, shuffled.astype(np.int32).reshape(10, 100)[:, ::2], 2, 3
    )
    np.testing.assert_array_equal(table, one_by_one[shuffled].reshape(10, 100)[:, ::2])
    assert draws.uniforms(1, 0, np.array([], dtype=int), 0, 0).shape == (0,)


def test_normals_of_an_array_are_the_normals_one_by_one():
    shuffled = np.random.default_rng(1).permutation(1000)
    one_by_one = variates(NORMAL, seed=LARGEST_SEED, stream=21, occasion=2, part=3, n=1000)
    together = draws.normals(LARGEST_SEED, Stream.RANKING, shuffled, 2, 3)
    np.testing.assert_array_equal(together, one_by_one[shuffled])
    assert draws.normals(1, 0, np.array([], dtype=int), 0, 0).shape == (0,)


def happenings(probability, n=N):
    out = np.zeros(n, dtype=bool)
    fill_happens(probability, 1, int(Stream.APPEAL), 3, 1, out)
    return out


@pytest.mark.parametrize("probability", [1e-9, 0.05, 0.5, 0.999])
def test_what_happens_is_what_has_a_uniform_below_its_probability(probability):
    drawn = variates(UNIFORM, stream=Stream.APPEAL, occasion=3, part=1)
    np.testing.assert_array_equal(happenings(probability), drawn < probability)


def test_what_is_certain_happens_and_what_is_impossible_does_not():
    for certain in (1.0, 1.5, np.inf):
        assert happenings(certain, 100).all()
    for impossible in (0.0, -0.5):
        assert not happenings(impossible, 100).any()


def test_what_is_likelier_happens_to_all_to_whom_it_did():
    """So that a probability that grows changes as few fates as it can."""
    seldom, often = happenings(0.2), happenings(0.3)
    assert (often | ~seldom).all()
    assert (often & ~seldom).mean() == pytest.approx(0.1, abs=0.01)


def test_every_stream_has_a_number_of_its_own():
    numbers = [member.value for member in Stream.__members__.values()]
    assert len(set(numbers)) == len(numbers) == len(Stream)
    assert numbers == list(range(len(numbers)))


@pytest.mark.parametrize("changed", ["seed", "stream", "occasion", "part", "entity"])
def test_neighbouring_keys_are_independent(changed):
    key = {"seed": 7, "stream": 3, "occasion": 11, "part": 2}
    if changed == "entity":
        first = variates(UNIFORM, **key, n=N + 1)
        first, second = first[:-1], first[1:]
    else:
        first = variates(UNIFORM, **key)
        second = variates(UNIFORM, **(key | {changed: key[changed] + 1}))
    cells = np.histogram2d(first, second, bins=16, range=[[0, 1], [0, 1]])[0]
    assert stats.chisquare(cells.ravel()).pvalue > 1e-4
    assert abs(np.corrcoef(first, second)[0, 1]) < 4 / np.sqrt(N)


@pytest.mark.parametrize(
    ("kind", "number", "distribution"),
    [
        (UNIFORM, 0.0, stats.uniform()),
        (EXPONENTIAL, 0.0, stats.expon()),
        (NORMAL, 0.0, stats.norm()),
        (GAMMA, 0.05, stats.gamma(0.05)),
        (GAMMA, 0.5, stats.gamma(0.5)),
        (GAMMA, 1.0, stats.gamma(1.0)),
        (GAMMA, 2.04, stats.gamma(2.04)),
        (GAMMA, 60.0, stats.gamma(60.0)),
        (WORK + draws.EXPONENTIAL, 0.7, stats.expon()),
        (WORK + draws.GAMMA, 0.7, stats.gamma(1 / 0.49, scale=0.49)),
        (WORK + draws.GAMMA, 1.3, stats.gamma(1 / 1.69, scale=1.69)),
        (WORK + draws.LOGNORMAL, 0.7, stats.lognorm(np.sqrt(np.log(1.49)), scale=1.49**-0.5)),
    ],
)
def test_variates_have_their_distribution(kind, number, distribution):
    drawn = variates(kind, number, seed=LARGEST_SEED, stream=1, occasion=4)
    assert stats.kstest(drawn, distribution.cdf).pvalue > 1e-4
    spread = distribution.std()
    assert drawn.mean() == pytest.approx(distribution.mean(), abs=4 * spread / np.sqrt(N))
    assert drawn.std() == pytest.approx(spread, rel=0.1)


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_work_has_mean_one_and_its_variation(name):
    drawn = variates(WORK + DISTRIBUTIONS[name], 0.7)
    variation = {"constant": 0.0, "exponential": 1.0}.get(name, 0.7)
    assert drawn.min() > 0
    assert drawn.mean() == pytest.approx(1, abs=4 * variation / np.sqrt(N))
    assert drawn.std() == pytest.approx(variation, rel=0.05)


@pytest.mark.parametrize("name", ["constant", "gamma", "lognormal"])
def test_work_without_variation_is_constant(name):
    assert set(variates(WORK + DISTRIBUTIONS[name], 0.0, n=100)) == {1.0}


def test_codes_are_those_of_the_parameters():
    assert DISTRIBUTIONS == {
        "constant": draws.CONSTANT,
        "exponential": draws.EXPONENTIAL,
        "gamma": draws.GAMMA,
        "lognormal": draws.LOGNORMAL,
    }


@pytest.mark.parametrize("shape", [0.5, 2.04])
def test_gammas_of_neighbouring_parts_are_independent(shape):
    first, second = (stats.gamma(shape).cdf(variates(GAMMA, shape, part=p)) for p in (0, 1))
    cells = np.histogram2d(first, second, bins=16, range=[[0, 1], [0, 1]])[0]
    assert stats.chisquare(cells.ravel()).pvalue > 1e-4


def test_a_gamma_shares_nothing_with_the_uniforms_of_other_parts():
    gammas = variates(GAMMA, 2.04, part=0)
    for part in (0, 1, draws.PARTS - 1):
        uniforms = variates(UNIFORM, part=part)
        assert abs(stats.spearmanr(gammas, uniforms)[0]) < 4 / np.sqrt(N)


def test_the_normal_quantile_is_exact_to_14_digits():
    tail = 2.0 ** -np.arange(2.0, 53.0)
    u = np.concatenate([np.linspace(0.001, 0.999, 1999), tail, 1 - tail])
    out = np.empty_like(u)
    quantiles(u, out)
    np.testing.assert_allclose(out, stats.norm.ppf(u), rtol=1e-14, atol=1e-15)


def test_choosing_by_weight():
    weights = [0.0, 1.0, 0.0, 3.0, 0.0]
    smallest, largest = 2.0**-53, 1 - 2.0**-53
    assert chosen(weights, [smallest, 0.2499, 0.25, 0.5, largest]).tolist() == [1, 1, 3, 3, 3]
    assert chosen([0.0, 0.0], [0.5]).tolist() == [-1]
    assert chosen([], [0.5]).tolist() == [-1]
    # The weights' sum is rounded: the last possible index, never one beyond or of weight 0.
    assert chosen([0.1] * 10 + [0.0], [largest]).tolist() == [9]
    shares = np.bincount(chosen([1, 2, 3, 4], variates(UNIFORM)), minlength=4) / N
    np.testing.assert_allclose(shares, [0.1, 0.2, 0.3, 0.4], atol=0.015)


def every_kind():
    """A digest of some draws of every kind."""
    digest = hashlib.sha256()
    for kind, number in (
        (UNIFORM, 0.0),
        (EXPONENTIAL, 0.0),
        (NORMAL, 0.0),
        (GAMMA, 0.3),
        (GAMMA, 2.04),
        (WORK + draws.GAMMA, 0.7),
        (WORK + draws.LOGNORMAL, 0.7),
    ):
        digest.update(variates(kind, number, seed=LARGEST_SEED, part=1, n=400).tobytes())
    digest.update(draws.uniforms(-1, Stream.NEED_TIME, np.arange(-50, 50), 2, 3).tobytes())
    digest.update(draws.normals(-1, Stream.RANKING, np.arange(-50, 50), 2, 3).tobytes())
    digest.update(chosen([0.1, 0.2, 0.3], variates(UNIFORM, n=100)).tobytes())
    digest.update(happenings(0.3, 400).tobytes())
    return digest.hexdigest()


def test_bits_are_the_same_without_the_compiler():
    here = Path(__file__)
    program = f"import runpy; print(runpy.run_path({str(here)!r})['every_kind']())"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=here.parents[1],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == every_kind()
