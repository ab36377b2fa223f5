"""A run as a Mesa model: to step through, to look at, and to ask its agents.

:class:`HousingModel` advances the kernel a day (or a week) at a time.  The agents hold no
state of their own but read the records, so what comes out is that of :func:`sim.run` to the
last bit.  A few questions (``docs/examples/step_through_a_year.py`` has more):

    import sim

    model = sim.HousingModel("moss-2009", seed=1)
    while model.day < 365:
        model.step()
    waiting = model.households.select(lambda household: household.waiting)
    longest = min(waiting, key=lambda household: household.waiting_since)
    print(longest.group, longest.needs, [case.phase for case in longest.applications])
    for unit in model.units:
        print(unit.name, unit.queue, unit.listed, unit.places_taken)

Days are counted from the start of observation, as in the tables of a result: they are
negative during the warm-up.  What has not happened, or is not there, is ``None``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import IntEnum
from functools import partial
from typing import Any, NamedTuple

import mesa
import numpy as np
from mesa.agent import AgentSet

from sim import agenda, running, start
from sim.names import Category, Ground, Group, Need, Ownership, Task, Tenure, label
from sim.organisation import tasks_of
from sim.result import Result
from sim.scenario import load
from sim.scenario.resolved import Scenario
from sim.scenario.union import with_common_units
from sim.state import (
    ABSENT,
    NOBODY,
    DwellingPhase,
    Event,
    Level,
    Outcome,
    Phase,
    VacancyCause,
    WorkKind,
    World,
)

#: The levels that the data collector follows, and the names it gives them.
_FOLLOWED = {
    "waiting": Level.WAITING,
    "on lists": Level.LISTED,
    "before a committee": Level.AWAITING_MEETING,
    "homeless": Level.HOMELESS,
    "waiting for a room": Level.AWAITING_ROOM,
    "in temporary housing": Level.TEMPORARY,
    "waiting for follow-up": Level.AWAITING_FOLLOW_UP,
    "in follow-up": Level.IN_FOLLOW_UP,
    "paid housing allowance": Level.ALLOWANCE_RECIPIENTS,
    "municipal tenants": Level.MUNICIPAL_TENANTS,
    "private tenants": Level.PRIVATE_TENANTS,
    "empty dwellings": Level.VACANT,
    "out of service": Level.OUT_OF_SERVICE,
    "flats sold and not replaced": Level.SOLD,
}

#: The levels of follow-up in words.
_LEVELS_OF_FOLLOW_UP = ("none", "ordinary", "intensive")


class HousingModel(mesa.Model):
    """A run of ``scenario`` (or of the scenario file of that path or name) with ``seed``.

    ``step_days`` is the length of a step: 1 a day, 7 a week.  With ``log`` the result has a
    table of events.  ``running`` turns false at the end of observation; ``run_model`` steps
    on till then.  ``datacollector`` writes down some levels and every unit's queue after
    each step; put another in its place to follow something else.

    ``ValueError`` if ``step_days`` is not a positive number; what :func:`sim.load` raises if
    the scenario cannot be read.
    """

    def __init__(
        self,
        scenario: Scenario | str,
        seed: int = 1,
        step_days: float = 1.0,
        log: bool = False,
    ) -> None:
        running.check_seed(seed)
        super().__init__(rng=seed)
        self.running: bool = True
        if not (step_days > 0.0 and math.isfinite(step_days)):
            raise ValueError(f"step_days {step_days}: expected a positive number of days")
        read = load(scenario) if isinstance(scenario, str) else scenario
        self.resolved = with_common_units(read)
        self.run_seed = seed
        self.step_days = step_days
        self._end = self.resolved.warm_up + self.resolved.observe
        self._steps_done = 0
        self._world = start.world(self.resolved, seed, log)
        self._world = running.advance(self._world, 0.0, self.resolved)
        self._units = [
            ServiceUnit(self, row) for row in range(len(self.resolved.organisation.units))
        ]
        self._caseworkers = [Caseworker(self, row) for row in range(len(self._world.caseworkers))]
        self._dwellings: dict[int, Dwelling] = {}
        self._build()
        self._committees = [Committee(self, row) for row in range(len(self._world.bodies))]
        self._households: dict[int, Household] = {}
        self._arrived = 0
        for row in self._dwellings:  # each has a tenant on day 0
            self._households[row] = Household(self, row)
        self._welcome()
        self.datacollector = mesa.DataCollector(model_reporters=self._reporters())

    # ---- time ------------------------------------------------------------------------------

    def step(self) -> None:
        """Let ``step_days`` pass; at the end of observation nothing is left to happen."""
        if not self.running:
            return
        self._steps_done += 1
        until = min(self._steps_done * self.step_days, self._end)
        self._world = running.advance(self._world, until, self.resolved)
        if len(self._world.orders) > 0:
            self._build()
        self._welcome()
        self.running = until < self._end
        self.datacollector.collect(self)

    @property
    def day(self) -> float:
        """Days since the start of observation; negative during the warm-up."""
        return float(self._world.clock[0].now) - self.resolved.warm_up

    def result(self) -> Result:
        """Summary and tables of the finished run, equal to those of :func:`sim.run`.

        ``RuntimeError`` before its end.
        """
        if self.running:
            days = self._end - self.resolved.warm_up - self.day
            raise RuntimeError(f"the run has {days:g} days to go: call run_model() first")
        return Result(self.resolved, self.run_seed, self._world)

    def _build(self) -> None:
        """Dwellings become agents when they are there: most from day 0, others when they come."""
        for row in np.flatnonzero(self._world.dwellings.phase < DwellingPhase.NOT_THERE).tolist():
            if row not in self._dwellings:
                self._dwellings[row] = Dwelling(self, row)

    def _welcome(self) -> None:
        """Those whose need has arisen become agents."""
        arrived = int(self._world.clock[0].next_arrival)
        for row in self._world.arrivals[self._arrived : arrived].tolist():
            self._households[row] = Household(self, row)
        self._arrived = arrived

    # ---- agents ----------------------------------------------------------------------------

    @property
    def world(self) -> World:
        """The records of the run as they stand; do not change them.

        In rows that are not in use yet may lie anything; :func:`sim.state.rows_in_use` leaves
        those out.
        """
        return self._world

    @property
    def households(self) -> AgentSet:
        """Everyone who has asked for help so far, and the tenants of day 0."""
        return self._all(Household)

    @property
    def units(self) -> AgentSet:
        """The units of the organisation, in its order."""
        return self._all(ServiceUnit)

    @property
    def caseworkers(self) -> AgentSet:
        """Caseworkers and maintenance crews, post by post."""
        return self._all(Caseworker)

    @property
    def dwellings(self) -> AgentSet:
        """Municipal dwellings."""
        return self._all(Dwelling)

    @property
    def committees(self) -> list[Committee]:
        """The committees of the organisation, in its order."""
        return list(self._committees)

    def _all(self, kind: type[mesa.Agent]) -> AgentSet:
        if kind in self.agents_by_type:
            return self.agents_by_type[kind]
        return AgentSet([], random=self.random)

    def household_in(self, row: int) -> Household:
        """The agent of a row of households; ``KeyError`` before its need has arisen."""
        return self._households[row]

    def unit_in(self, row: int) -> ServiceUnit:
        """The agent of a row of units."""
        return self._units[row]

    def caseworker_in(self, row: int) -> Caseworker:
        """The agent of a row of caseworkers."""
        return self._caseworkers[row]

    def dwelling_in(self, row: int) -> Dwelling:
        """The agent of a row of dwellings."""
        return self._dwellings[row]

    def committee_in(self, row: int) -> Committee:
        """The committee of a row of bodies."""
        return self._committees[row]

    def in_line(self, line: int) -> list[Household]:
        """The households whose applications stand in a line (:mod:`sim.lines`), the first first."""
        cases = self._world.applications
        return [self.household_in(cases[number].household) for number in self.cases_in_line(line)]

    def cases_in_line(self, line: int) -> list[int]:
        """The rows of the applications that stand in a line, the first first."""
        found = []
        number = self._world.lines[line].first
        while number != NOBODY:
            found.append(int(number))
            number = self._world.in_line[number].next
        return found

    @property
    def first_queue(self) -> int:
        """The line for places in follow-up at the first unit; those at the others come next."""
        return self.first_agenda - len(self._world.units)

    @property
    def first_agenda(self) -> int:
        """The line of cases for the first committee; those for the others come next, and then those
        of cases contested between their members, and the line for rooms."""
        return len(self._world.lines) - 1 - 2 * len(self._world.bodies)

    def district_called(self, number: int) -> str | None:
        """The name of a district; ``None`` in a town in one piece."""
        districts = self.resolved.organisation.districts
        return districts[number].name if districts else None

    def in_days(self, time: float) -> float | None:
        """A time of the records as days from the start of observation; ``None`` for never."""
        return float(time) - self.resolved.warm_up if math.isfinite(time) else None

    # ---- data collector --------------------------------------------------------------------

    def _reporters(self) -> dict[str, Callable[[HousingModel], int]]:
        levels = {name: partial(_level, which=level) for name, level in _FOLLOWED.items()}
        queues = {f"queue: {unit.name}": partial(_queue, unit=unit.row) for unit in self._units}
        return {**levels, **queues}


def _level(model: HousingModel, which: Level) -> int:
    return int(model.world.levels[which].value)


def _queue(model: HousingModel, unit: int) -> int:
    return model.unit_in(unit).queue


class OpenApplication(NamedTuple):
    """Something a household has applied for and has no answer to: where the case stands."""

    task: str
    phase: str
    unit: ServiceUnit
    since: float  # day on which this phase began


class FollowUpInPlace(NamedTuple):
    """Follow-up that a household has: whose, how much, since when."""

    unit: ServiceUnit
    level: str  # ordinary or intensive, as it is needed by now
    places: float  # ordinary places it takes
    since: float  # day
    with_home: bool  # whether it began together with a tenancy


class Committee:
    """A committee: no agent (its members are), but somewhere a household's case may wait."""

    def __init__(self, model: HousingModel, row: int) -> None:
        self.model = model
        self.row = row

    @property
    def _record(self) -> Any:
        return self.model.world.bodies[self.row]

    @property
    def name(self) -> str:
        return self.model.resolved.organisation.bodies[self.row].name

    @property
    def led_by(self) -> ServiceUnit:
        """The unit that prepares its cases."""
        return self.model.unit_in(self._record.led_by)

    @property
    def members(self) -> list[ServiceUnit]:
        """The units that attend."""
        body = self.model.resolved.organisation.bodies[self.row]
        return [self.model.unit_in(unit) for unit in body.members]

    @property
    def decides(self) -> bool:
        """Whether it decides; else it recommends, and its leader decides."""
        return bool(self._record.decides)

    @property
    def next_meeting(self) -> float:
        """The day on which its members are called next."""
        return float(self._record.next_meeting) - self.model.resolved.warm_up

    @property
    def in_session(self) -> bool:
        """Whether it has been called, and some member has still to come."""
        return bool(self._record.missing > 0)

    @property
    def waiting(self) -> list[Household]:
        """The households whose cases wait for it, in order of coming."""
        return self.model.in_line(self.model.first_agenda + self.row)

    @property
    def meetings(self) -> int:
        """How often it has met since the start of the run."""
        return int(self._record.meetings)


