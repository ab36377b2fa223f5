"""The JSON Schema says what the reader says, as far as one value can tell."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML
from typer.testing import CliRunner

from experiments.cli import app
from sim.names import DISTRIBUTED_TASKS, label
from sim.parameters import PARAMETERS
from sim.scenario import builtin, check
from sim.scenario.json_schema import KINDS_OF_FILE, json_schema

VALIDATORS = {kind: Draft7Validator(json_schema(kind)) for kind in KINDS_OF_FILE}
WRONG = Path(__file__).parent / "wrong"


def as_an_editor_sees(node: Any) -> Any:
    """Keys are text to an editor, also where YAML's types would have numbers."""
    if isinstance(node, dict):
        return {str(key): as_an_editor_sees(entry) for key, entry in node.items()}
    if isinstance(node, list):
        return [as_an_editor_sees(entry) for entry in node]
    return node


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = as_an_editor_sees(YAML(typ="safe", pure=True).load(path))
    return found


FILES = {(kind, name): read(path) for kind, name, _, path in builtin() if kind in KINDS_OF_FILE}
WHOLE = Path(__file__).parent / "right" / "whole.yaml"
REORGANISED = WHOLE.with_name("reorganised.yaml")


def accepts(kind: str, content: Any) -> bool:
    return bool(VALIDATORS[kind].is_valid(content))


def put(content: Any, path: str, value: Any) -> Any:
    """A copy of ``content`` with ``value`` at ``path`` (steps by slashes)."""
    changed = copy.deepcopy(content)
    place = changed
    *steps, last = path.split("/")
    for step in steps:
        place = place[step]
    place[last] = value
    return changed


@pytest.mark.parametrize("kind", KINDS_OF_FILE)
def test_the_command_prints_one_valid_schema(kind: str) -> None:
    printed = CliRunner().invoke(app, ["schema", kind])
    assert printed.exit_code == 0
    schema = json.loads(printed.stdout)
    Draft7Validator.check_schema(schema)
    assert schema == json_schema(kind)


def test_a_scenario_is_what_the_command_describes_unless_told_otherwise() -> None:
    printed = CliRunner().invoke(app, ["schema"])
    assert json.loads(printed.stdout) == json_schema("scenario")
    assert CliRunner().invoke(app, ["schema", "town"]).exit_code == 2


@pytest.mark.parametrize("file", FILES, ids="/".join)
def test_every_file_in_the_box_is_valid(file: tuple[str, str]) -> None:
    errors = [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message}"
        for error in VALIDATORS[file[0]].iter_errors(FILES[file])
    ]
    assert errors == []


@pytest.mark.parametrize("path", [WHOLE, REORGANISED], ids=lambda path: path.stem)
def test_a_file_that_uses_all_there_is_is_valid(path: Path) -> None:
    assert check(path) == []
    errors = [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message}"
        for error in VALIDATORS["scenario"].iter_errors(read(path))
    ]
    assert errors == []


#: A slip in it each, by path (steps by slashes).
SLIPS = [
    ("organisation/districts/North", "half"),
    ("organisation/districts/North", 1.5),
    ("organisation/districts", {}),
    ("organisation/units/branch/per_district", "each"),
    ("organisation/bodies/committee/every", 7),
    ("organisation/bodies/committee/mandate", "decides"),
    ("organisation/bodies/committee/groups", ["refugees"]),
    ("organisation/bodies/committee/most_cases", 0),
    ("organisation/bodies/committee/every", "0 days"),
    ("run/observe", "0.0 years"),
    ("organisation/bodies/committee/knowledge", 0.9),
    ("organisation/bodies/empty", {"led_by": "branch", "every": "7 days"}),
    ("organisation/nav", {"scope": "minimum"}),
    ("organisation/nav/scope", "minimal"),
    ("organisation/tenants_may_buy", "perhaps"),
    ("organisation/like", ["moss-2009"]),
    ("municipality/temporary_places", "-3"),
    ("municipality/temporary_places", 1.5),
    ("municipality/grant_budget", "many NOK"),
    ("municipality/stock/flats/ownership", "coop flat"),
    ("municipality/groups/elderly/own_home", 1.2),
    ("municipality/groups/substance/follow_up/3", 0.1),
    ("municipality/groups/elderly/needs/housing_allowance", 0.1),
    ("changes", {"at": "1 year"}),
    ("changes", [{"at": "1 year"}]),
    ("changes", [{"set": {"population": "900 inhabitants"}}]),
    ("changes", [{"at": "1 year", "set": {"vacancy.works": "10 days"}}]),
    ("changes", [{"at": "1 year", "set": {"tenancy.contract": "5 years"}}]),
    ("changes", [{"at": "1 year", "set": {"temporary_places": "many"}}]),
    ("changes", [{"at": "1 year", "set": {"temporary_places": 2.5}}]),
    ("changes", [{"at": "1 year", "set": {"groups.refugee.move_rate": "1 per year"}}]),
    ("changes", [{"at": "1 year", "multiply": {"groups.refuge.arrivals.dwelling": 2}}]),
    ("changes", [{"at": "1 year", "multiply": {"market.private_rent": "10 NOK"}}]),
    ("changes", [{"at": "1 year", "settle": {"refugee": 20}}]),
    ("changes", [{"at": "1 year", "settle": {"refugee": {"dwelling": 2.5}}}]),
    ("changes", [{"at": 1, "settle": {"refugee": {"dwelling": 2}}}]),
    ("changes", [{"at": "1 year", "when": "x", "settle": {"refugee": {"dwelling": 2}}}]),
]


