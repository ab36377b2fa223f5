"""The world on day 0: the same people in every organisation, as their groups say they are."""

import dataclasses
import math
from collections import Counter

import numpy as np
import pytest
from scipy import stats

from sim import bearing, demand, start
from sim.names import Category, Ground, Group, Need, Task, Tenure
from sim.quantities import YEAR
from sim.scenario import load
from sim.scenario.resolved import Change
from sim.state import NOBODY, DwellingPhase
from tests import building

#: One test in a thousand may miss by chance; the seeds are fixed, so none does twice.
CONFIDENCE = 0.999

CHARACTER = (
    "identity", "group", "persons", "income", "equity", "debt_service", "accessible", "ground",
    "presenting", "needs", "acute", "tenure", "follow_up_level",
)  # fmt: skip


def crowd(**changes):
    """Some ten thousand households of one mixed group, over a century."""
    group = building.group(
        Group.YOUTH,
        **{
            "arrivals": {Need.DWELLING: 100.0},
            "persons": {1: 0.5, 2: 0.3, 5: 0.2},
            "income_median": 12_000.0,
            "income_spread": 0.4,
            "equity_mean": 20_000.0,
            "debt_service_mean": 900.0,
            "accessible": 0.15,
            "grounds": {Ground.MUST: 0.2, Ground.WISH: 0.5, Ground.NONE: 0.3},
            "homeless": 0.25,
            "needs": {
                Need.SOCIAL_ASSISTANCE: 0.4,
                Need.DEBT_ADVICE: 0.1,
                Need.HOME_CARE: 0.3,
            },
            "follow_up": {1: 0.25, 2: 0.15},
            "own_home": 0.6,
        }
        | changes,
    )
    return observed(building.scenario([group]), 99 * YEAR)


def observed(scenario, days):
    """``scenario`` with a year of warm-up, observed for so many days."""
    return building.identified(dataclasses.replace(scenario, warm_up=YEAR, observe=days))


def town(organised=None, days=20 * YEAR, **given):
    groups, stock = building.whole_town()
    scenario = building.scenario(groups, organised, stock, population=30_030, **given)
    return observed(scenario, days)


def newcomers(world):
    return world.households[world.arrivals]


def covers(count, of, share):
    """Whether the exact interval for a share from ``count`` out of ``of`` covers ``share``."""
    interval = stats.binomtest(int(count), int(of)).proportion_ci(CONFIDENCE)
    return interval.low <= share <= interval.high


# ---- the same people whatever the organisation -----------------------------------------------


def organisations():
    plain = building.one_unit_per_task()

    def turned(units):
        return tuple(len(plain.units) - 1 - unit for unit in units)

    return {
        "one unit per task": plain,
        "turned round": dataclasses.replace(
            plain,
            units=plain.units[::-1],
            holders={
                task: {group: turned(units) for group, units in of_group.items()}
                for task, of_group in plain.holders.items()
            },
            allocators={category: turned(units) for category, units in plain.allocators.items()},
        ),
        "with routines": dataclasses.replace(
            building.all_in_one(), lease_review=True, vacancy_owner=True, personal_cases=True
        ),
    }


@pytest.mark.parametrize("name", organisations())
@pytest.mark.parametrize("seed", [1, 2**62])
def test_the_same_seed_gives_the_same_people(name, seed):
    one = start.world(town(building.all_in_one()), seed, False)
    other = start.world(town(organisations()[name]), seed, False)
    for field in CHARACTER:
        assert np.array_equal(one.households[field], other.households[field]), field
    assert np.array_equal(one.arrivals, other.arrivals)
    assert np.array_equal(one.arrival_times, other.arrival_times)
    assert np.array_equal(one.first_contract_ends, other.first_contract_ends)
    for field in ("category", "ownership", "rooms", "accessible", "phase"):
        assert np.array_equal(one.dwellings[field], other.dwellings[field])


