"""What a decision is about, as a number: the occasion in the keys of its draws.

A key names the need or the lease that a decision belongs to, the task, the category of
dwelling and, where a task comes again on one way, how-manieth it is.  It never counts what a
household has been through, so the same decision draws the same luck in every organisation.

The numbers fit the 32 bits that a draw reads: 4096 episodes, 256 tenancies with 16 contracts.
"""

from __future__ import annotations

from sim.jit import rule
from sim.names import Task
from sim.state import NOBODY

#: Room for the tasks, and for the categories of dwelling.
TASKS = 32
CATEGORIES = 8
#: Room for how often a task comes again on one way.
REPEATS = 32
#: Room for how often one application is sent, or offered a dwelling.
SENDS = 64
#: Room for the contracts of one tenancy.
CONTRACTS = 16
#: Room for the posts of a municipality; what else is in a key with a post has 4096 values.
POSTS = 1 << 20
#: More holders than a post has in a run: those of posts brought later are told from those before.
HOLDERS = 1 << 16

#: The first group of a strategy, among what two people may meet in.
_GROUPS = 4094

_ABOUT = TASKS * CATEGORIES * REPEATS


@rule
def of_application(world, task, episode, parent, household):
    """Key of an application for ``task``: of ``parent``'s way, else of ``episode``.

    Follow-up may be needed again within an episode, so its key says which time it is.
    """
    person = world.households[household]
    repeats = 0
    if task == Task.ORDER_FOLLOW_UP or task == Task.PROVIDE_FOLLOW_UP:
        repeats = person.follow_up_steps
    if parent != NOBODY:
        occasion = world.applications[parent].key // _ABOUT
        earlier = parent
        while earlier != NOBODY:
            if world.applications[earlier].task == task:
                repeats += 1
            earlier = world.applications[earlier].parent
    else:
        occasion = 2 * world.episodes[episode].number
    return (occasion * TASKS + task) * CATEGORIES * REPEATS + repeats % REPEATS


@rule
def of_contract(world, tenancy, contract):
    """Key of what happens once in a contract of a tenancy."""
    return world.tenancies[tenancy].number * CONTRACTS + contract % CONTRACTS


@rule
def of_lease(world, task, tenancy, contract):
    """Key of work of ``task``, or of an application for it, on a contract of a tenancy.

    Occasions of leases are odd, those of episodes even.
    """
    occasion = 2 * of_contract(world, tenancy, contract) + 1
    return (occasion * TASKS + task) * CATEGORIES * REPEATS


@rule
def of_category(key, category):
    """The key of an application that is for one ``category`` of dwellings."""
    return key + category * REPEATS


@rule
def of_deposit(key):
    """The key of an application for social assistance that is for a deposit alone."""
    return of_category(key, CATEGORIES - 1)


@rule
def of_members(world, one, other, number):
    """Key (whose, and which occasion) of two members of a committee: their posts, and which it is.

    A committee is named by the number that tells it from others in which the two meet, and by what
    brought it.
    """
    body = world.bodies[number]
    whose = body.number * POSTS + world.caseworkers[one].post_number
    return whose, body.brought_by * POSTS + world.caseworkers[other].post_number


@rule
def of_group_members(world, one, other, group):
    """Key (whose, and which occasion) of two members of a group of the strategy: their posts, and
    which it is; the numbers of committees end before those of groups."""
    whose = (_GROUPS + int(group)) * POSTS + int(world.caseworkers[one].post_number)
    return whose, world.caseworkers[other].post_number


@rule
def of_holder(world, worker):
    """Which holder somebody is of all that the post has in a run (its how-manieth, of those since
    the reorganisation that brought the post)."""
    person = world.caseworkers[worker]
    return person.brought_by * HOLDERS + person.incumbent


@rule
def sent(world, application):
    """Key of what happens to an application the next time it is sent, or offered a home."""
    row = world.applications[application]
    return row.key * SENDS + row.sends % SENDS
