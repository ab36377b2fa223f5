"""Assessment: a caseworker hears a household out and recognises what it needs.

A need is seen when its visibility (a property of the household) lies below what the
caseworker's knowledge of the matching instrument reaches.  What is not seen may be seen at
a later contact by somebody who knows more, or shows itself as a failed tenancy.  For every
need seen, other than the dwelling, an application goes to the unit believed responsible.
"""

from __future__ import annotations

from sim import cases
from sim.bookkeeping import bit, lacks, note
from sim.jit import rule
from sim.names import Need
from sim.state import NEVER, NOBODY, Happening, Phase


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
    # A second look in an episode does not make a check undone.
    if row.checks == 1:
        person.checked = 1
    if lacks(person, Need.DWELLING):
        person.recognised |= bit(Need.DWELLING)
        person.case_unit = unit
    cases.close(world, now, application, Phase.PASSED_ON)
    cases.apply_for_what_is_seen(world, now, application, unit, worker)