def test_moss_is_peopled_alike_in_all_its_organisations():
    worlds = [
        start.world(load(name), 7, False)
        for name in ("moss-2009", "moss-1990s", "moss-all-in-one", "moss-one-unit-per-task")
    ]
    first = worlds[0]
    assert len(first.households) > 6_000
    for other in worlds[1:]:
        for field in CHARACTER:
            assert np.array_equal(first.households[field], other.households[field]), field
        assert np.array_equal(first.arrival_times, other.arrival_times)
        assert np.array_equal(first.first_contract_ends, other.first_contract_ends)


def test_another_seed_gives_other_people():
    one, other = (start.world(town(), seed, False) for seed in (1, 2))
    assert not np.array_equal(one.arrival_times, other.arrival_times)
    assert not np.isin(one.arrival_times, other.arrival_times).any()
    equities = [newcomers(world).equity[newcomers(world).equity > 0] for world in (one, other)]
    assert min(map(len, equities)) > 1000
    assert not np.isin(*equities).any()


def test_identities_tell_everybody_apart():
    world = start.world(load("moss-2009"), 3, False)
    assert len(np.unique(world.households.identity)) == len(world.households)


def test_a_longer_run_meets_the_same_people_first():
    """Who comes early does not depend on how long one looks."""
    short, long = (start.world(town(days=days), 5, False) for days in (5 * YEAR, 40 * YEAR))
    count = len(short.arrivals)
    assert len(long.arrivals) > 5 * count
    assert np.array_equal(long.arrival_times[:count], short.arrival_times)
    assert long.arrival_times[count] > 6 * YEAR
    for field in CHARACTER:
        one, other = newcomers(short)[field], newcomers(long)[:count][field]
        assert np.array_equal(one, other), field


def test_a_change_in_one_group_leaves_the_others_as_they_are():
    groups, stock = building.whole_town()
    changed = [dataclasses.replace(groups[0], income_median=20_000.0, homeless=0.9), *groups[1:]]
    one, other = (
        start.world(observed(building.scenario(g, stock=stock, population=30_030), YEAR), 1, False)
        for g in (groups, changed)
    )
    for world in (one, other):
        assert (newcomers(world).group == Group.ECONOMIC).any()
    for field in CHARACTER:
        of_others = [
            newcomers(world)[field][newcomers(world).group != Group.ECONOMIC]
            for world in (one, other)
        ]
        assert np.array_equal(*of_others), field


# ---- attributes follow the group's distributions ---------------------------------------------


@pytest.fixture(scope="module")
def people():
    return newcomers(start.world(crowd(), 11, False))


def test_the_crowd_is_big_enough(people):
    assert 9_500 < len(people) < 10_500
    assert (people.group == Group.YOUTH).all()
    assert (people.presenting == Need.DWELLING).all()


def test_persons_and_grounds_have_their_shares(people):
    for persons, share in {1: 0.5, 2: 0.3, 5: 0.2}.items():
        assert covers((people.persons == persons).sum(), len(people), share)
    for ground, share in {Ground.MUST: 0.2, Ground.WISH: 0.5, Ground.NONE: 0.3}.items():
        assert covers((people.ground == ground).sum(), len(people), share)
    assert set(people.persons.tolist()) == {1, 2, 5}


def test_incomes_are_lognormal_equity_and_debts_exponential(people):
    income = stats.lognorm(s=0.4, scale=12_000.0)
    assert stats.kstest(people.income, income.cdf).pvalue > 1 - CONFIDENCE
    for values, mean in ((people.equity, 20_000.0), (people.debt_service, 900.0)):
        assert stats.kstest(values, stats.expon(scale=mean).cdf).pvalue > 1 - CONFIDENCE


def has(people, need):
    return people.needs >> need & 1


def test_access_homelessness_and_needs_have_their_shares(people):
    size = len(people)
    assert covers(people.accessible.sum(), size, 0.15)
    assert covers(people.acute.sum(), size, 0.25)
    for need, share in {
        Need.SOCIAL_ASSISTANCE: 0.4,
        Need.DEBT_ADVICE: 0.1,
        Need.HOME_CARE: 0.3,
        Need.FOLLOW_UP: 0.4,
        Need.DWELLING: 1.0,
    }.items():
        assert covers(has(people, need).sum(), size, share), need
    for way in (Need.START_LOAN, Need.PRIVATE_MEDIATION, Need.ADAPTATION):
        assert not has(people, way).any()


