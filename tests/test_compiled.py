"""A scenario as the kernel reads it: by hand, and of the types the kernel was compiled for."""

import dataclasses
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numba
import numpy as np
import pytest

import sim
from sim import compiled, knowledge, resources, start
from sim.names import DISTRIBUTED_TASKS, TASKS_WITH_WORK, Category, Group, Need, Task
from sim.parameters import PARAMETERS
from sim.quantities import MONTH, YEAR
from sim.scenario import builtin, load
from sim.scenario.resolved import Change
from sim.state import NOBODY, World, rows_in_use
from tests import building
from tests.reorganised import NOTHING_LOST

SCENARIOS = [file.name for file in builtin() if file.kind == "scenario"]

#: Four units: the desk and the office in one house, property and care apart from them.
DESK, OFFICE, PROPERTY, CARE = range(4)


def small(**changes):
    """Four units that differ in everything an organisation may say."""
    organised = building.organisation(
        {
            "desk": (Task.INFORM,),
            "office": building.OTHERS,
            "property": (Task.MANAGE_VACANCIES, Task.PROCURE_DWELLINGS),
            "care": (Task.HOME_CARE,),
        },
        units={
            "desk": {"house": "town hall", "case_systems": ("one",)},
            "office": {"house": "town hall", "case_systems": ("one", "two"), "positions": 2.5},
            "property": {"case_systems": ("two",), "positions": 1.0},
            "care": {"positions": 0.4},
        },
        by_group={(Task.ORDER_FOLLOW_UP, Group.ELDERLY): "care"},
        by_category={Category.CARE: "care"},
        agreements=[("care", "office"), ("desk", "office")],
        **changes,
    )
    groups, stock = building.town()
    scenario = building.scenario(groups, organised, stock, population=30_030, crews=3)
    return building.identified(scenario)


def fixed(scenario):
    return compiled.fixed_part(scenario)


# ---- types -----------------------------------------------------------------------------------


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("name", SCENARIOS)
def test_what_is_compiled_once_is_what_every_run_uses(name, log):
    """Field by field the empty world has the types (also the layouts) of a real one."""
    empty, real = start.empty_world(), start.world(load(name), 1, log)
    for field in World._fields:
        of_empty, of_real = numba.typeof(getattr(empty, field)), numba.typeof(getattr(real, field))
        assert of_empty == of_real, field
    assert numba.typeof(empty) == numba.typeof(real)


@pytest.mark.parametrize("personal", [True, False])
def test_types_do_not_depend_on_the_rules(personal):
    scenario = small(personal_cases=personal, lease_review=True, vacancy_owner=True)
    world = start.world(scenario, 2**63 - 1, False)
    assert numba.typeof(start.empty_world()) == numba.typeof(world)


def test_nobody_and_nothing_has_the_same_types():
    scenario = building.scenario([building.group()])
    world = start.world(scenario, 0, False)
    assert len(world.households) == len(world.dwellings) == 0
    assert numba.typeof(start.empty_world()) == numba.typeof(world)


def test_compiling_once_leaves_nothing_to_compile():
    """After ``compile_once`` the kernel has one version, and runs add none.

    Nor does a reorganisation to the draws that are made for many at once.
    """
    code = (
        "import sim; sim.compile_once(); from sim import draws, kernel;"
        "before = len(kernel.advance.signatures), len(draws._fill_uniforms.signatures);"
        "scenario = sim.load('moss-2009', settings=['run.warm_up=1 month', 'run.observe=1 month']);"
        "sim.run(scenario, 1); sim.run(scenario, 2, log=True);"
        "sim.run(sim.load('moss-1990s-to-2002', settings=['run.warm_up=1 month']), 1);"
        "print(*before, len(kernel.advance.signatures), len(draws._fill_uniforms.signatures))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1"] * 4


# ---- by hand ---------------------------------------------------------------------------------