class _Reader(mesa.Agent):
    """An agent that reads row ``row`` of a table of the model's world."""

    model: HousingModel

    def __init__(self, model: HousingModel, row: int) -> None:
        super().__init__(model)
        self.row = row

    @property
    def _world(self) -> World:
        return self.model.world


class Household(_Reader):
    """A household: who it is, what it needs, where it lives, how far its case has come."""

    @property
    def _record(self) -> Any:
        return self._world.households[self.row]

    @property
    def _episode(self) -> Any:
        """The record of the latest time it needed help, or ``None``."""
        number = self._record.episode
        return self._world.episodes[number] if number != NOBODY else None

    @property
    def identity(self) -> int:
        """The number that tells the same household in every run of a seed."""
        return int(self._record.identity)

    @property
    def group(self) -> str:
        return label(Group(self._record.group))

    @property
    def district(self) -> str | None:
        """The district it lives in; ``None`` in a town in one piece."""
        return self.model.district_called(self._record.district)

    @property
    def persons(self) -> int:
        return int(self._record.persons)

    @property
    def income(self) -> float:
        """Net income, NOK per month."""
        return float(self._record.income)

    @property
    def allowance(self) -> float:
        """Housing allowance it is paid, NOK per month."""
        return float(self._record.allowance)

    @property
    def ground(self) -> str:
        return label(Ground(self._record.ground))

    @property
    def acute(self) -> bool:
        return bool(self._record.acute)

    @property
    def tenure(self) -> str:
        """Where it lives now."""
        return label(Tenure(self._record.tenure))

    @property
    def needs(self) -> list[str]:
        """What it needs help with, seen by a caseworker or not."""
        return _members(Need, self._record.needs)

    @property
    def needs_recognised(self) -> list[str]:
        """Those of its needs that a caseworker has seen."""
        return _members(Need, self._record.needs & self._record.recognised)

    @property
    def needs_met(self) -> list[str]:
        """Those of its needs that are met."""
        return _members(Need, self._record.needs & self._record.met)

    @property
    def follow_up_needed(self) -> str:
        """The level of follow-up it needs, in place or not: none, ordinary, intensive."""
        return _LEVELS_OF_FOLLOW_UP[self._record.follow_up_level]

    @property
    def follow_up(self) -> FollowUpInPlace | None:
        """The follow-up it has."""
        number = self._record.follow_up
        if number == NOBODY:
            return None
        spell = self._world.follow_ups[number]
        return FollowUpInPlace(
            self.model.unit_in(spell.unit),
            self.follow_up_needed,
            float(spell.weight),
            float(spell.start) - self.model.resolved.warm_up,
            bool(spell.with_dwelling),
        )

    @property
    def waiting(self) -> bool:
        """Whether it has a need that is not met, refused or given up yet."""
        return self.outcome == label(Outcome.OPEN)

    @property
    def waiting_since(self) -> float | None:
        """The day on which the need arose that it waits with; ``None`` if it does not wait."""
        return self.model.in_days(self._episode.need_at) if self.waiting else None

    @property
    def outcome(self) -> str | None:
        """What became of its latest need ("open": nothing yet); ``None`` if it never had one."""
        episode = self._episode
        return None if episode is None else label(Outcome(episode.outcome))

    @property
    def contacts(self) -> int:
        """How often it has dealt with a unit since its latest need arose."""
        return self._count("contacts")

    @property
    def referrals(self) -> int:
        """How often it has been sent to another unit since its latest need arose."""
        return self._count("referrals")

    @property
    def bounces(self) -> int:
        """How often its case has been turned away since its latest need arose."""
        return self._count("bounces")

    def _count(self, field: str) -> int:
        episode = self._episode
        return 0 if episode is None else int(episode[field])

    @property
    def applications(self) -> list[OpenApplication]:
        """What it has applied for and has no answer to, the latest first."""
        found = []
        number = self._record.first_application
        while number != NOBODY:
            case = self._world.applications[number]
            found.append(
                OpenApplication(
                    label(Task(case.task)),
                    label(Phase(case.phase)),
                    self.model.unit_in(case.unit),
                    float(case.since) - self.model.resolved.warm_up,
                )
            )
            number = case.next_of_household
        return found

    @property
    def waits_for_committee(self) -> Committee | None:
        """The committee that its case for a dwelling waits for."""
        number = self._record.first_application
        while number != NOBODY:
            case = self._world.applications[number]
            if case.phase == Phase.AWAITING_MEETING and case.line != NOBODY:
                return self.model.committee_in(case.line - self.model.first_agenda)
            number = case.next_of_household
        return None

    @property
    def dwelling(self) -> Dwelling | None:
        """The municipal dwelling it rents."""
        tenancy = self._record.tenancy
        if tenancy == NOBODY or self._world.tenancies[tenancy].dwelling == NOBODY:
            return None
        return self.model.dwelling_in(self._world.tenancies[tenancy].dwelling)