def test_where_they_live_meanwhile(people):
    homeless = people.acute == 1
    assert (people.tenure[homeless] == Tenure.NONE).all()
    may_have_a_home = ~homeless & (people.accessible == 1)
    own = people.tenure == Tenure.OWN_HOME
    assert not own[~may_have_a_home].any()
    assert covers(own.sum(), may_have_a_home.sum(), 0.6)
    assert (people.tenure[~homeless & ~own] == Tenure.WITH_OTHERS).all()


def test_follow_up_is_needed_at_its_level(people):
    assert ((people.follow_up_level > 0) == has(people, Need.FOLLOW_UP)).all()
    assert covers((people.follow_up_level == 1).sum(), len(people), 0.25)
    assert covers((people.follow_up_level == 2).sum(), len(people), 0.15)
    assert set(people.follow_up_level.tolist()) == {0, 1, 2}


def test_attributes_are_independent_of_each_other(people):
    columns = np.array(
        [
            people.persons,
            np.log(people.income),
            people.equity,
            people.debt_service,
            people.accessible,
            people.ground,
            people.acute,
            people.follow_up_level,
            has(people, Need.SOCIAL_ASSISTANCE),
            has(people, Need.DEBT_ADVICE),
            has(people, Need.HOME_CARE),
        ],
        dtype=float,
    )
    correlations = np.corrcoef(columns)[np.triu_indices(len(columns), 1)]
    # 55 pairs, each within its interval with the chance of all of them together.
    limit = stats.norm.ppf(1 - (1 - CONFIDENCE) / 2 / len(correlations)) / math.sqrt(len(people))
    assert np.abs(correlations).max() < limit


def test_a_home_of_their_own_depends_on_nothing_but_access(people):
    able = people[(people.accessible == 1) & (people.acute == 0)]
    own = (able.tenure == Tenure.OWN_HOME).astype(float)
    others = (able.persons, np.log(able.income), able.ground, able.follow_up_level, able.equity)
    for column in others:
        limit = stats.norm.ppf(1 - (1 - CONFIDENCE) / 2 / len(others)) / math.sqrt(len(able))
        assert abs(np.corrcoef(own, column)[0, 1]) < limit


def test_allowance_is_needed_by_those_to_whom_it_would_be_paid(people):
    p = demand.as_record(crowd().parameters)
    needed = people.needs >> Need.HOUSING_ALLOWANCE & 1 == 1
    for row, needs_it in zip(people[:500], needed[:500], strict=True):
        rent = bearing.rent(p, bearing.rooms_needed(row.persons), False)
        paid = bearing.monthly_allowance(p, row.income, row.persons, rent, False)
        assert needs_it == (paid > 0)
    assert 0.8 < needed.mean() < 0.95
    scenario = crowd()
    ways = demand.ways_home(scenario, scenario.municipality.groups[0])
    assert needed.mean() == pytest.approx(ways.allowance, abs=0.02)


def test_who_comes_for_an_instrument_has_that_need_and_a_home():
    alone = [need for need in Need if need is not Need.DWELLING]
    group = building.group(
        arrivals=dict.fromkeys(alone, 20.0),
        homeless=1.0,
        needs={Need.SOCIAL_ASSISTANCE: 1.0, Need.HOME_CARE: 1.0},
        follow_up={1: 0.6, 2: 0.2},
        accessible=1.0,
        own_home=1.0,
    )
    people = newcomers(start.world(observed(building.scenario([group]), 49 * YEAR), 1, False))
    assert set(people.presenting.tolist()) == set(alone)
    assert (people.needs == 1 << people.presenting).all()
    assert (people.tenure == Tenure.PRIVATE_RENTAL).all()
    assert not people.acute.any()
    for_follow_up = people[people.presenting == Need.FOLLOW_UP]
    # Those who come for it need it: the levels are as common as among those who do.
    assert covers((for_follow_up.follow_up_level == 2).sum(), len(for_follow_up), 0.25)
    assert set(for_follow_up.follow_up_level.tolist()) == {1, 2}
    others = people[people.presenting != Need.FOLLOW_UP]
    assert not others.follow_up_level.any()