def test_holders_and_allocators():
    constant = fixed(small()).constant
    holder = constant["holder"]
    assert holder.shape == (len(Task), len(Group), 1)
    assert (holder[Task.ASSESSMENT] == NOBODY).all()
    given = {
        Task.INFORM: DESK,
        Task.MANAGE_VACANCIES: PROPERTY,
        Task.PROCURE_DWELLINGS: PROPERTY,
        Task.HOME_CARE: CARE,
    }
    for task in DISTRIBUTED_TASKS:
        for group in Group:
            expected = given.get(task, OFFICE)
            if (task, group) == (Task.ORDER_FOLLOW_UP, Group.ELDERLY):
                expected = CARE
            assert holder[task, group, 0] == expected, (task, group)
    allocator = constant["allocator"]
    assert {category: allocator[category].tolist() for category in Category} == {
        category: [CARE if category is Category.CARE else OFFICE] for category in Category
    }


def divided(shares, **changes):
    """An office and a caring office in each district; loans and property for the whole town."""
    organised = building.organisation(
        {
            "office": building.OTHERS,
            "care": (Task.HOME_CARE, Task.ORDER_FOLLOW_UP, Task.TEMPORARY_HOUSING),
            "loans": (Task.START_LOAN, Task.PURCHASE_GRANT),
            "property": (Task.MANAGE_VACANCIES, Task.PROCURE_DWELLINGS),
        },
        units={"office": {"house": "hall"}, "care": {"house": "hall"}},
        agreements=[("office", "loans"), ("office", "care")],
        bodies=[{"led_by": "loans", "members": ("loans", "property")}],
        districts=shares,
        per_district=("office", "care") if shares else (),
    )
    groups, stock = building.whole_town()
    return building.scenario(groups, organised, stock, population=30_030, changes=changes)


def test_offices_hold_what_is_in_their_district():
    constant = fixed(divided({"east": 0.25, "west": 0.75})).constant
    holder, allocator = constant["holder"], constant["allocator"]
    offices, carers, loans, manager = (0, 1), (2, 3), 4, 5
    assert holder.shape == (len(Task), len(Group), 2)
    assert (holder[Task.SOCIAL_ASSISTANCE] == offices).all()
    assert (holder[Task.HOME_CARE] == carers).all()
    assert (holder[Task.START_LOAN] == loans).all()
    assert (holder[Task.MANAGE_VACANCIES] == manager).all()
    assert (holder[Task.ASSESSMENT] == NOBODY).all()
    assert allocator.tolist() == [list(offices)] * len(Category)


def test_one_district_is_the_whole_town():
    """A town in one district of share one is a town without districts, to the last bit."""
    scenario = divided({"everywhere": 1.0})
    assert scenario.organisation.districts
    plain = divided({})
    assert not plain.organisation.districts
    one, whole = fixed(scenario), fixed(plain)
    for part in ("constant", "starting"):
        for name, array in getattr(whole, part).items():
            assert np.array_equal(getattr(one, part)[name], array), name
    for field in dataclasses.fields(resources.Staffing):
        of_one, of_whole = getattr(one.staffing, field.name), getattr(whole.staffing, field.name)
        assert (
            np.array_equal(of_one, of_whole, equal_nan=True)
            if field.name
            in (
                "utilisation",
                "occupancy",
            )
            else of_one == of_whole
        )
    worlds = [rows_in_use(start.world(each, 3, False)) for each in (scenario, plain)]
    for name in World._fields:
        assert np.array_equal(*(getattr(world, name) for world in worlds)), name


def test_budgets_are_contested_where_another_unit_pays():
    """Temporary housing is with the caring office, social assistance, which pays, with another;
    mediation is with the office that pays itself, adaptation with one that does not."""
    constant = fixed(divided({"east": 0.5, "west": 0.5}, **{"contest.own_budget": 0.2})).constant
    contest = constant["budget_contest"]
    assert contest.shape == (len(Task), len(Group), 2)
    contested = (Task.TEMPORARY_HOUSING, Task.ADAPT_DWELLING, Task.PROVIDE_FOLLOW_UP)
    for task in Task:
        assert (contest[task] == (0.2 if task in contested else 0.0)).all(), task
    mixed = divided({"east": 0.5, "west": 0.5}, **{"contest.own_budget": 0.2})
    holders = mixed.organisation.holders
    in_east, caring_in_west = 0, 3
    places = dict.fromkeys(Group, (in_east, caring_in_west))
    merged = {**holders, Task.TEMPORARY_HOUSING: places}
    mixed = dataclasses.replace(
        mixed, organisation=dataclasses.replace(mixed.organisation, holders=merged)
    )
    contest = fixed(building.identified(mixed)).constant["budget_contest"]
    assert (contest[Task.TEMPORARY_HOUSING] == [0.0, 0.2]).all()


