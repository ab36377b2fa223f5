"""Numbers with units: what is read, what is refused, and that nothing is lost on the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.parameters import PARAMETERS
from sim.quantities import (
    BARE_KINDS,
    KINDS,
    QuantityError,
    describe,
    from_base,
    kind_of,
    parse,
    singular,
    to_base,
    with_unit,
)

UNITS = [(kind, unit) for kind, units in KINDS.items() for unit in units]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("5 years", "time", (5.0, "years")),
        ("1 year", "time", (1.0, "years")),
        ("  2.5  weeks ", "time", (2.5, "weeks")),
        ("0.25 per year", "rate", (0.25, "per year")),
        ("8.4 per 1000  and year", "arrivals", (8.4, "per 1000 and year")),
        ("21600 NOK", "money", (21600.0, "NOK")),
        ("7018 NOK per month", "money per month", (7018.0, "NOK per month")),
        ("30 %", "share", (30.0, "%")),
        ("30%", "share", (30.0, "%")),
        ("0.3", "share", (0.3, "share")),
        ("0.3 share", "share", (0.3, "share")),
        ("-1e-3", "exponent", (-0.001, "exponent")),
        (".5 ratio", "ratio", (0.5, "ratio")),
        ("1 inhabitant", "people", (1.0, "inhabitants")),
        ("1100 hours per year", "capacity", (1100.0, "hours per year")),
        ("1 dwelling per 1000 and year", "openings", (1.0, "dwellings per 1000 and year")),
    ],
)
def test_what_people_write_is_read(text: str, kind: str, expected: tuple[float, str]) -> None:
    assert parse(text, kind) == expected


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("5", "time", "days, weeks, months or years"),
        ("5 NOK", "time", "days, weeks, months or years"),
        ("5 Years", "time", "days, weeks, months or years"),
        ("years", "time", "days"),
        ("", "time", "days"),
        ("0,5", "share", "decimals after a point"),
        ("21 600 NOK", "money", "without spaces inside the number"),
        ("1e999", "share", "finite"),
        ("nan", "share", "a number"),
        (".inf", "share", "a number"),
        ("0x10", "count", "a number"),
        ("1_000", "count", "a number"),
        ("٣", "count", "a number"),
        ("3 per year", "share", "%"),
        ("0.1 per month", "arrivals", "per 1000 and month"),
    ],
)
def test_what_is_no_quantity_is_refused(text: str, kind: str, expected: str) -> None:
    with pytest.raises(QuantityError) as caught:
        parse(text, kind)
    assert expected in caught.value.expected


def test_only_what_has_no_unit_in_speech_may_stand_bare() -> None:
    for kind in KINDS:
        if kind in BARE_KINDS:
            assert parse("0.5", kind) == (0.5, next(iter(KINDS[kind])))
        else:
            with pytest.raises(QuantityError):
                parse("0.5", kind)


@given(
    value=st.floats(min_value=-1e12, max_value=1e12, allow_subnormal=False),
    place=st.sampled_from(UNITS),
)
def test_writing_and_reading_gives_the_number_back(value: float, place: tuple[str, str]) -> None:
    kind, unit = place
    read, read_unit = parse(f"{value!r} {unit}", kind)
    assert (read, read_unit) == (value, unit)
    assert from_base(to_base(read, unit), unit) == pytest.approx(value, rel=1e-13)


@given(text=st.text(max_size=30), kind=st.sampled_from(sorted(KINDS)))
def test_any_text_is_a_quantity_or_refused(text: str, kind: str) -> None:
    try:
        _, unit = parse(text, kind)
    except QuantityError as error:
        unit, expected = None, error.expected
    assert unit in KINDS[kind] if unit else expected.startswith(describe(kind))


def test_the_same_time_in_other_units_is_the_same_number() -> None:
    assert to_base(60, "months") == to_base(5, "years") == 1825.0
    assert to_base(1, "per year") == to_base(1 / 365, "per day")
    assert to_base(57, "%") == 0.57


def test_every_unit_belongs_to_one_kind() -> None:
    for kind, unit in UNITS:
        assert kind_of(unit) == kind
    with pytest.raises(KeyError):
        kind_of("furlongs")


def test_every_parameter_has_a_unit_that_can_be_written() -> None:
    for parameter in PARAMETERS.values():
        if not parameter.choices:
            text = f"{parameter.default} {parameter.unit}"
            assert parse(text, kind_of(parameter.unit)) == (parameter.default, parameter.unit)


@pytest.mark.parametrize(
    ("number", "unit", "told"),
    [
        ("12", "days", "12 days"),
        ("1", "days", "1 day"),
        ("-1", "days", "-1 day"),
        ("+1", "hours per week", "+1 hour per week"),
        ("1.0", "days", "1.0 days"),
        ("0", "days", "0 days"),
        ("21", "years", "21 years"),
        ("1", "percentage points", "1 percentage point"),
        ("1", "per 100 households", "1 per 100 households"),
        ("1", "dwellings per 1000 and year", "1 dwelling per 1000 and year"),
        ("1", "NOK per month", "1 NOK per month"),
        ("1", "%", "1 %"),
    ],
)
def test_one_of_something_is_singular(number: str, unit: str, told: str) -> None:
    assert with_unit(number, unit) == told


@pytest.mark.parametrize(("kind", "unit"), UNITS)
def test_one_in_any_unit_can_be_read_again(kind: str, unit: str) -> None:
    assert parse(with_unit("1", unit), kind) == (1.0, unit)
    assert parse(f"1 {singular(unit)}", kind) == (1.0, unit)