@pytest.mark.parametrize(("path", "value"), SLIPS, ids=str)
def test_a_slip_in_it_is_refused(path: str, value: Any) -> None:
    assert not accepts("scenario", put(read(WHOLE), path, value))


#: The same where organisations take over.
SLIPS_OF_REORGANISATIONS = [
    ("changes/0/every", "1 year"),
    ("changes/0/until", "4 years"),
    ("changes/0/organisation", ["moss-2009"]),
    ("changes/0/organisation", {"like": "moss-2009", "knowledge": 0.9}),
    ("changes/0/organisation", {"units": {"office": None}}),
    ("changes/0/organisation", ""),
    ("changes/0/transition", "slow"),
    ("changes/0/transition", {"recovry": "3 months"}),
    ("changes/0/transition/routines_kept", "perhaps"),
    ("changes/0/transition/routines_written", 2),
    ("changes/1/transition/staff_follow_tasks", 1.5),
    ("changes/1/transition/productivity_dip", "100 percent"),
    ("changes/1/transition/extra_hours", "3 hours a day"),
    ("changes/1/transition/extra_cost", "3 hours"),
    ("changes/1/transition/extra_cost", "-3 NOK"),
    ("changes/1/organisation/lease_review", "perhaps"),
    ("changes/1/organisation/units/branch/per_district", "each"),
    ("changes", [{"at": "1 year", "transition": {}}]),
    ("changes", [{"at": "1 year", "set": {"population": "9"}, "transition": {}}]),
]


@pytest.mark.parametrize(("path", "value"), SLIPS_OF_REORGANISATIONS, ids=str)
def test_a_slip_where_organisations_take_over_is_refused(path: str, value: Any) -> None:
    steps = [int(step) if step.isdigit() else step for step in path.split("/")]
    changed = read(REORGANISED)
    place = changed
    for step in steps[:-1]:
        place = place[step]
    place[steps[-1]] = value
    assert not accepts("scenario", changed)


def test_what_is_like_another_file_may_leave_out_what_that_one_has() -> None:
    for kind, other in (("municipality", "moss"), ("organisation", "moss-2009")):
        assert accepts(kind, {"like": other})
        assert not accepts(kind, {})
    assert accepts("municipality", {"like": "moss", "stock": {"care-1": {"dwellings": 3}}})
    assert not accepts("municipality", {"like": "moss", "stock": {"care-1": {"dweling": 3}}})
    assert accepts("municipality", {"like": "moss", "groups": {"youth": {"homeless": 0.1}}})
    assert not accepts("municipality", {"like": "moss", "groups": {"youth": {"homeles": 0.1}}})
    own = {"like": "moss-2009", "tasks": {"plan": "NAV"}, "nav": {"scope": "minimum"}}
    assert accepts("organisation", own)
    assert not accepts("organisation", {**own, "tasks": {"plans": "NAV"}})