def test_every_instrument_names_the_budget_that_pays():
    """All that a case is decided under; what is only about dwellings and leases is no case."""
    about_dwellings = {Task.MANAGE_VACANCIES, Task.REVIEW_LEASES}
    assert set(compiled._PAID_BY) == {*TASKS_WITH_WORK, Task.PROVIDE_FOLLOW_UP} - about_dwellings
    paid_by_another = {task: payer for task, payer in compiled._PAID_BY.items() if task != payer}
    assert paid_by_another == {
        Task.TEMPORARY_HOUSING: Task.SOCIAL_ASSISTANCE,
        Task.PRIVATE_MEDIATION: Task.SOCIAL_ASSISTANCE,
        Task.ADAPT_DWELLING: Task.MANAGE_VACANCIES,
        Task.PROVIDE_FOLLOW_UP: Task.ORDER_FOLLOW_UP,
    }


def test_channels():
    """Days between units: 0 inside, 1 in the house, 5 by agreement, 8 by letter."""
    days = fixed(small()).constant["channel_days"]
    assert days.tolist() == [
        [0, 1, 8, 8],  # the desk: in the office's house, which beats their agreement
        [1, 0, 8, 5],
        [8, 8, 0, 8],
        [8, 5, 8, 0],
    ]


def test_contests():
    """A twentieth between units, less by the factor where an agreement is written, also at home."""
    scenario = small()
    parameters = scenario.parameters | {"contest.professional": 0.0}
    contest = fixed(
        building.identified(dataclasses.replace(scenario, parameters=parameters))
    ).starting["contest"]
    agreed, plain = 0.05 * 0.3, 0.05
    assert contest == pytest.approx(
        np.array(
            [
                [0, agreed, plain, plain],
                [agreed, 0, plain, agreed],
                [plain, plain, 0, plain],
                [plain, agreed, plain, 0],
            ]
        )
    )


def test_units_contest_over_instruments_one_of_them_holds():
    """Three tasks of the care unit and one of property; a desk holds nothing that makes work."""
    fixed_part = fixed(small())
    known, contest = fixed_part.starting["knowledge"], fixed_part.starting["contest"]
    apart = np.abs(known[PROPERTY] - known[CARE])
    held = [
        Task.MANAGE_VACANCIES,
        Task.ALLOCATE_DWELLINGS,
        Task.ORDER_FOLLOW_UP,
        Task.HOME_CARE,
    ]
    professional = contest[PROPERTY, CARE] - 0.05
    assert professional == pytest.approx(0.03 * apart[held].mean())
    assert professional > 0.03 * apart[list(TASKS_WITH_WORK)].mean()  # not thinned out by others
    of_desk = np.abs(known[DESK] - known[PROPERTY])[Task.MANAGE_VACANCIES]
    assert contest[DESK, PROPERTY] - 0.05 == pytest.approx(0.03 * of_desk)
    assert contest == pytest.approx(contest.T)


def test_two_desks_without_an_instrument_differ_over_all_there_are():
    organised = building.organisation(
        {"one": (Task.INFORM,), "other": (Task.PLAN,), "rest": building.OTHERS},
        units={"one": {"written_routines": True}},
    )
    groups, stock = building.town()
    fixed_part = fixed(building.scenario(groups, organised, stock, population=30_030))
    # Nobody handles anything: newcomers with and without routines in writing, 0.5 and 0.2.
    assert fixed_part.starting["contest"][0, 1] - 0.05 == pytest.approx(0.03 * 0.3)


def test_case_systems():
    shared = fixed(small()).constant["shared_system"]
    assert shared.tolist() == [[1, 1, 0, 0], [1, 1, 1, 0], [0, 1, 1, 0], [0, 0, 0, 1]]