class ServiceUnit(_Reader):
    """A unit of the municipality: the tasks it holds, its people, its queue, its list."""

    @property
    def _desk(self) -> Any:
        return self._world.desks[self._world.units[self.row].desk]

    @property
    def name(self) -> str:
        return self.model.resolved.organisation.units[self.row].name

    @property
    def sector(self) -> str:
        return self.model.resolved.organisation.units[self.row].sector

    @property
    def district(self) -> str | None:
        """The district it serves; ``None`` for a unit of the whole town."""
        number = self.model.resolved.organisation.units[self.row].district
        return None if number is None else self.model.district_called(number)

    @property
    def tasks(self) -> list[str]:
        """The tasks it holds, for all or for some groups, categories or districts."""
        return [label(task) for task in tasks_of(self.model.resolved.organisation, self.row)]

    @property
    def positions(self) -> float:
        """Caseworkers in full positions, posts that stand empty too."""
        desk = self._desk
        people = self._world.caseworkers[desk.first_worker : desk.first_worker + desk.workers]
        return float(people.post.sum())

    @property
    def caseworkers(self) -> AgentSet:
        """Its caseworkers, without maintenance crews."""
        return self.model.caseworkers.select(
            lambda worker: worker.unit is self and not worker.is_crew
        )

    @property
    def queue(self) -> int:
        """How many pieces of work lie waiting for a caseworker."""
        return int(self._desk.queued)

    @property
    def listed(self) -> int:
        """How many stand on its waiting list for a dwelling."""
        return sum(int(self._world.lines[line].length) for of in self._lists for line in of)

    @property
    def waiting_list(self) -> list[Household]:
        """The households on its list for a dwelling: must grounds first, then by when they came.

        One that is listed twice stands there twice.
        """
        cases = self._world.applications
        found = []
        for of_ground in self._lists:
            listed = [number for line in of_ground for number in self.model.cases_in_line(line)]
            listed.sort(key=lambda number: (float(cases[number].arrived), number))
            found += [self.model.household_in(cases[number].household) for number in listed]
        return found

    @property
    def _lists(self) -> tuple[range, range]:
        """Its lines for a dwelling: of those on a must ground, and of those who wish for one."""
        kinds, units = int(self._world.settings[0].kinds_of_home), len(self._world.units)
        must, wish = kinds * self.row, kinds * (units + self.row)
        return range(must, must + kinds), range(wish, wish + kinds)

    @property
    def places(self) -> float:
        """The ordinary places in follow-up it has; 0 if it provides none."""
        return round(float(self._world.units[self.row].places), 6)  # a trace is for rounding

    @property
    def places_taken(self) -> float:
        """How many of them are taken."""
        return float(self._world.units[self.row].places_taken)

    @property
    def waiting_for_a_place(self) -> list[Household]:
        """The households that wait for a place in its follow-up, the first first."""
        return self.model.in_line(self.model.first_queue + self.row)

    @property
    def committees(self) -> list[Committee]:
        """The committees it attends."""
        return [committee for committee in self.model.committees if self in committee.members]

    def knowledge(self, task: str) -> float:
        """What its caseworkers know of an instrument, from 0 to 1; ``KeyError`` if unknown.

        Where they learn one by one, the average of those in post, as it was at the end of the last
        month or when somebody last came or went.
        """
        return float(self._world.knowledge[self.row, Task[task.upper()]])


