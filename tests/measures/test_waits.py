"""Waits of a few households, reckoned on paper."""

from __future__ import annotations

import numpy as np
import pytest

from sim.measures import MEASURES
from sim.measures.observed import Run
from sim.names import Ground, Need
from sim.state import Cause, Outcome
from tests.finished import expect, finished, housed, left, needs

#: Need before the window: nothing of it may count.
EARLY = {"need_at": 90.0, "assessed_at": 99.0, "decided_at": 99.0, **housed(99.0)}


def test_waits_with_competing_ends_and_the_end_of_the_run():
    episodes = [
        EARLY,
        {"need_at": 100.0, "assessed_at": 102.0, "decided_at": 110.0, "approved_at": 110.0}
        | housed(400.0)
        | {"all_met_at": 400.0},
        {"need_at": 200.0, "assessed_at": 204.0, "decided_at": 240.0, "approved_at": 240.0}
        | {"ground": Ground.WISH}
        | housed(300.0, Outcome.ADAPTED)
        | {"all_met_at": 320.0},
        {"need_at": 300.0} | left(350.0, Outcome.GAVE_UP),
        # Another need only: in decisions and packages, not in waits for a home.
        {"need_at": 400.0, "needs": needs(Need.DEBT_ADVICE), "assessed_at": 401.0}
        | {"decided_at": 460.0, "all_met_at": 460.0}
        | left(460.0, Outcome.HELPED),
        {"need_at": 1000.0, "assessed_at": 1010.0},  # open at the end
    ]
    result = finished(start=100.0, days=1000.0, episodes=episodes)
    # Days 10, 40 and 60 to a decision, one gone on day 50, one censored on day 100.
    to_decision = 0.2 * 10 + 0.2 * 40 + 0.2 * 60
    left_undecided = 0.2 * 365 + 0.2 * 365
    # Days 100 and 300 to a home, one gone on day 50, one censored on day 100: the third of the
    # four to go is at risk with one other then.
    expect(
        result,
        assessment_wait=(2 + 4 + 10) / 4 + 365 / 4,
        assessment_wait_median=4.0,
        assessment_wait_p90=float("nan"),
        decision_wait=to_decision + left_undecided,
        decision_wait_median=60.0,
        decision_wait_p90=float("nan"),
        decided_within_month=0.2,
        home_wait=0.25 * 100 + 0.5 * 300 + 0.25 * 730,
        home_wait_median=300.0,
        home_wait_p90=float("nan"),
        home_within_year=0.75,
        days_waiting=0.25 * 50 + 0.25 * 100 + 0.5 * 300,
        list_wait_must=290.0,
        list_wait_must_median=290.0,
        list_wait_must_p90=290.0,
        list_wait_wish=60.0,
        list_wait_wish_median=60.0,
        list_wait_none=float("nan"),
        package_wait_p90=float("nan"),
    )


def test_medians_and_the_slowest_tenth():
    """Ten households, one of whom has everything on each of ten days."""
    days = range(1, 11)
    episodes = [
        {"need_at": 0.0, "assessed_at": day, "decided_at": 2.0 * day, "all_met_at": 4.0 * day}
        | housed(3.0 * day)
        for day in days
    ]
    expect(
        finished(episodes=episodes),
        assessment_wait_median=5.0,
        assessment_wait_p90=9.0,
        decision_wait_median=10.0,
        decision_wait_p90=18.0,
        home_wait_median=15.0,
        home_wait_p90=27.0,
        package_wait_median=20.0,
        package_wait_p90=36.0,
    )


