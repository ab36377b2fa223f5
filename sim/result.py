"""What one run leaves behind: a summary of measures, and tables of everything.

The summary is worked out from the records at once when asked for; the tables are pandas
frames, built when first looked at.  Times in tables are days from the start of observation
(negative: during the warm-up); a time that never came is missing.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim import measures
from sim.measures import breakdown
from sim.names import Category, Ground, Group, Need, Ownership, Task, Tenure, label
from sim.quantities import YEAR
from sim.scenario.resolved import Scenario
from sim.scenario.union import with_common_units
from sim.state import (
    DESK_COLUMNS,
    NOBODY,
    STRATEGY_COLUMNS,
    Appeal,
    Cause,
    DwellingPhase,
    Level,
    Outcome,
    Phase,
    ReviewOutcome,
    TenancyEnd,
    VacancyCause,
    World,
    rows_in_use,
)

if TYPE_CHECKING:
    from enum import IntEnum

    import pandas as pd


class Result:
    """The outcome of one run of ``scenario`` with ``seed``.

    ``world`` is the final state, of tables that grow the rows in use; do not change it.
    """

    def __init__(self, scenario: Scenario, seed: int, world: World) -> None:
        self.scenario = with_common_units(scenario)
        self.seed = seed
        self.world = rows_in_use(world)

    @cached_property
    def summary(self) -> dict[str, float]:
        """Every measure of :data:`sim.measures.MEASURES` by key; nan where undefined."""
        return measures.summarise(self.world, self.scenario)

    # ---- tables ----------------------------------------------------------------------------

    @cached_property
    def households(self) -> pd.DataFrame:
        """One row per episode of a household: who, what it needed, what became of it.

        What the household is (``persons``, ``income``, ``follow_up_level``: 0 none, 1 ordinary,
        2 intensive) is as it stands at the end of the run.  ``applied_at`` and ``approved_at``:
        the first time for a municipal dwelling.  The columns ``days ...`` split the way to the end
        of the episode by cause.
        """
        world = self.world
        rows = world.episodes[: world.clock[0].episodes]
        people = world.households[rows.household]
        table = self._frame(
            household=people.identity,
            episode=rows.number,
            group=_names(Group, people.group),
            district=self._district_names(people.district),
            persons=people.persons,
            income=people.income,
            follow_up_level=people.follow_up_level,
            presenting=_names(Need, rows.presenting),
            needs=_sets(Need, rows.needs),
            recognised=_sets(Need, rows.recognised),
            met=_sets(Need, rows.met),
            ground=_names(Ground, rows.ground),
            acute=rows.acute == 1,
            homeless=rows.homeless == 1,
            returned=rows.returned == 1,
            need_at=self._days(rows.need_at),
            assessed_at=self._days(rows.assessed_at),
            applied_at=self._days(rows.applied_at),
            decided_at=self._days(rows.decided_at),
            approved_at=self._days(rows.approved_at),
            home_at=self._days(rows.home_at),
            all_met_at=self._days(rows.all_met_at),
            ended_at=self._days(rows.ended_at),
            outcome=_names(Outcome, rows.outcome),
            contacts=rows.contacts,
            referrals=rows.referrals,
            bounces=rows.bounces,
            retold=rows.retold,
            units_met=rows.units_met,
            loops=rows.loops,
            coordination_hours=rows.coordination_hours,
            straight_to_list=rows.straight_to_list == 1,
            homeless_nights=rows.homeless_nights,
            temporary_nights=rows.temporary_nights,
        )
        critical = rows.critical
        days = np.where(critical[:, None] >= 0, world.application_days[critical], np.nan)
        for cause in Cause:
            table[f"days {label(cause)}"] = days[:, cause]
        return table

    @cached_property
    def applications(self) -> pd.DataFrame:
        """One row per application, assessments included.

        ``episode`` is the number of the household's, as in ``households``; -1 for a tenant
        who is helped to move on.  ``judged_ground`` is the ground as the allocator judged it
        (empty: nothing has been judged); ``approved``: a meeting or a superior has approved
        the decision; ``for_deposit``: social assistance to pay a deposit with.
        """
        world = self.world
        number = np.append(world.episodes.number, -1)
        count = world.clock[0].applications
        rows = world.applications[:count]
        judged = np.isfinite(rows.decided) & (rows.task == Task.ALLOCATE_DWELLINGS)
        table = self._frame(
            household=world.households.identity[rows.household],
            episode=number[rows.episode],
            task=_names(Task, rows.task),
            parent=rows.parent,
            phase=_names(Phase, rows.phase),
            unit=self._unit_names(rows.unit),
            first_unit=self._unit_names(rows.first_unit),
            right_unit=self._unit_names(rows.right_unit),
            sends=rows.sends,
            bounces=rows.bounces,
            contests=rows.contests,
            offers=rows.offers,
            created=self._days(rows.created),
            arrived=self._days(rows.arrived),
            decided=self._days(rows.decided),
            closed=self._days(rows.closed),
            granted=rows.granted == 1,
            judged_ground=_names(Ground, np.where(judged, rows.judged_ground, NOBODY)),
            approved=rows.approved == 1,
            appealed=_names(Appeal, rows.appealed),
            for_deposit=rows.for_deposit == 1,
        )
        for cause in Cause:
            table[f"days {label(cause)}"] = world.application_days[:count, cause]
        return table

    @cached_property
    def dwellings(self) -> pd.DataFrame:
        """One row per municipal dwelling, as it stands at the end.

        A flat sold to its tenant keeps its row, in the phase ``sold``, until another has been
        bought for it; a dwelling that has been ordered and is not there yet is ``ordered``.
        """
        there = np.flatnonzero(self.world.dwellings.phase != DwellingPhase.NOT_THERE)
        rows = self.world.dwellings[there]
        return self._frame(
            dwelling=there,
            category=_names(Category, rows.category),
            ownership=_names(Ownership, rows.ownership),
            district=self._district_names(rows.district),
            rooms=rows.rooms,
            accessible=rows.accessible == 1,
            allocator=self._unit_names(rows.allocator),
            phase=_names(DwellingPhase, rows.phase),
            vacancies=rows.vacancy_number,
        )

    @cached_property
    def vacancies(self) -> pd.DataFrame:
        """One row per spell of a dwelling without a tenant, unfinished ones included.

        ``category`` is that of the dwelling at the end of the run.  ``out_of_service``: it was
        taken out of service meanwhile, or is a flat bought to replace another.
        """
        world = self.world
        count = world.clock[0].vacancies
        rows = world.vacancies[:count]
        table = self._frame(
            dwelling=rows.dwelling,
            number=rows.number,
            category=_names(Category, world.dwellings.category[rows.dwelling]),
            ownership=_names(Ownership, world.dwellings.ownership[rows.dwelling]),
            notice_at=self._days(rows.notice_at),
            move_out=self._days(rows.move_out),
            ready_at=self._days(rows.ready_at),
            contract_at=self._days(rows.contract_at),
            with_notice=rows.with_notice == 1,
            damage=rows.damage == 1,
            out_of_service=rows.out_of_service == 1,
            offers=rows.offers,
            waiting_for=_names(VacancyCause, rows.cause),
        )
        for cause in VacancyCause:
            table[f"days {label(cause)}"] = world.vacancy_days[:count, cause]
        return table

    @cached_property
    def tenancies(self) -> pd.DataFrame:
        """One row per tenancy, municipal and private, running ones included."""
        world = self.world
        rows = world.tenancies[: world.clock[0].tenancies]
        return self._frame(
            household=world.households.identity[rows.household],
            group=_names(Group, world.households.group[rows.household]),
            dwelling=rows.dwelling,
            tenure=_names(Tenure, rows.tenure),
            start=self._days(rows.start),
            contract_end=self._days(rows.contract_end),
            contracts=rows.contracts,
            notice_at=self._days(rows.notice_at),
            end=self._days(rows.end),
            reason=_names(TenancyEnd, rows.reason),
            destination=_names(Tenure, rows.destination),
            entered_from=_names(Tenure, rows.entered_from),
            able_at_entry=rows.able_at_entry == 1,
            reviews=rows.reviews,
            review_outcome=_names(ReviewOutcome, rows.review_outcome),
        )

    @cached_property
    def follow_ups(self) -> pd.DataFrame:
        """One row per spell of follow-up, running ones included.

        ``level``: 1 ordinary or 2 intensive, at the start; ``places``: ordinary places it takes
        (at the end of the spell, or of the run); ``with_dwelling``: it began together with a
        tenancy.
        """
        world = self.world
        rows = world.follow_ups[: world.clock[0].follow_ups]
        return self._frame(
            household=world.households.identity[rows.household],
            group=_names(Group, world.households.group[rows.household]),
            unit=self._unit_names(rows.unit),
            level=rows.level,
            places=rows.weight,
            start=self._days(rows.start),
            end=self._days(rows.end),
            with_dwelling=rows.with_dwelling == 1,
        )

    @cached_property
    def meetings(self) -> pd.DataFrame:
        """One row per committee: who leads it, how often it may meet (days), how often it did.

        ``meetings`` counts the whole run, the warm-up included; of a committee that came with a
        reorganisation, what there has been of the run since.
        """
        bodies = self.scenario.organisation.bodies
        rows = self.world.bodies
        return self._frame(
            body=np.array([body.name for body in bodies], dtype=object),
            led_by=self._unit_names(rows.led_by),
            every=rows.every,
            decides=rows.decides == 1,
            meetings=rows.meetings,
        )

    @cached_property
    def groups(self) -> pd.DataFrame:
        """One row per group of households with a need in the window: what became of them.

        The columns are measures, defined as in the summary (:mod:`sim.measures`).
        """
        names, columns = breakdown.by_group(self.world, self.scenario, measures.MEASURES)
        return self._frame(group=np.array(names, dtype=object), **_arrays(columns))

    @cached_property
    def districts(self) -> pd.DataFrame:
        """The same, one row per district; no rows where the town is in one piece."""
        names, columns = breakdown.by_district(self.world, self.scenario, measures.MEASURES)
        return self._frame(district=np.array(names, dtype=object), **_arrays(columns))

    @cached_property
    def categories(self) -> pd.DataFrame:
        """One row per category of dwelling: how many, how often let, how long empty and why.

        See :func:`sim.measures.breakdown.by_category`.
        """
        names, columns = breakdown.by_category(self.world, self.scenario, measures.MEASURES)
        return self._frame(category=np.array(names, dtype=object), **_arrays(columns))

    @cached_property
    def caseworkers(self) -> pd.DataFrame:
        """One row per post, crews included: what it did in the whole run.

        After a reorganisation the posts are those of the new organisation, and what they did since.
        """
        world = self.world
        rows = world.caseworkers
        end = self.scenario.warm_up + self.scenario.observe
        busy = rows.busy_days + np.where(rows.work_item >= 0, end - rows.busy_since, 0.0)
        return self._frame(
            caseworker=np.arange(len(rows)),
            unit=self._unit_names(rows.unit),
            crew=world.desks.crew[rows.desk] == 1,
            post=rows.post,
            items_done=rows.items_done,
            utilisation=busy / (end - rows.since),
        )

    @cached_property
    def units(self) -> pd.DataFrame:
        """One row per desk (a unit's caseworkers, or the crews) over the observation window.

        ``mean_wait_days``: days waited in the queue per item taken from it; the days of items
        that were withdrawn count too.
        """
        world = self.world
        window = measures.window(world)
        desks = measures.desk_sums(world)
        posts = np.array(
            [
                world.caseworkers.post[world.caseworkers.desk == d].sum()
                for d in range(len(world.desks))
            ]
        )
        knowledge = world.knowledge[world.desks.unit]
        held = np.isin(world.holder, world.desks.unit)
        with np.errstate(divide="ignore", invalid="ignore"):
            table = self._frame(
                unit=self._unit_names(world.desks.unit),
                crew=world.desks.crew == 1,
                positions=posts,
                utilisation=desks["worked_days"] / (posts * window),
                mean_queue=desks["queue_area"] / window,
                mean_wait_days=desks["waited"] / desks["taken"],
                items_per_year=desks["taken"] / window * YEAR,
                hours_per_year=desks["hours"] / window * YEAR,
                coordination_hours_per_year=desks["coordination_hours"] / window * YEAR,
            )
        for task in Task:
            if held[task].any():
                table[f"knowledge {label(task)}"] = knowledge[:, task]
        return table

    @cached_property
    def plans(self) -> pd.DataFrame:
        """One row per plan, or look at the waiting lists, of the strategy; none without one.

        ``kind``: "plan" or "look"; ``anchoring`` then; households waiting first for each category,
        summed, as ``reported`` and as they were (``actual``); ``error``: the differences, category
        by category, summed; dwellings ``planned``, and ``ordered`` of these.
        """
        used = int(self.world.strategy[0].plans) if len(self.world.strategy) > 0 else 0
        rows = self.world.register[:used]
        return self._frame(
            time=self._days(rows.time),
            kind=np.array(["look", "plan"], dtype=object)[rows.by_plan],
            anchoring=rows.anchoring,
            reported=rows.reported,
            actual=rows.actual,
            error=rows.error,
            planned=rows.planned,
            ordered=rows.ordered,
        )

    @cached_property
    def orders(self) -> pd.DataFrame:
        """One row per dwelling ordered by the strategy: when, when it comes, what it costs (NOK).

        ``dwelling`` is its row in ``dwellings``; ``category`` that at the end of the run.
        """
        world = self.world
        count, first = (
            (int(world.strategy[0].orders), int(world.strategy[0].first_new))
            if len(world.strategy) > 0
            else (0, 0)
        )
        rows, homes = world.orders[:count], world.dwellings[first : first + count]
        return self._frame(
            dwelling=first + np.arange(count),
            category=_names(Category, homes.category),
            rooms=homes.rooms,
            accessible=homes.accessible == 1,
            ordered=self._days(rows.ordered),
            comes=self._days(rows.comes),
            price=rows.price,
        )

    @cached_property
    def timeline(self) -> pd.DataFrame:
        """Month by month: means of the levels and of each unit's queue and utilisation.

        ``anchoring``: where a strategy is pursued.
        """
        world = self.world
        marks = world.marks[: world.clock[0].marks]
        length = np.diff(marks[:, 0])
        table = self._frame(start=self._days(marks[:-1, 0]), end=self._days(marks[1:, 0]))
        for level in Level:
            table[label(level)] = np.diff(marks[:, 1 + level]) / length
        if len(world.strategy) > 0:
            anchored = world.strategy_marks[: len(marks), STRATEGY_COLUMNS.index("anchoring")]
            table["anchoring"] = np.diff(anchored) / length
        for desk in range(len(world.desks)):
            name = self._desk_name(desk)
            first = 1 + len(Level) + desk * len(DESK_COLUMNS)
            table[f"queue: {name}"] = np.diff(marks[:, first]) / length
            table[f"working positions: {name}"] = np.diff(marks[:, first + 1]) / length
        return table

    @cached_property
    def events(self) -> pd.DataFrame:
        """One row per event, in order; empty unless the run kept a log.

        The columns and what each event means: :mod:`sim.eventlog`, and ``docs/event-log.md``.
        """
        from sim import eventlog

        return eventlog.table(self.scenario, self.seed, self.world)

    # ---- helpers ---------------------------------------------------------------------------

    @staticmethod
    def _frame(**columns: np.ndarray) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame(columns)

    def _days(self, times: np.ndarray) -> np.ndarray:
        """Kernel times as days from the start of observation; never is missing."""
        days = np.asarray(times, dtype=float) - self.scenario.warm_up
        return np.where(np.isfinite(days), days, np.nan)

    def _district_names(self, districts: np.ndarray) -> np.ndarray:
        """The names of districts; empty where the town is in one piece."""
        names = [district.name for district in self.scenario.organisation.districts]
        if not names:
            return np.full(len(districts), "", dtype=object)
        return np.array([*names, ""], dtype=object)[districts]

    def _unit_names(self, units: np.ndarray) -> np.ndarray:
        names = [unit.name for unit in self.scenario.organisation.units]
        return np.array([*names, ""], dtype=object)[units]

    def _desk_name(self, desk: int) -> str:
        row = self.world.desks[desk]
        name = self.scenario.organisation.units[row.unit].name
        return f"{name} (crews)" if row.crew else name


def _arrays(columns: dict[str, list[float]]) -> dict[str, np.ndarray]:
    return {name: np.array(values) for name, values in columns.items()}


def _names(vocabulary: type[IntEnum], codes: np.ndarray) -> np.ndarray:
    """The labels of codes; -1 (nobody, none) is empty."""
    return np.array([*(label(member) for member in vocabulary), ""], dtype=object)[codes]


def _sets(vocabulary: type[IntEnum], bits: np.ndarray) -> np.ndarray:
    """Bit sets as labels joined by plus signs."""
    distinct, which = np.unique(bits, return_inverse=True)
    texts = [
        "+".join(label(member) for member in vocabulary if value >> member & 1)
        for value in distinct.tolist()
    ]
    return np.array(texts, dtype=object)[which]