def test_posts_sit_at_desks():
    starting = fixed(small()).starting
    desks, people, units = starting["desks"], starting["caseworkers"], starting["units"]
    assert desks.workers.tolist() == [0, 3, 1, 1, 3]  # the last is the crews'
    assert desks.idle.tolist() == desks.workers.tolist()
    assert desks.crew.tolist() == [0, 0, 0, 0, 1]
    assert desks.unit.tolist() == [DESK, OFFICE, PROPERTY, CARE, PROPERTY]
    assert desks.first_worker.tolist() == [0, 0, 3, 4, 5]
    assert people.post.tolist() == pytest.approx([1, 1, 0.5, 1, 0.4, 1, 1, 1])
    assert people.desk.tolist() == [1, 1, 1, 2, 3, 4, 4, 4]
    assert people.unit.tolist() == [OFFICE] * 3 + [PROPERTY, CARE] + [PROPERTY] * 3
    # 1100 hours a year on a full post; crews make a day of works a day.
    hours = np.array([1, 1, 0.5, 1, 0.4]) * 1100 / YEAR
    assert people.speed[:5] == pytest.approx(hours)
    assert people.speed[5:].tolist() == [1.0, 1.0, 1.0]
    assert (people["work_item"] == NOBODY).all()
    assert units.crew_desk.tolist() == [NOBODY, NOBODY, 4, NOBODY]
    assert units.desk.tolist() == [0, 1, 2, 3]


def test_breadth_counts_tasks_that_make_work():
    """Eleven kinds of work in the office, one in property and three in care; a desk counts as
    one."""
    scenario = small()
    factors = fixed(scenario).starting["units"].breadth_factor
    held = {DESK: 1, OFFICE: 11, PROPERTY: 1, CARE: 3}
    for unit, tasks in held.items():
        assert factors[unit] == pytest.approx((tasks / 4) ** 0.1), unit


def test_parameters_are_in_base_units():
    scenario = small()
    record = fixed(scenario).constant["parameters"][0]
    assert len(record.dtype.names) == len(PARAMETERS)
    for key, parameter in PARAMETERS.items():
        assert record[parameter.field] == scenario.parameters[key]
    assert record.tenancy_contract == 3 * YEAR
    assert record.vacancy_notice == pytest.approx(3 * MONTH)


def test_groups_carry_their_rates_and_categories():
    scenario = small()
    groups = fixed(scenario).constant["groups"]
    given = scenario.municipality.groups[0]
    row = groups[Group.ECONOMIC]
    assert row.move_rate == given.move_rate
    assert row.own_solution_rate == pytest.approx(0.6 / YEAR)
    assert row.first_category == Category.ORDINARY
    assert row.categories == 1 << Category.ORDINARY | 1 << Category.SOCIAL
    assert row.priority == NOBODY
    assert groups[Group.SUBSTANCE].work_factor == 1.3
    assert groups[Group.YOUTH].work_factor == 0  # nobody of that group ever comes


@pytest.mark.parametrize(
    ("priorities", "classes"),
    [([None], 2), ([0], 1), ([0, 1, 2], 3), ([0, None], 2), ([3, None], 4)],
)
def test_priority_classes(priorities, classes):
    """Acute first takes two; a class of its own as many as its number says."""
    groups = [
        building.group(kind, arrivals={Need.DEBT_ADVICE: 1.0}, priority=priority)
        for kind, priority in zip(Group, priorities, strict=False)
    ]
    settings = fixed(building.scenario(groups)).starting["settings"][0]
    assert settings.classes == classes


def test_settings():
    scenario = small(personal_cases=True, vacancy_owner=True, tenants_may_buy=True)
    row = fixed(scenario).starting["settings"][0]
    assert (row.units, row.desks) == (4, 5)
    assert (row.personal_cases, row.lease_review, row.vacancy_owner) == (1, 0, 1)
    assert (row.tenants_may_buy, row.check_everyone, row.priority_key) == (1, 0, 0)
    assert (row.temporary_places, row.grant_budget) == (np.inf, np.inf)
    assert (row.observe_from, row.end) == (YEAR, 2 * YEAR)
    assert row.mark_every == MONTH
    assert row.largest_rooms == 2
    # Three in a hundred give up at a referral, one in ten in a year of waiting.
    assert np.exp(-row.impatience_referral) == pytest.approx(0.97)
    assert np.exp(-row.impatience_rate * YEAR) == pytest.approx(0.9)
    p = scenario.parameters
    openings = p["market.turnover"] + p["market.construction"] * (1 + p["market.chain"])
    ratio = openings / p["market.reference_openings"]
    assert row.openness == pytest.approx(ratio ** p["market.matching_elasticity"])