def test_waits_on_the_list_by_ground():
    """From approval, each ground by itself: who leaves competes, the end of the run censors."""

    def approved(ground, ends, approved_at=110.0):
        return {"need_at": 100.0, "approved_at": approved_at, "ground": ground} | ends

    homes_on_a_must_ground = [
        approved(Ground.MUST, housed(115.0 + 10 * day), 115.0) for day in range(1, 11)
    ]
    on_a_wish_ground = [
        approved(Ground.WISH, housed(130.0)),
        approved(Ground.WISH, left(140.0, Outcome.GAVE_UP)),
        approved(Ground.WISH, housed(150.0)),
        approved(Ground.WISH, left(200.0, Outcome.OWN_SOLUTION)),
    ]
    without_a_ground = [
        approved(Ground.NONE, housed(160.0)),
        {"need_at": 900.0, "approved_at": 980.0, "ground": Ground.NONE},  # open at the end
        # Never approved: not on the list.
        {"need_at": 100.0, "ground": Ground.NONE} | left(105.0, Outcome.REFUSED),
    ]
    episodes = [
        # Of before the window, on the list in it.
        {"need_at": 90.0, "approved_at": 100.0, "ground": Ground.MUST} | housed(900.0),
        *homes_on_a_must_ground,
        *on_a_wish_ground,
        *without_a_ground,
    ]
    expect(
        finished(start=100.0, days=900.0, episodes=episodes),
        list_wait_must=55.0,
        list_wait_must_median=50.0,
        list_wait_must_p90=90.0,
        # One in four after 20 days, another after 40; the two who left never.
        list_wait_wish=0.25 * 20 + 0.25 * 40 + 0.5 * 730,
        list_wait_wish_median=40.0,
        list_wait_wish_p90=float("nan"),
        # The one that is open leaves the count after 20 days; the other has its home after 50.
        list_wait_none=50.0,
        list_wait_none_median=50.0,
        list_wait_none_p90=50.0,
    )


def test_waits_from_the_application_by_ground():
    """All who applied are in the curve of the ground they have, approved later or not."""

    def applied(ground, ends, applied_at=110.0, **dates):
        return {"need_at": 100.0, "applied_at": applied_at, "ground": ground} | dates | ends

    with_a_must_ground = [
        # Whether and when they are approved makes no difference, nor does their need.
        applied(Ground.MUST, housed(115.0 + 10 * day), 115.0, approved_at=115.0 + day)
        for day in range(1, 10)
    ] + [
        # Helped to another home before anybody had judged the application.
        applied(Ground.MUST, housed(220.0, Outcome.PRIVATE_RENTAL), 120.0, need_at=119.0)
    ]
    with_a_wish_ground = [
        applied(Ground.WISH, housed(150.0), approved_at=130.0),
        # Refused, and so without a home to the end; not known to any curve from approval.
        applied(Ground.WISH, left(120.0, Outcome.REFUSED)),
        applied(Ground.WISH, left(125.0, Outcome.GAVE_UP)),
        applied(Ground.WISH, housed(190.0), approved_at=130.0),
    ]
    without_a_ground = [
        applied(Ground.NONE, left(140.0, Outcome.REFUSED)),
        # Open at the end, after 20 days.
        {"need_at": 900.0, "applied_at": 980.0, "ground": Ground.NONE},
        # Never applied for a municipal dwelling: another way led home.
        {"need_at": 100.0, "ground": Ground.NONE} | housed(101.0, Outcome.BOUGHT),
        # In need of something else only, and yet in the books as having applied.
        {"need_at": 100.0, "applied_at": 100.0, "ground": Ground.NONE}
        | {"needs": needs(Need.DEBT_ADVICE)}
        | left(101.0, Outcome.HELPED),
    ]
    episodes = [
        # The need is from before the window, though the application is not.
        {"need_at": 90.0, "applied_at": 100.0, "ground": Ground.MUST} | housed(900.0),
        *with_a_must_ground,
        *with_a_wish_ground,
        *without_a_ground,
    ]
    expect(
        finished(start=100.0, days=900.0, episodes=episodes),
        application_wait_must=55.0,
        application_wait_must_median=50.0,
        application_wait_must_p90=90.0,
        # One in four after 40 days, another after 80; the other two never.
        application_wait_wish=0.25 * 40 + 0.25 * 80 + 0.5 * 730,
        application_wait_wish_median=80.0,
        application_wait_wish_p90=float("nan"),
        # Of those approved both have a home.
        list_wait_wish=0.5 * 20 + 0.5 * 60,
        list_wait_wish_median=20.0,
        application_wait_none=730.0,
        application_wait_none_median=float("nan"),
        application_wait_none_p90=float("nan"),
    )


def test_the_wait_from_the_application_is_the_one_before_approval_and_the_one_on_the_list():
    """Where all are approved after the same days, and all have a home in time."""
    days_on_the_list = [5.0, 30.0, 80.0, 200.0, 500.0]
    until_approval = 17.0
    episodes = [
        {"need_at": 3.0, "applied_at": 10.0, "approved_at": 10.0 + until_approval, "ground": ground}
        | housed(10.0 + until_approval + days)
        for ground in Ground
        for days in days_on_the_list
    ]
    summary = finished(episodes=episodes).summary
    for ground in Ground:
        for end, on_the_list in (("", 163.0), ("_median", 80.0), ("_p90", 500.0)):
            name = f"{ground.name.lower()}{end}"
            assert summary[f"list_wait_{name}"] == pytest.approx(on_the_list)
            from_application = summary[f"application_wait_{name}"]
            assert from_application == pytest.approx(on_the_list + until_approval)


