"""Organisations that take over in the course of a run: read, and put on common districts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sim.names import Category, Group, Need, Task
from sim.parameters import PARAMETERS
from sim.scenario import Scenario, ScenarioError, builtin, check, load
from sim.scenario.resolved import Change, District, Organisation, Transition
from sim.scenario.schema import TransitionFile

REORGANISED = Path(__file__).parent / "right" / "reorganised.yaml"

#: Scenarios of the box in which one organisation becomes another: the first, and those after it.
IN_THE_BOX = {
    "moss-1990s-to-2002": ("moss-1990s", "moss-2002"),
    "moss-2002-to-1990s": ("moss-2002", "moss-1990s"),
    "moss-2002-to-2009": ("moss-2002", "moss-2009"),
    "moss-2009-to-2002": ("moss-2009", "moss-2002"),
    "moss-1990s-to-2002-to-2009": ("moss-1990s", "moss-2002", "moss-2009"),
    "moss-2009-to-2002-to-1990s": ("moss-2009", "moss-2002", "moss-1990s"),
    "kristiansand-before-2003-to-ebt": ("kristiansand-before-2003", "kristiansand-ebt"),
    "kristiansand-ebt-to-before-2003": ("kristiansand-ebt", "kristiansand-before-2003"),
    "trondheim-2008-to-2009": ("trondheim-2008", "trondheim-2009"),
    "trondheim-2009-to-2008": ("trondheim-2009", "trondheim-2008"),
}

#: What the parameters give where no file says anything.
DEFAULTS = Transition(
    staff_follow_tasks=0.8,
    contacts_kept=0.5,
    productivity_dip=0.15,
    recovery=182.5,
    extra_hours=20.0,
    routines_kept=True,
    routines_written=182.5,
)


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def moss(*lines: str, settings: tuple[str, ...] = (), start: str = "moss-1990s") -> Scenario:
    """Moss with these changes."""
    text = (
        f"municipality: moss\norganisation: {start}\n"
        "run: {warm_up: 1 year, observe: 5 years}\nchanges:\n"
    )
    Path("moss-changing.yaml").write_text(text + "".join(f"  {line}\n" for line in lines))
    return load("moss-changing.yaml", settings=settings)


def taking_over(scenario: Scenario) -> list[Organisation]:
    return [one.organisation for one in scenario.changes if one.organisation is not None]


def content(organisation: Organisation) -> Organisation:
    """An organisation without what it is called."""
    return replace(organisation, name="", title="", sources={})


# ---- what takes over -----------------------------------------------------------------------


def test_a_built_in_organisation_takes_over_whole() -> None:
    scenario = moss("- {at: 2 years, organisation: moss-2002}")
    assert scenario.organisation == load("moss-1990s").organisation
    assert scenario.changes == (Change(730.0, {}, {}, load("moss-2002").organisation, DEFAULTS),)


@pytest.mark.parametrize(
    "written",
    ["moss-2002", "organisations/moss-2002.yaml", "own/office.yaml"],
)
def test_it_is_found_as_the_one_at_the_start_is(written: str) -> None:
    Path("own").mkdir()
    Path("own/office.yaml").write_text("like: moss-2002\n")
    (after,) = taking_over(moss(f"- {{at: 2 years, organisation: {written}}}"))
    assert content(after) == content(load("moss-2002").organisation)


def test_its_keys_may_stand_in_the_change() -> None:
    (after,) = taking_over(
        moss(
            "- at: 2 years",
            "  organisation:",
            "    like: moss-2002",
            "    title: With a routine",
            "    check_everyone: yes",
            "    units: {new office: {positions: 2}}",
            "    tasks: {debt_advice: new office}",
        )
    )
    before = load("moss-2002").organisation
    assert after.title == "With a routine"
    assert after.check_everyone
    assert not before.check_everyone
    assert [unit.name for unit in after.units] == [
        *(unit.name for unit in before.units),
        "new office",
    ]
    assert after.holders[Task.DEBT_ADVICE][Group.YOUTH] == (after.unit("new office"),)
    assert after.units[after.unit("new office")].positions == 2.0


def test_who_allocates_to_whom_is_that_of_the_municipality() -> None:
    """A group applies to whoever has the right to its first category, in either organisation."""
    scenario = moss("- {at: 2 years, organisation: moss-1990s}", start="moss-2009")
    (after,) = taking_over(scenario)
    groups = scenario.municipality.groups
    (elderly,) = (group for group in groups if group.group is Group.ELDERLY)
    assert elderly.categories[0] is Category.CARE
    holders = after.holders[Task.ALLOCATE_DWELLINGS][Group.ELDERLY]
    assert holders == after.allocators[Category.CARE] == (after.unit("care department"),)


def test_it_shares_its_day_with_what_else_changes() -> None:
    scenario = moss(
        "- {at: 2 years, organisation: moss-2002}",
        "- {at: 24 months, settle: {refugee: {dwelling: 2}}}",
        "- {at: 1 year, every: 1 year, set: {population: 31000 inhabitants}}",
        "- {at: 3 years, organisation: moss-2009, set: {temporary_places: 7}}",
    )
    first, second, third = scenario.changes
    assert (first.at, first.organisation, first.transition) == (365.0, None, None)
    assert (second.at, second.settle) == (730.0, {(Group.REFUGEE, Need.DWELLING): 2})
    assert second.organisation == load("moss-2002").organisation
    assert (third.at, third.values) == (1095.0, {"temporary_places": 7.0})
    assert third.organisation == load("moss-2009").organisation


def test_organisations_come_in_order_of_time() -> None:
    scenario = load(REORGANISED)
    assert [one.title for one in taking_over(scenario)] == [
        "Two districts",
        "Moss from 2009: housing unit in NAV",
        "organisation",
    ]
    assert [one.at for one in scenario.changes] == [365.0, 1095.0, 1460.0]


# ---- districts -----------------------------------------------------------------------------


def test_all_are_put_on_the_same_districts() -> None:
    """Whoever serves a town in one piece serves each of its districts."""
    scenario = load(REORGANISED)
    districts = (District("North", 0.4), District("South St.", 0.6))
    every = [scenario.organisation, *taking_over(scenario)]
    for organisation in every:
        assert organisation.districts == districts
        for of_task in organisation.holders.values():
            assert all(len(units) == 2 for units in of_task.values())
        assert all(len(units) == 2 for units in organisation.allocators.values())
    plain = load("moss-2009").organisation
    undivided = every[2]
    assert undivided.units == plain.units
    for task, of_task in plain.holders.items():
        for group, (unit,) in of_task.items():
            assert undivided.holders[task][group] == (unit, unit)
    assert undivided.allocators == {
        category: units * 2 for category, units in plain.allocators.items()
    }


def test_districts_in_another_order_are_the_same_ones() -> None:
    before, _, after = taking_over(load(REORGANISED))
    for organisation in (before, after):
        names = [
            organisation.units[unit].name
            for unit in organisation.holders[Task.INFORM][Group.REFUGEE]
        ]
        assert names == ["branch North", "branch South St."]
        served = {unit.name: unit.district for unit in organisation.units}
        assert served == {"one office": None, "branch North": 0, "branch South St.": 1}


def test_a_town_that_is_never_divided_stays_in_one_piece() -> None:
    scenario = load("moss-1990s-to-2002-to-2009")
    assert not scenario.organisation.districts
    assert not any(one.districts for one in taking_over(scenario))


def test_the_units_of_each_district_of_trondheim_are_there_before_and_after() -> None:
    scenario = load("trondheim-2008-to-2009")
    (after,) = taking_over(scenario)
    before = scenario.organisation
    assert before.districts == after.districts
    both = {unit.name: unit.district for unit in before.units}.items() & {
        unit.name: unit.district for unit in after.units
    }.items()
    names = [district.name for district in after.districts]
    assert both == {
        ("property unit", None),
        *(
            (f"{office} {name}", names.index(name))
            for office in ("NAV", "district office")
            for name in names
        ),
    }


# ---- transitions ---------------------------------------------------------------------------


def test_what_is_not_said_of_a_transition_is_left_to_the_parameters() -> None:
    lines = ("- {at: 2 years, organisation: moss-2002, transition: {recovery: 3 months}}",)
    (change,) = moss(*lines).changes
    assert change.transition == replace(DEFAULTS, recovery=91.25, given=("recovery",))
    settings = ("reorganisation.recovery=1 month", "reorganisation.contacts_kept=0")
    (change,) = moss(*lines, settings=settings).changes
    assert change.transition == replace(
        DEFAULTS, recovery=91.25, contacts_kept=0.0, given=("recovery",)
    )


def test_a_transition_may_be_given_whole() -> None:
    (change,) = moss(
        "- at: 2 years",
        "  organisation: moss-2002",
        "  transition: {staff_follow_tasks: 0.9, contacts_kept: 25 %, productivity_dip: 0.3,",
        "    recovery: 6 months, extra_hours: 8 hours, extra_cost: 2500000 NOK,",
        "    routines_kept: no, routines_written: 1 year}",
    ).changes
    transition = change.transition
    numbers = Transition.NUMBERS
    assert transition == Transition(0.9, 0.25, 0.3, 182.5, 8.0, False, 365.0, numbers, 2.5e6)
    assert transition.under(dict.fromkeys(PARAMETERS, 0.0)) == transition


def test_other_parameters_reach_what_is_not_given() -> None:
    transition = replace(DEFAULTS, given=("recovery",))
    parameters = {f"reorganisation.{number}": 0.25 for number in Transition.NUMBERS}
    after = transition.under(parameters)
    assert after.recovery == DEFAULTS.recovery
    assert after.routines_kept is DEFAULTS.routines_kept
    others = set(Transition.NUMBERS) - {"recovery"}
    assert {getattr(after, number) for number in others} == {0.25}


def test_every_number_of_a_transition_has_its_parameter() -> None:
    family = {key for key in PARAMETERS if key.startswith("reorganisation.")}
    assert family == {f"reorganisation.{number}" for number in Transition.NUMBERS}
    # What a change costs has none: nothing is known of it that could be drawn from a range.
    without = {"routines_kept", "extra_cost"}
    assert set(TransitionFile.model_fields) == {*Transition.NUMBERS, *without}
    assert DEFAULTS.extra_cost == 0.0
    nothing_lost = {"staff_follow_tasks": 1.0, "contacts_kept": 1.0}
    for number in Transition.NUMBERS:
        parameter = PARAMETERS[f"reorganisation.{number}"]
        assert parameter.source == "assumption"
        assert parameter.low is not None
        assert parameter.high is not None
        assert nothing_lost.get(number, 0.0) in (parameter.low, parameter.high)
        assert getattr(DEFAULTS, number) == parameter.in_base_units(parameter.default)


# ---- authority and identity ----------------------------------------------------------------


def test_every_number_has_its_authority() -> None:
    values = load(REORGANISED).values
    assert values["changes.2.transition.contacts_kept"].source == "a guess"
    assert values["changes.2.transition.recovery"].base == 90.0
    assert values["changes.2.transition.recovery"].source == "definition of the test"
    assert values["changes.2.transition.routines_kept"].source == "neutral default"
    assert "changes.1.transition.recovery" not in values  # the parameter tells
    assert values["reorganisation.recovery"].source.endswith("reorganised.yaml:9")
    assert values["reorganisation.contacts_kept"].source == "assumption"
    assert values["changes.2.organisation.districts.North"].base == 0.4
    assert values["changes.2.organisation.units.branch.positions"].base == 2.0
    assert values["changes.2.organisation.bodies.meeting.every"].base == 14.0
    review = values["changes.1.organisation.lease_review"]
    assert (review.base, review.source) == (True, "NOVA 5/2011 §4.3, §6.1.3")


def test_what_takes_over_is_part_of_the_identity() -> None:
    line = "- {{at: {}, organisation: {}, transition: {{routines_kept: {}}}}}"
    scenarios = [
        moss(line.format(at, organisation, kept))
        for at, organisation, kept in (
            ("2 years", "moss-2002", "yes"),
            ("3 years", "moss-2002", "yes"),
            ("2 years", "moss-2009", "yes"),
            ("2 years", "moss-2002", "no"),
        )
    ]
    identities = {scenario.identity for scenario in scenarios}
    assert len(identities) == 4
    again = moss(line.format("24 months", "organisations/moss-2002.yaml", "yes"))
    assert again.identity == scenarios[0].identity
    shorter = moss(
        line.format("2 years", "moss-2002", "yes"), settings=("reorganisation.recovery=1 month",)
    )
    assert shorter.identity not in identities
    written = moss("- {at: 2 years, organisation: moss-2002, transition: {recovery: 1 month}}")
    assert written.identity == shorter.identity


def test_parameters_of_reorganisations_are_nothing_to_those_without() -> None:
    changed = load("moss-2009", settings=["reorganisation.recovery=1 month"])
    assert changed.parameters["reorganisation.recovery"] == pytest.approx(365 / 12)
    assert changed.identity == load("moss-2009").identity


# ---- overrides -----------------------------------------------------------------------------


def test_what_takes_over_can_be_replaced_from_outside() -> None:
    plain = "- {at: 2 years, organisation: moss-2002}"
    (after,) = taking_over(moss(plain, settings=("changes.1.organisation=moss-2009",)))
    assert after == load("moss-2009").organisation
    Path("own.yaml").write_text("like: moss-2009\nlease_review: no\n")
    (after,) = taking_over(moss(plain, settings=("changes.1.organisation=own.yaml",)))
    assert (after.name, after.lease_review) == ("own", False)
    (after,) = taking_over(moss(plain, settings=("changes.1.organisation.check_everyone=yes",)))
    assert after.check_everyone
    assert not load("moss-2002").organisation.check_everyone
    scenario = moss(plain, settings=("changes.1.transition.recovery=1 month",))
    (change,) = scenario.changes
    assert change.transition is not None
    assert change.transition.given == ("recovery",)
    assert moss(plain, settings=("changes=[]",)).changes == ()


def test_the_scope_of_nav_is_turned_for_each_alone() -> None:
    line = "- {at: 2 years, organisation: moss-2009, transition: {recovery: 0 days}}"
    before = moss(line)
    (after,) = taking_over(moss(line, settings=("changes.1.organisation.nav.scope=minimum",)))
    (as_listed,) = taking_over(before)
    nav = as_listed.unit("NAV")
    assert as_listed.holders[Task.DEBT_ADVICE][Group.YOUTH] == (nav,)
    assert after.holders[Task.DEBT_ADVICE][Group.YOUTH] != (nav,)
    assert after.holders[Task.SOCIAL_ASSISTANCE] == as_listed.holders[Task.SOCIAL_ASSISTANCE]


def test_problems_of_what_is_replaced_from_outside_say_so() -> None:
    moss("- {at: 2 years, organisation: moss-2002}")
    (problem,) = check("moss-changing.yaml", settings=["changes.1.organisation=moss-2020"])
    assert (problem.file, problem.line, problem.key) == (
        "command line",
        None,
        "changes.1.organisation",
    )
    assert problem.suggestion == "moss-2009"
    (problem,) = check("moss-changing.yaml", organisation="moss-2002")
    assert str(problem) == (
        "moss-changing.yaml:5: changes.1.organisation: found the organisation that there already "
        "is on that day, expected another organisation"
    )
    # A shorter run leaves out what would come after it, and says so.
    (problem,) = check("moss-changing.yaml", settings=["run.observe=2 years"])
    assert problem.found == "a change outside the run"


def test_a_circle_through_another_scenario_is_seen() -> None:
    text = "municipality: moss\norganisation: moss-2009\nrun: {warm_up: 1 year, observe: 2 years}\n"
    for one, other in (("here", "there"), ("there", "here")):
        Path(f"{one}.yaml").write_text(
            text + f"changes: [{{at: 1 year, organisation: {other}.yaml}}]\n"
        )
    with pytest.raises(ScenarioError, match=r"a circle of files \(here.yaml -> there.yaml -> here"):
        load("here.yaml")


# ---- in the box ----------------------------------------------------------------------------


def test_the_box_has_them_there_and_back() -> None:
    names = {file.name for file in builtin() if file.kind == "scenario"}
    found = {name for name in names if any(one.organisation for one in load(name).changes)}
    assert found == set(IN_THE_BOX)
    steps = set(IN_THE_BOX.values())
    assert all(one[::-1] in steps for one in steps)


@pytest.mark.parametrize("name", IN_THE_BOX)
def test_each_is_two_scenarios_of_the_box_one_after_the_other(name: str) -> None:
    scenario = load(name)
    organisations = [scenario.organisation, *taking_over(scenario)]
    assert tuple(one.name for one in organisations) == IN_THE_BOX[name]
    for organisation in organisations:
        alone = load(organisation.name)
        assert organisation == alone.organisation
        assert scenario.municipality == alone.municipality
        assert scenario.parameters == alone.parameters
    days = [change.at for change in scenario.changes]
    assert days == ([365.0, 1460.0] if len(days) == 2 else [1095.0])


@pytest.mark.parametrize("name", IN_THE_BOX)
def test_each_says_what_to_compare_it_with(name: str) -> None:
    (path,) = (file.path for file in builtin() if (file.kind, file.name) == ("scenario", name))
    text = path.read_text(encoding="utf-8")
    comment = " ".join(line[2:] for line in text.splitlines() if line.startswith("# "))
    assert f"ompare with {IN_THE_BOX[name][0]}" in comment


def test_what_the_source_tells_of_a_transition_is_in_it() -> None:
    """Moss 2009: the staff moved along (§5.3), agreements came after (§6.1.1); so in Trondheim."""
    for name in ("moss-2002-to-2009", "moss-1990s-to-2002-to-2009"):
        transition = load(name).changes[-1].transition
        assert transition is not None
        assert (transition.staff_follow_tasks, transition.routines_kept) == (1.0, False)
        assert transition.routines_written == pytest.approx(2 * 365 / 12)
    transition = load("trondheim-2008-to-2009").changes[0].transition
    assert transition == replace(DEFAULTS, routines_kept=False)
    assert load("kristiansand-before-2003-to-ebt").changes[0].transition == DEFAULTS