class Caseworker(_Reader):
    """The holder of one post: a caseworker, or a maintenance crew.

    Where people live one by one (``people.learning``), it is whoever holds the post by now, and
    there may be nobody.  Where what they know has settled, it knows what its unit knows.
    """

    @property
    def _record(self) -> Any:
        return self._world.caseworkers[self.row]

    @property
    def unit(self) -> ServiceUnit:
        return self.model.unit_in(self._record.unit)

    @property
    def is_crew(self) -> bool:
        """Whether this is a maintenance crew."""
        return bool(self._world.desks[self._record.desk].crew)

    @property
    def post(self) -> float:
        """The share of a full position."""
        return float(self._record.post)

    @property
    def is_vacant(self) -> bool:
        """Whether the post stands empty: the last holder has left, and the next has not come."""
        return bool(self._record.work_item == ABSENT) or self.is_stand_in

    @property
    def is_stand_in(self) -> bool:
        """Whether this is somebody who stands in while the post is empty."""
        return bool(self._record.stand_in)

    @property
    def at_work(self) -> bool:
        """Whether somebody is there, the holder or a stand-in, with work in hand or free for it."""
        return bool(self._record.work_item != ABSENT)

    @property
    def is_key_person(self) -> bool:
        """Whether this is the key person, who keeps the overview as long as the post is held."""
        unit = self._world.settings[0].key_person
        if unit == NOBODY or self.is_crew or self.is_vacant:
            return False
        return bool(self.row == self._world.desks[self._world.units[unit].desk].first_worker)

    @property
    def is_leaving(self) -> bool:
        """Whether its holder goes as soon as the work in hand is done."""
        return bool(self._record.leaving)

    @property
    def holders(self) -> int:
        """How many have held the post since the start of the run, with the one of day 0."""
        return int(self._record.incumbent) + 1

    def knowledge(self, task: str) -> float:
        """What it knows of an instrument, from 0 to 1; ``KeyError`` if there is none of that name.

        Of an empty post, what whoever stands in knows, or else the last holder knew.  Of a crew it
        says nothing.
        """
        number = Task[task.upper()]
        if self._lives:
            return float(self._world.skills[self.row, number])
        return self.unit.knowledge(task)

    def knowledge_of_unit(self, unit: ServiceUnit) -> float:
        """How well it knows what another unit is responsible for, from 0 to 1."""
        if self._lives:
            return float(self._world.acquaintance[self.row, unit.row])
        return float(self._world.who_does_what[self._record.unit, unit.row])

    @property
    def contacts(self) -> list[Caseworker]:
        """Whom it can ring, at most one in each other unit; nobody if nobody is there.

        Where knowledge has settled there are only probabilities, and nobody is named.
        """
        if not self._lives or not self.at_work:
            return []
        known = self._world.contacts[self.row]
        return [self.model.caseworker_in(row) for row in known[known != NOBODY].tolist()]

    @property
    def _lives(self) -> bool:
        return bool(self._world.settings[0].people_live)

    @property
    def busy(self) -> bool:
        return bool(self._record.work_item >= 0)

    @property
    def working_on(self) -> str | None:
        """The kind of work in hand; of case work the task; ``None`` if free.

        Writing letters after a case is work too: "writing up".
        """
        work = self._work
        if work is None:
            return "writing up" if self.busy else None
        kind = WorkKind(work.kind)
        return label(Task(work.task)) if kind is WorkKind.HANDLE else label(kind)

    @property
    def household(self) -> Household | None:
        """The household whose case is in hand."""
        work = self._work
        if work is None or work.household == NOBODY:
            return None
        return self.model.household_in(work.household)

    @property
    def _work(self) -> Any:
        """The record of the work in hand; ``None`` if free, or done and being written up."""
        item = self._record.work_item
        if item < 0 or self._writes_up():
            return None
        return self._world.work[item]

    def _writes_up(self) -> bool:
        """Whether the work is done and letters are being written: the agenda has the end of it."""
        planned = agenda.waiting(self._world)
        return bool(((planned.event == Event.WRAPPED_UP) & (planned.subject == self.row)).any())

    @property
    def items_done(self) -> int:
        """Pieces of work done since the start of the run."""
        return int(self._record.items_done)

    @property
    def utilisation(self) -> float:
        """The share of time with work in hand, since the start of the run."""
        now = float(self._world.clock[0].now)
        busy = float(self._record.busy_days)
        if self.busy:
            busy += now - float(self._record.busy_since)
        return busy / now if now > 0.0 else 0.0