@pytest.mark.parametrize("file", FILES, ids="/".join)
def test_an_unknown_key_is_refused_at_the_top_of_every_file(file: tuple[str, str]) -> None:
    assert not accepts(file[0], put(FILES[file], "titel", "a slip"))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("groups/economc", {}),
        ("groups/economic/income_medain", "100 NOK per month"),
        ("groups/economic/arrivals/dweling", "1 per 1000 and year"),
        ("groups/economic/arrivals/dwelling", "1 per 1000 and fortnight"),
        ("groups/economic/arrivals/dwelling", 1),
        ("groups/economic/grounds/must", 1.2),
        ("groups/economic/grounds/must", -0.1),
        ("groups/economic/persons/0", 0.1),
        ("groups/economic/categories", ["ordinary", "socail"]),
        ("groups/economic/accessible", None),
        ("stock/ordinary-2/rooms", 2.5),
        ("stock/ordinary-2/category", "ordinery"),
        ("stock/ordinary-2/accessible", "maybe"),
        ("population", 30030),
        ("population", {"value": "30030 inhabitants", "surce": "a slip"}),
        ("parameters/market.price_per_m3", "21600 NOK"),
        ("parameters/market.price_per_m2", "21600 NOK per month"),
        ("source", ""),
    ],
)
def test_a_slip_in_a_municipality_is_refused(path: str, value: Any) -> None:
    assert not accepts("municipality", put(FILES["municipality", "moss"], path, value))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("groups/economic/arrivals/dwelling", {"value": "2 per 1000 and month", "source": "us"}),
        ("groups/economic/income_median", "  140000.5 NOK per  year "),
        ("groups/economic/grounds", {"must": "40 %", "wish": 0.3, "none": 0.3, "source": "us"}),
        ("groups/economic/priority", 2),
        ("stock/ordinary-2/accessible", True),
        ("stock/a new block", {"category": "social", "dwellings": 4, "rooms": 1}),
        ("title", 2009),
        ("crews", 7),
    ],
)
def test_what_the_reader_takes_is_accepted(path: str, value: Any) -> None:
    assert accepts("municipality", put(FILES["municipality", "moss"], path, value))


def test_a_group_that_comes_for_dwellings_says_who_it_is() -> None:
    moss = FILES["municipality", "moss"]
    for some in ("0.1 per 1000 and year", {"value": "1e-3 per 1000 and day", "source": "us"}):
        assert not accepts(
            "municipality", put(moss, "groups/youth", {"arrivals": {"dwelling": some}})
        )
    for other in ({"dwelling": "0 per 1000 and year"}, {"start_loan": "3 per 1000 and year"}):
        assert accepts("municipality", put(moss, "groups/youth", {"arrivals": other}))


@pytest.mark.parametrize("task", [label(task) for task in DISTRIBUTED_TASKS])
def test_every_task_must_be_held(task: str) -> None:
    content = copy.deepcopy(FILES["organisation", "moss-2009"])
    del content["tasks"][task]
    assert not accepts("organisation", content)


def test_a_divided_task_is_held_for_everybody() -> None:
    moss = FILES["organisation", "moss-2009"]
    for divided, whole in (
        ({"social": "NAV"}, False),
        ({"social": "NAV", "others": "NAV"}, True),
        ({"socal": "NAV", "others": "NAV"}, False),
        ({"unit": "NAV", "others": "NAV"}, False),
        ("NAV", True),
        ({"unit": "NAV", "source": "us"}, True),
    ):
        assert accepts("organisation", put(moss, "tasks/allocate_dwellings", divided)) is whole
    assert not accepts("organisation", put(moss, "tasks/start_loan", {"others": "NAV"}))


def test_an_organisation_carries_no_numbers_but_positions() -> None:
    moss = FILES["organisation", "moss-2009"]
    assert accepts("organisation", put(moss, "units/NAV/positions", 2.5))
    for path in ("parameters", "knowledge", "units/NAV/speed"):
        assert not accepts("organisation", put(moss, path, {}))