def test_who_comes_for_follow_up_needs_the_ordinary_kind_if_nothing_is_said():
    group = building.group(arrivals={Need.FOLLOW_UP: 20.0})
    people = newcomers(start.world(observed(building.scenario([group]), 9 * YEAR), 1, False))
    assert len(people) > 100
    assert (people.follow_up_level == 1).all()


# ---- districts -------------------------------------------------------------------------------

SHARES = {"north": 0.2, "south": 0.5, "west": 0.3}


def divided(**fields):
    """An organisation with units of each district, and allocators."""
    return building.organisation(
        {"town hall": building.OTHERS, "office": (Task.ALLOCATE_DWELLINGS, Task.INFORM)},
        districts=SHARES,
        per_district=["office"],
        by_category={Category.CARE: "town hall"},
        **fields,
    )


def test_households_and_dwellings_lie_in_districts_by_their_shares():
    scenario = observed(building.scenario(crowd().municipality.groups, divided()), 99 * YEAR)
    people = newcomers(start.world(scenario, 3, False))
    for number, share in enumerate(SHARES.values()):
        assert covers((people.district == number).sum(), len(people), share)
    stock = [building.block(Category.SOCIAL, 4000), building.block(Category.CARE, 100)]
    world = start.world(town_of(stock, divided()), 3, False)
    homes = world.dwellings
    social = homes[homes.category == Category.SOCIAL]
    for number, share in enumerate(SHARES.values()):
        assert covers((social.district == number).sum(), len(social), share)
    # Each with the allocator of its district, or the town's.
    office = [divided().unit(f"office {name}") for name in SHARES]
    assert (social.allocator == np.array(office)[social.district]).all()
    assert (homes.allocator[homes.category == Category.CARE] == 0).all()
    # Tenants live where their dwellings are.
    assert (world.households.district[: len(homes)] == homes.district).all()


def town_of(stock, organised):
    groups, _ = building.whole_town()
    return observed(building.scenario(groups, organised, stock, population=30_030), YEAR)


def test_districts_have_no_say_in_who_comes():
    one = start.world(town(building.all_in_one()), 5, False)
    other = start.world(town(divided()), 5, False)
    for field in CHARACTER:
        assert np.array_equal(one.households[field], other.households[field]), field
    assert np.array_equal(one.arrival_times, other.arrival_times)
    assert np.array_equal(one.first_contract_ends, other.first_contract_ends)
    assert not one.households.district.any()
    assert not one.dwellings.district.any()


def test_everybody_lives_in_the_same_district_under_another_organisation_of_them():
    """Also where a unit more is one for each; and most, where the shares change a little."""
    one = start.world(town(divided()), 5, False)
    more = building.organisation(
        {"town hall": building.OTHERS, "office": (Task.INFORM,), "NAV": (Task.DEBT_ADVICE,)},
        districts=SHARES,
        per_district=["office", "NAV"],
    )
    other = start.world(town(more), 5, False)
    assert np.array_equal(one.households.district, other.households.district)
    assert np.array_equal(one.dwellings.district, other.dwellings.district)
    moved = building.organisation(
        {"town hall": building.OTHERS, "office": (Task.INFORM,)},
        districts={"north": 0.25, "south": 0.45, "west": 0.3},
        per_district=["office"],
    )
    third = start.world(town(moved), 5, False)
    changed = one.households.district != third.households.district
    assert covers(changed.sum(), len(changed), 0.05)
    assert set(one.households.district[changed].tolist()) == {1}
    assert set(third.households.district[changed].tolist()) == {0}