def test_knowledge_is_the_fixed_point():
    scenario = small()
    settled = knowledge.fixed_point(scenario, resources.positions(scenario))
    starting = fixed(scenario).starting
    assert np.array_equal(starting["knowledge"], settled.instrument)
    assert np.array_equal(starting["who_does_what"], settled.unit)
    assert np.array_equal(starting["contact"], settled.contact)


def test_follow_on_and_habits_are_tables():
    scenario = building.identified(
        dataclasses.replace(small(), follow_on={Task.START_LOAN: {Task.DEBT_ADVICE: 0.3}})
    )
    constant = fixed(scenario).constant
    assert constant["follow_on"][Task.START_LOAN, Task.DEBT_ADVICE] == 0.3
    assert constant["follow_on"].sum() == 0.3
    habits = constant["habits"]
    assert habits[Group.ELDERLY, Task.HOME_CARE] == 1.0
    assert habits[Group.ECONOMIC].sum() == pytest.approx(1.0)
    assert habits[Group.YOUTH].sum() == 0


def test_places_are_not_lost_by_rounding():
    """Workers for just one household: it fits, though their places fall short in the last bit."""
    caseload, weight = next(
        (c, w)
        for c in np.arange(15.0, 20.0, 0.5)
        for w in np.arange(2.0, 3.0, 0.1)
        if w / c * c < w
    )
    groups, stock = building.whole_town()
    changes = {"follow_up.intensive_weight": weight, "follow_up.caseload": caseload}
    organised = building.organisation(
        {"office": building.OTHERS, "desk": (Task.INFORM,)},
        units={"office": {"follow_up_workers": weight / caseload}},
    )
    scenario = building.scenario(groups, organised, stock, changes, population=30_030)
    assert resources.positions(scenario).places[0] < weight
    places = fixed(scenario).starting["units"].places
    assert weight <= places[0] == pytest.approx(weight, abs=1e-6)
    assert places[1] == 0


CHANGES = {
    "market.construction": 9.0,
    "patience.per_referral": 0.2,
    "patience.per_bounce": 0.3,
    "patience.per_year": 0.4,
    "own_solution.rate": 0.1 / YEAR,
    "offers.refused": 0.5,
}


def changed(scenario):
    """The same place some years on: other numbers, more people, fewer landlords."""
    place = scenario.municipality
    groups = tuple(dataclasses.replace(one, landlord_acceptance=0.25) for one in place.groups)
    place = dataclasses.replace(
        place, groups=groups, population=5e5, temporary_places=7.0, grant_budget=1e6
    )
    parameters = scenario.parameters | CHANGES
    return dataclasses.replace(scenario, municipality=place, parameters=parameters)


def test_a_change_alters_numbers_and_leaves_people_as_they_are():
    before = divided({"east": 0.5, "west": 0.5})
    after = changed(before)
    given = compiled.changed_part(after)
    settings = given.pop("settings")
    assert given.keys() < fixed(before).constant.keys()
    assert not given.keys() & {"holder", "allocator"}
    # People know what they knew: what they contest is not what others would, had they come now.
    assert not given.keys() & fixed(before).starting.keys()
    people = {"knowledge", "who_does_what", "contact", "contest", "skills", "acquaintance"}
    assert people < fixed(before).starting.keys()
    anew = fixed(building.identified(after))
    for name, value in settings.items():
        assert value == anew.starting["settings"][0][name], name
    assert settings.keys() == {
        name
        for name in anew.starting["settings"].dtype.names
        if anew.starting["settings"][name] != fixed(before).starting["settings"][name]
    }
    assert settings["temporary_places"] == 7.0
    # What the numbers say is what a town that had always been so would have.
    for name in ("parameters", "groups", "need_shares", "mean_hours", "habits", "follow_on"):
        assert np.array_equal(given[name], anew.constant[name]), name
    assert given["parameters"][0].offers_refused == 0.5
    assert given["groups"][Group.ECONOMIC].landlord_acceptance == 0.25
    assert given["groups"][Group.ECONOMIC].own_solution_rate == pytest.approx(0.1 / YEAR)
    assert not np.array_equal(fixed(before).starting["contest"], anew.starting["contest"])