#: What an override may be given, and whether it is in order.
OVERRIDES = {
    ("vacancy.works", "25 days"): True,
    ("vacancy.works", "1 week"): True,
    ("vacancy.works", "25"): False,
    ("vacancy.works", "25 hours"): False,
    ("vacancy.workz", "25 days"): False,
    ("recognition.base", 0.3): True,
    ("recognition.base", 1.3): False,
    ("work.start_loan.distribution", "gamma"): True,
    ("work.start_loan.distribution", "gama"): False,
    ("run.observe", "3 years"): True,
    ("run.observed", "3 years"): False,
    ("population", "500 inhabitants"): True,
    ("groups.refugee.move_rate", "0.1 per year"): True,
    ("groups.refugee.move_rate", "0.1 years"): False,
    ("groups.refugee.moverate", "0.1 per year"): False,
    ("groups.refugees.move_rate", "0.1 per year"): False,
    ("groups.youth.needs.debt_advice", 0.1): True,
    ("stock.social-1.dwellings", 12): True,
    ("stock.social-1.dwellings", 1.5): False,
    ("organisation.lease_review", "no"): True,
    ("organisation.units.NAV.positions", 3): True,
    ("organisation.units.NAV.position", 3): False,
    ("organisation.tasks.start_loan", "NAV"): True,
    ("organisation.tasks.start_loans", "NAV"): False,
    ("organisation.parameters", 1): False,
    ("follow_on.debt_advice.start_loan", 0.2): True,
    ("follow_on.debt_advice.plan", 0.2): False,
    ("stock.out_of_service", 0.1): True,
    ("stock.out_of_service", "many"): False,
    ("stock.social-1.ownership", "leased_in"): True,
    ("stock.social-1.ownership", "leased"): False,
    ("temporary_places", 20): True,
    ("temporary_places", "-20"): False,
    ("temporary_places", 1.5): False,
    ("grant_budget", "100000 NOK"): True,
    ("groups.elderly.own_home", 0.3): True,
    ("groups.elderly.follow_up.2", 0.1): True,
    ("groups.elderly.follow_up.3", 0.1): False,
    ("like", "moss"): False,
    ("organisation.like", "moss-2009"): False,
    ("organisation.tenants_may_buy", "yes"): True,
    ("organisation.nav.scope", "integrated"): True,
    ("organisation.nav.scope", "integral"): False,
    ("organisation.bodies.meeting with refugee service.every", "7 days"): True,
    ("organisation.bodies.meeting with refugee service.every", 7): False,
    ("organisation.bodies.meeting with refugee service.evry", "7 days"): False,
    ("organisation.units.NAV.per_district", "perhaps"): False,
    ("organisation.agreements.1.between", "[NAV, home care]"): True,
}

#: The same for a scenario with districts and changes.
WHOLE_OVERRIDES = {
    ("organisation.districts.North", "40 %"): True,
    ("organisation.districts.North", "forty"): False,
    ("organisation.bodies.committee.most_cases", 7): True,
    ("changes.1.at", "1 year"): True,
    ("changes.1.at", 1): False,
    ("changes.1.on", "1 year"): False,
    ("changes.1.set.temporary_places", 5): True,
    ("changes.1.set.temporary_places", 5.5): False,
    ("changes.1.set.market.private_rent", "9000 NOK per month"): True,
    ("changes.1.set.market.privat_rent", "9000 NOK per month"): False,
    ("changes.2.multiply.market.price_per_m2", 1.2): True,
    ("changes.2.multiply.market.price_per_m2", "1.2 NOK"): False,
    ("changes.3.multiply.groups.refugee.arrivals.dwelling", 3): True,
    ("changes.4.settle.refugee.dwelling", 3): True,
    ("changes.4.settle.refugee.dwelling", 3.5): False,
    ("changes.4.settle.refugees.dwelling", 3): False,
}


#: The same for one in which organisations take over.
OVERRIDES_OF_REORGANISATIONS = {
    ("changes.1.organisation", "moss-2002"): True,
    ("changes.1.organisation", "moss-2009.yml"): False,
    ("changes.1.organisation.like", "moss-2002"): False,
    ("changes.1.organisation.lease_review", "no"): True,
    ("changes.1.organisation.lease_review", "perhaps"): False,
    ("changes.1.organisation.units.NAV.positions", 3): True,
    ("changes.1.organisation.units.NAV.position", 3): False,
    ("changes.1.organisation.nav.scope", "minimum"): True,
    ("changes.1.organisation.nav.scope", "least"): False,
    ("changes.2.organisation.bodies.meeting.every", "7 days"): True,
    ("changes.2.organisation.bodies.meeting.every", 7): False,
    ("changes.1.transition.recovery", "1 month"): True,
    ("changes.1.transition.recovery", 1): False,
    ("changes.3.transition.recovery", "1 month"): True,
    ("changes.3.transition.routines_kept", "no"): True,
    ("changes.1.transition.recovry", "1 month"): False,
    ("changes.1.every", "1 month"): False,
    ("reorganisation.recovery", "0 months"): True,
    ("reorganisation.recovery", 0): False,
    ("reorganisation.routines_kept", "yes"): False,
}