def test_where_one_lives_depends_on_nothing():
    scenario = observed(building.scenario(crowd().municipality.groups, divided()), 99 * YEAR)
    people = newcomers(start.world(scenario, 3, False))
    limit = stats.norm.ppf(1 - (1 - CONFIDENCE) / 2 / 5) / math.sqrt(len(people))
    for field in ("persons", "income", "equity", "ground", "needs"):
        column = people[field].astype(float)
        assert abs(np.corrcoef(people.district, column)[0, 1]) < limit, field


# ---- changes ---------------------------------------------------------------------------------

DWELLING = "groups.youth.arrivals.dwelling"


def changing(*changes, days=99 * YEAR, **given):
    scenario = crowd(**given)
    return building.identified(dataclasses.replace(scenario, observe=days, changes=changes))


def test_a_change_of_a_rate_moves_those_who_come_and_replaces_nobody():
    """Twice as many come from day 1000 of observation on: they come in half the time."""
    rate = 100.0 / YEAR
    plain = start.world(changing(), 4, False)
    twice = start.world(changing(Change(1000.0, {DWELLING: 2 * rate}, {})), 4, False)
    day = YEAR + 1000.0
    before = int((plain.arrival_times <= day).sum())
    assert before > 200
    assert np.array_equal(plain.arrival_times[:before], twice.arrival_times[:before])
    count = len(plain.arrivals)
    for field in CHARACTER:
        assert np.array_equal(newcomers(plain)[field], newcomers(twice)[:count][field]), field
    late = (plain.arrival_times[before:] - day) / 2.0 + day
    assert twice.arrival_times[before:count] == pytest.approx(late, abs=1e-6)
    end = 100 * YEAR
    low, high = stats.poisson(2 * rate * (end - day)).interval(CONFIDENCE)
    assert low <= len(twice.arrivals) - before <= high


def test_nobody_comes_while_the_rate_is_nought():
    scenario = changing(
        Change(1000.0, {DWELLING: 0.0}, {}), Change(2000.0, {DWELLING: 100.0 / YEAR}, {})
    )
    plain, with_a_gap = (start.world(one, 4, False) for one in (changing(), scenario))
    times = with_a_gap.arrival_times - YEAR
    assert not ((times > 1000.0) & (times < 2000.0)).any()
    assert times.max() > 2000.0
    # Who would have come in between comes after, a thousand days later.
    count = len(times)
    moved = np.where(plain.arrival_times[:count] > YEAR + 1000.0, 1000.0, 0.0)
    assert with_a_gap.arrival_times == pytest.approx(plain.arrival_times[:count] + moved, abs=1e-6)
    for field in CHARACTER:
        assert np.array_equal(newcomers(plain)[:count][field], newcomers(with_a_gap)[field])


def test_a_need_nobody_came_with_before():
    key = "groups.youth.arrivals.start_loan"
    world = start.world(changing(Change(5000.0, {key: 50.0 / YEAR}, {})), 4, False)
    loans = newcomers(world).presenting == Need.START_LOAN
    assert loans.sum() > 1000
    assert world.arrival_times[loans].min() > YEAR + 5000.0
    plain = start.world(changing(), 4, False)
    for field in CHARACTER:
        assert np.array_equal(newcomers(world)[~loans][field], newcomers(plain)[field]), field


def test_more_inhabitants_come_more_often():
    plain = start.world(changing(), 4, False)
    thrice = start.world(changing(Change(0.0, {"population": 3000.0}, {})), 4, False)
    first = int((plain.arrival_times <= YEAR).sum())
    assert np.array_equal(plain.arrival_times[:first], thrice.arrival_times[:first])
    low, high = stats.poisson(300.0 * 99).interval(CONFIDENCE)
    assert low <= len(thrice.arrivals) - first <= high


