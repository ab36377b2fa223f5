"""Assessment: a caseworker hears a household out and recognises what it needs.

A need is seen when its visibility (a property of the household) lies below what the
caseworker's knowledge of the matching instrument reaches.  What is not seen may be seen at
a later contact by somebody who knows more, or shows itself as a failed tenancy.  For every
need seen, other than the dwelling, an application goes to the unit believed responsible.
"""

from __future__ import annotations

from sim import cases
from sim.bookkeeping import bit, has, note
from sim.jit import rule
from sim.names import Need
from sim.state import NEVER, NOBODY, Happening, Phase

#: Needs that have one instrument each, applied for as soon as they are seen.
_WITH_INSTRUMENT = (Need.HOUSING_ALLOWANCE, Need.SOCIAL_ASSISTANCE, Need.DEBT_ADVICE)


@rule
def on_assessed(world, now, application, unit, worker):
    """The household has been heard out at ``unit``."""
    row = world.applications[application]
    if row.phase >= Phase.GRANTED:
        return
    household = row.household
    episode = world.episodes[row.episode]
    if episode.assessed_at == NEVER:
        episode.assessed_at = now
    note(world, now, Happening.ASSESSED, household, application, unit, worker, NOBODY, NOBODY)
    person = world.households[household]
    if has(person.needs, Need.DWELLING):
        person.recognised |= bit(Need.DWELLING)
        person.case_unit = unit
    cases.close(world, now, application, Phase.PASSED_ON)
    apply_for_what_is_seen(world, now, application, unit, worker)


@rule
def apply_for_what_is_seen(world, now, application, unit, worker):
    """After any contact: what this unit sees is applied for, what it holds or elsewhere.

    A case left over from an earlier episode is no occasion: the household is heard out anew.
    """
    parent = world.applications[application]
    household = parent.household
    person = world.households[household]
    if parent.episode != person.episode:
        return
    for need in _WITH_INSTRUMENT:
        if not has(person.needs, need) or has(person.recognised, need):
            continue
        if not cases.recognises(world, unit, household, need):
            continue
        person.recognised |= bit(need)
        task = cases.task_of(need)
        opened = cases.open_application(
            world,
            now,
            household,
            task,
            parent.episode,
            application,
            unit,
            world.holder[task, person.group],
        )
        cases.send(world, now, opened, unit, worker)
    if parent.episode >= 0 and world.episodes[parent.episode].outcome == 0:
        world.episodes[parent.episode].recognised = person.recognised