def test_without_an_application_there_is_no_wait_from_one():
    expect(
        finished(episodes=[{"need_at": 1.0} | housed(9.0)]),
        application_wait_must=float("nan"),
        application_wait_must_median=float("nan"),
        application_wait_must_p90=float("nan"),
    )


def test_half_who_leave_the_list_leave_no_median():
    episodes = [
        {"need_at": 0.0, "approved_at": 10.0, "ground": ground} | ends
        for ground in Ground
        for ends in (housed(20.0), left(30.0, Outcome.GAVE_UP), left(40.0, Outcome.GAVE_UP))
    ]
    nothing = {
        f"list_wait_{ground.name.lower()}{end}": float("nan")
        for ground in Ground
        for end in ("_median", "_p90")
    }
    mean = (10 + 730 + 730) / 3
    expect(
        finished(episodes=episodes),
        list_wait_must=mean,
        list_wait_wish=mean,
        list_wait_none=mean,
        **nothing,
    )


def test_a_package_is_complete_when_the_last_need_is_met():
    both = needs(Need.DWELLING, Need.DEBT_ADVICE)
    episodes = [
        {"need_at": 100.0, "needs": both, "all_met_at": 150.0} | housed(130.0),
        # Found a home without help; debt advice came later.
        {"need_at": 100.0, "needs": both, "all_met_at": 200.0} | left(110.0, Outcome.OWN_SOLUTION),
        # The same, still waiting for debt advice at the end.
        {"need_at": 100.0, "needs": both, "open_tracks": 1} | left(110.0, Outcome.OWN_SOLUTION),
        {"need_at": 100.0, "needs": both} | left(140.0, Outcome.REFUSED),
    ]
    result = finished(start=100.0, days=500.0, episodes=episodes)
    expect(
        result,
        package_wait=0.25 * 50 + 0.25 * 100 + 0.5 * 730,
        package_wait_median=100.0,
        package_within_year=0.5,
    )


def test_the_days_of_all_causes_add_up_to_the_way():
    spent = [{cause: 1.0 + cause for cause in Cause}, dict.fromkeys(Cause, 2.5)]
    ways = [sum(days.values()) for days in spent]
    episodes = [
        EARLY | {"critical": 3},
        {"need_at": 100.0, "critical": 2, **housed(100.0 + ways[1])},
        {"need_at": 200.0, "critical": 0, **housed(200.0 + ways[0])},
        {"need_at": 300.0, "critical": 1, **left(310.0, Outcome.GAVE_UP)},
    ]
    applications = [
        {"days": spent[0]},
        {"days": {Cause.QUEUE: 10.0}},
        {"days": spent[1]},
        {"days": {Cause.QUEUE: 9.0}},
    ]
    result = finished(start=100.0, episodes=episodes, applications=applications)
    expect(
        result,
        **{
            f"wait_{cause.name.lower()}": (spent[0][cause] + spent[1][cause]) / 2 for cause in Cause
        },
    )
    causes = [key for key, one in MEASURES.items() if one.group == "causes"]
    assert len(causes) == len(Cause)
    assert sum(result.summary[key] for key in causes) == pytest.approx(sum(ways) / 2)


def test_a_cause_without_any_way_home_is_undefined():
    expect(finished(episodes=[{"need_at": 1.0}]), wait_queue=float("nan"))


def test_waits_of_a_part_are_those_of_the_part_alone():
    """Curves of a part, and of a part of it, are read off without sorting again."""
    rows = [
        {"need_at": float(n), "needs": needs(Need.DWELLING) if n % 3 else 0, "decided_at": n + when}
        for n, when in enumerate([9.0, 2.0, 40.0, 5.0, 2.0, 70.0, 1.0, 90.0, 3.0])
    ]
    run = Run((result := finished(episodes=rows)).world, result.scenario)
    mine = run.to_decision_of_home_seekers
    assert sorted(mine.days) == [2.0, 2.0, 3.0, 40.0, 70.0, 90.0]
    odd = np.array([n % 2 == 1 for n in range(9) if n % 3])
    assert mine.among(odd).days.tolist() == [2.0, 70.0, 90.0]