def test_households_are_settled_on_their_day_beside_all_others():
    who = (Group.YOUTH, Need.DWELLING)
    plain = start.world(changing(), 4, False)
    few = start.world(changing(Change(700.0, {}, {who: 20})), 4, False)
    more = start.world(
        changing(Change(700.0, {}, {who: 20}), Change(800.5, {}, {who: 5})), 4, False
    )
    usual = np.isin(newcomers(more).identity, newcomers(plain).identity)
    assert (~usual).sum() == 25
    assert more.arrival_times[~usual].tolist() == [YEAR + 700.0] * 20 + [YEAR + 800.5] * 5
    assert (np.diff(more.arrival_times) >= 0.0).all()
    for field in CHARACTER:
        assert np.array_equal(newcomers(more)[usual][field], newcomers(plain)[field]), field
    twenty = ~np.isin(newcomers(few).identity, newcomers(plain).identity)
    for field in CHARACTER:
        ours, theirs = newcomers(few)[twenty][field], newcomers(more)[~usual][:20][field]
        assert np.array_equal(ours, theirs), field
    settled = newcomers(more)[~usual]
    assert (settled.presenting == Need.DWELLING).all()
    assert len(np.unique(settled.income)) == 25


def test_who_is_settled_is_of_the_kind_said():
    groups, stock = building.whole_town()
    coming = {(Group.ELDERLY, Need.HOME_CARE): 3, (Group.SUBSTANCE, Need.FOLLOW_UP): 2}
    plain = observed(building.scenario(groups, stock=stock, population=1e-9), YEAR)
    scenario = building.identified(dataclasses.replace(plain, changes=(Change(10.0, {}, coming),)))
    people = newcomers(start.world(scenario, 1, False))
    came = Counter(zip(people.group.tolist(), people.presenting.tolist(), strict=True))
    assert came == coming
    assert (people.needs == 1 << people.presenting).all()


def test_changes_have_no_say_in_the_tenants_of_day_0():
    changes = (Change(0.0, {"tenancy.renewal_share": 0.1, "market.municipal_rent": 9e3}, {}),)
    one = start.world(town(), 5, False)
    other = start.world(building.identified(dataclasses.replace(town(), changes=changes)), 5, False)
    for field in CHARACTER:
        assert np.array_equal(one.households[field], other.households[field]), field
    assert np.array_equal(one.first_contract_ends, other.first_contract_ends)
    assert one.parameters.tobytes() == other.parameters.tobytes()


def test_limits_there_are_none_of_are_infinite():
    settings = start.world(town(), 1, False).settings[0]
    assert settings.temporary_places == settings.grant_budget == math.inf
    scarce = town(temporary_places=7.0, grant_budget=1e5)
    settings = start.world(scarce, 1, False).settings[0]
    assert (settings.temporary_places, settings.grant_budget) == (7.0, 1e5)


# ---- arrivals --------------------------------------------------------------------------------


def test_arrivals_are_poisson():
    """Gaps are exponential and independent; yearly counts have the variance of their mean."""
    world = start.world(crowd(), 4, False)
    times = world.arrival_times
    assert (np.diff(times) > 0).all()
    assert times[0] > 0
    assert times[-1] <= 100 * YEAR
    gaps = np.diff(times, prepend=0.0)
    expected = stats.expon(scale=YEAR / 100)
    assert stats.kstest(gaps, expected.cdf).pvalue > 1 - CONFIDENCE
    low, high = stats.poisson(100 * 100).interval(CONFIDENCE)
    assert low <= len(times) <= high
    per_year = np.histogram(times, bins=100, range=(0, 100 * YEAR))[0]
    dispersion = ((per_year - 100.0) ** 2 / 100.0).sum()
    low, high = stats.chi2(100).interval(CONFIDENCE)
    assert low <= dispersion <= high
    correlation = np.corrcoef(gaps[:-1], gaps[1:])[0, 1]
    assert abs(correlation) < stats.norm.ppf(0.9995) / math.sqrt(len(gaps))


def test_every_group_and_need_has_its_own_rate():
    scenario = town(days=49 * YEAR)
    world = start.world(scenario, 9, False)
    people = newcomers(world)
    assert (np.diff(world.arrival_times) >= 0).all()
    for group in scenario.municipality.groups:
        for need in Need:
            count = ((people.group == group.group) & (people.presenting == need)).sum()
            mean = group.arrivals.get(need, 0.0) * 30.03 * 50 * YEAR
            low, high = stats.poisson(mean).interval(CONFIDENCE) if mean else (0, 0)
            assert low <= count <= high, (group.group, need)