#: What only the reader can tell: whether there is such a file, what stands beside a key.
BEYOND_THE_SCHEMA = ("changes.1.organisation", "changes.1.every")


@pytest.mark.parametrize(("key", "value"), OVERRIDES_OF_REORGANISATIONS)
def test_overrides_where_organisations_take_over_are_judged_alike(key: str, value: Any) -> None:
    fine = OVERRIDES_OF_REORGANISATIONS[key, value]
    assert (check(REORGANISED, settings=[f"{key}={value}"]) == []) is fine
    content = put(read(REORGANISED), "override", {key: value})
    assert accepts("scenario", content) is (fine or key in BEYOND_THE_SCHEMA)


@pytest.mark.parametrize(("key", "value"), OVERRIDES)
def test_overrides_are_judged_as_the_reader_judges_them(key: str, value: Any) -> None:
    fine = OVERRIDES[key, value]
    assert (check("moss-2009", settings=[f"{key}={value}"]) == []) is fine
    top = FILES["scenario", "moss-2009"]
    assert accepts("scenario", put(top, "override", {key: as_written(value)})) is fine


def as_written(value: Any) -> Any:
    """A list as an editor sees it."""
    return YAML(typ="safe", pure=True).load(value) if str(value).startswith("[") else value


@pytest.mark.parametrize(("key", "value"), WHOLE_OVERRIDES)
def test_overrides_of_changes_and_districts_are_judged_alike(key: str, value: Any) -> None:
    fine = WHOLE_OVERRIDES[key, value]
    assert (check(WHOLE, settings=[f"{key}={value}"]) == []) is fine
    assert accepts("scenario", put(read(WHOLE), "override", {key: value})) is fine


def test_every_parameter_may_be_given_its_default_and_says_what_it_is() -> None:
    described = json_schema("scenario")["definitions"]["parameters"]["properties"]
    moss = FILES["scenario", "moss-2009"]
    for key, parameter in PARAMETERS.items():
        assert parameter.meaning in described[key]["description"]
        assert accepts("scenario", put(moss, "override", {key: described[key]["default"]})), key


@pytest.mark.parametrize(
    "name",
    [
        *sorted(path.stem for path in WRONG.glob("unknown-*.yaml")),
        *("agreement-of-three", "date-for-a-number", "decimal-comma", "empty-value"),
        *("half-a-dwelling", "missing-unit", "negative-rate", "no-household", "not-yes-or-no"),
        "no-time-observed",
        *("nothing-but-a-title", "organisation-sets-numbers", "outside-hard-bounds"),
        *("persons-none", "probability-above-1", "rights-held-by-nobody", "rights-held-twice"),
        *("source-without-words", "spaces-in-a-number", "task-held-twice", "task-nobody-holds"),
        *("districts-as-a-list", "district-without-share", "body-with-wrong-words"),
        *(
            "body-that-knows-more",
            "nav-of-unknown-scope",
            "tenants-who-perhaps-buy",
            "like-several",
        ),
        *("follow-up-of-level-3", "ownership-unknown", "own-home-above-1", "places-below-none"),
        *("change-of-what-stays", "change-of-an-unknown-key", "change-of-nothing"),
        *("change-without-a-day", "change-in-wrong-units", "settled-without-number"),
        *("changes-as-keys", "change-with-an-unknown-key", "like-set-from-outside"),
        *("title-without-end", "value-with-more", "wrong-unit"),
        *("transition-with-an-unknown-key", "transition-in-wrong-units", "transition-in-a-word"),
        *("transition-to-nothing", "reorganisation-again-and-again", "reorganisation-for-a-while"),
        *("reorganisation-that-sets-numbers", "reorganisation-that-is-not-in-order"),
        *("reorganisation-to-nothing", "reorganisation-to-a-list"),
        "reorganisation-set-from-outside",
    ],
)
def test_what_is_wrong_in_one_place_is_seen_while_typing(name: str) -> None:
    assert not accepts("scenario", read(WRONG / f"{name}.yaml"))