def test_what_a_change_gives_fits_into_the_world():
    before = divided({"east": 0.5, "west": 0.5})
    given = compiled.changed_part(changed(before))
    settings = given.pop("settings")
    world = start.world(before, 1, False)
    assert numba.typeof(world._replace(**given)) == numba.typeof(world)
    assert not settings.keys() - set(world.settings.dtype.names)
    assert not settings.keys() & {"seed", "log", "classes", "desks", "units"}


def test_without_a_change_nothing_changes():
    scenario = small()
    given = compiled.changed_part(scenario)
    for name, value in given.pop("settings").items():
        assert value == fixed(scenario).starting["settings"][0][name]
    for name, array in given.items():
        assert np.array_equal(array, fixed(scenario).constant[name]), name


def test_a_scenario_is_worked_out_once_and_runs_do_not_share_what_changes():
    scenario = small()
    assert fixed(scenario) is fixed(small())
    one, other = (start.world(scenario, seed, False) for seed in (1, 2))
    assert one.holder is other.holder
    for name in fixed(scenario).starting:
        assert not np.shares_memory(getattr(one, name), getattr(other, name)), name
    assert (one.settings[0].seed, other.settings[0].seed) == (1, 2)


def test_what_runs_share_is_kept_for_the_scenarios_run_last(monkeypatch) -> None:
    monkeypatch.setattr(compiled, "KEPT", 2)
    monkeypatch.setattr(compiled, "_kept", type(compiled._kept)())
    plain = building.scenario()
    one, other, third = (replace(plain, identity=name) for name in ("one", "other", "third"))
    first = compiled.fixed_part(one)
    second = compiled.fixed_part(other)
    assert compiled.fixed_part(one) is first
    compiled.fixed_part(third)  # the other one has waited longest
    assert list(compiled._kept) == ["one", "third"]
    assert compiled.fixed_part(one) is first
    assert compiled.fixed_part(other) is not second


def test_what_is_kept_is_of_the_same_contents_whatever_the_identity() -> None:
    """``replace`` hands the identity on: neither units nor parameters of the first may be used."""
    first = small(lease_review=True)
    kept = fixed(first)
    assert fixed(first) is kept
    fewer = replace(first, organisation=building.all_in_one())
    assert fewer.identity == first.identity
    assert len(fixed(fewer).starting["units"]) == 1
    assert len(fixed(first).starting["units"]) == 4
    dearer = replace(first, parameters=first.parameters | {"vacancy.works": 77.0})
    assert fixed(dearer).constant["parameters"][0].vacancy_works == 77.0
    assert fixed(first).constant["parameters"][0].vacancy_works != 77.0


def test_a_scenario_whose_changes_are_taken_away_runs_as_one_that_never_had_any() -> None:
    """Its other organisation had more units, and the identity is that of the two together."""
    later = Change(
        at=20.0,
        values={},
        settle={},
        organisation=small().organisation,
        transition=NOTHING_LOST,
    )
    groups, stock = building.town()
    plain = building.scenario(groups, stock=stock, population=1_000, crews=3)
    plain = building.identified(replace(plain, warm_up=10.0, observe=30.0))
    changing = building.identified(replace(plain, changes=(later,)))
    sim.run(changing, 1)
    without = replace(changing, changes=())
    assert without.identity == changing.identity
    same = pytest.approx(sim.run(plain, 1).summary, nan_ok=True)
    assert sim.run(without, 1).summary == same


def test_threads_that_come_at_once_share_what_is_kept(monkeypatch) -> None:
    monkeypatch.setattr(compiled, "_kept", type(compiled._kept)())
    scenario = replace(building.scenario(), identity="shared")
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(compiled.fixed_part, [scenario] * 8))
    assert all(one is found[0] for one in found)