def test_a_rate_of_next_to_nothing_brings_nobody():
    group = building.group(arrivals={Need.DWELLING: 1e-9})
    world = start.world(observed(building.scenario([group]), YEAR), 1, False)
    assert len(world.arrivals) == 0
    assert len(world.households) == 0


# ---- first tenants ---------------------------------------------------------------------------


def test_first_tenants_fit_their_dwellings():
    world = start.world(load("moss-2009"), 2, False)
    homes = world.dwellings
    tenants = world.households[: len(homes)]
    assert len(homes) == 760
    assert (tenants.persons >= 1).all()
    assert (tenants.persons <= homes.rooms).all()
    assert (tenants.accessible <= homes.accessible).all()
    assert tenants.accessible.sum() > 50
    assert (tenants.tenure == Tenure.MUNICIPAL).all()
    assert (homes.phase == DwellingPhase.LET).all()
    assert (homes.vacancy == NOBODY).all()
    assert (tenants.needs == 1 << Need.DWELLING).all()
    assert (tenants.met == tenants.needs).all()
    assert not tenants.acute.any()
    assert not np.isin(np.arange(760), world.arrivals).any()
    may_have = {group.group: group.categories for group in load("moss-2009").municipality.groups}
    for tenant, home in zip(tenants, homes, strict=True):
        assert Category(home.category) in may_have[Group(tenant.group)]


def test_first_tenants_are_of_the_groups_that_stay():
    """Shares of the dwellings as the reference has them, each with its interval."""
    groups, _ = building.town()
    stock = [building.block(Category.SOCIAL, 3000), building.block(Category.CARE, 1000)]
    scenario = observed(building.scenario(groups, stock=stock, population=30_030), YEAR)
    world = start.world(scenario, 6, False)
    shares = demand.tenant_shares(scenario)
    for category, size in ((Category.SOCIAL, 3000), (Category.CARE, 1000)):
        inside = world.households[: len(world.dwellings)][world.dwellings.category == category]
        for group in Group:
            count = (inside.group == group).sum()
            share = shares[category, group]
            if share in (0.0, 1.0):
                assert count == share * size
            else:
                assert covers(count, size, share)
    assert 0.1 < shares[Category.SOCIAL, Group.SUBSTANCE] < 0.9


def test_day_0_lies_anywhere_in_the_running_contracts():
    stock = [building.block(Category.SOCIAL, 4000)]
    groups, _ = building.town()
    scenario = building.scenario(groups, stock=stock, changes={"tenancy.contract": 4 * YEAR})
    ends = start.world(scenario, 8, False).first_contract_ends
    assert len(ends) == 4000
    assert stats.kstest(ends, stats.uniform(0, 4 * YEAR).cdf).pvalue > 1 - CONFIDENCE


def test_dwellings_are_with_the_unit_that_may_allocate_them():
    groups, stock = building.town()
    organised = building.organisation(
        {"office": building.OTHERS, "care": ()}, by_category={Category.CARE: "care"}
    )
    world = start.world(building.scenario(groups, organised, stock), 1, False)
    for home in world.dwellings:
        assert home.allocator == (1 if home.category == Category.CARE else 0)


def test_a_stock_that_nobody_with_a_ground_comes_for_houses_the_first_group():
    groups = [building.group(Group.ILL), building.group(Group.YOUTH)]
    scenario = building.scenario(groups, stock=[building.block(Category.CARE, 5)])
    tenants = start.world(scenario, 1, False).households
    assert (tenants.group == Group.ILL).all()
    assert len(tenants) == 5


def test_tasks_have_no_say_in_who_is_homeless():
    """The habits of a group decide where its members go, not who they are."""
    one, other = (
        newcomers(start.world(crowd(habits=habits), 1, False))
        for habits in ({Task.INFORM: 1.0}, {Task.HOME_CARE: 0.5, Task.DEBT_ADVICE: 0.5})
    )
    for field in CHARACTER:
        assert np.array_equal(one[field], other[field]), field