class Dwelling(_Reader):
    """A municipal dwelling."""

    @property
    def _record(self) -> Any:
        return self._world.dwellings[self.row]

    @property
    def category(self) -> str:
        return label(Category(self._record.category))

    @property
    def ownership(self) -> str:
        """Owned, a flat in a co-op, leased in, or a foundation's."""
        return label(Ownership(self._record.ownership))

    @property
    def district(self) -> str | None:
        """The district it lies in; ``None`` in a town in one piece."""
        return self.model.district_called(self._record.district)

    @property
    def rooms(self) -> int:
        return int(self._record.rooms)

    @property
    def accessible(self) -> bool:
        return bool(self._record.accessible)

    @property
    def allocator(self) -> ServiceUnit:
        """The unit with the right to allocate it."""
        return self.model.unit_in(self._record.allocator)

    @property
    def phase(self) -> str:
        """Let, vacated, ready, offered, taken, out of service, or sold."""
        return label(DwellingPhase(self._record.phase))

    @property
    def tenant(self) -> Household | None:
        if self._record.phase != DwellingPhase.LET:
            return None
        return self.model.household_in(self._world.tenancies[self._record.tenancy].household)

    @property
    def empty_since(self) -> float | None:
        """The day since which nobody lives there; ``None`` if it is let, or sold to its tenant."""
        vacancy = self._vacancy
        return None if vacancy is None else self.model.in_days(vacancy.move_out)

    @property
    def waiting_for(self) -> str | None:
        """What an empty dwelling waits for; ``None`` if it is let, or sold to its tenant."""
        vacancy = self._vacancy
        return None if vacancy is None else label(VacancyCause(vacancy.cause))

    @property
    def _vacancy(self) -> Any:
        if self._record.phase in (DwellingPhase.LET, DwellingPhase.SOLD):
            return None
        return self._world.vacancies[self._record.vacancy]


def _members(vocabulary: type[IntEnum], bits: int) -> list[str]:
    """The labels of the members of a bit set."""
    return [label(member) for member in vocabulary if int(bits) >> member & 1]
