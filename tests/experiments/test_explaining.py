"""One household's way in words: true to the records, complete, and readable."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from enum import IntEnum
from functools import cache
from io import StringIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from typer.testing import CliRunner

import sim
from experiments import explaining, steps, story, wording
from experiments.cli import app
from experiments.story import Chapter, Story, tell
from sim import bookkeeping, eventlog
from sim.names import Category, Ground, Group, Need, Task, label, labels
from sim.state import Cause, Outcome, Phase, ReviewOutcome, TenancyEnd
from tests.building import OTHERS, organisation
from tests.pathway.test_districts import coordinated, knowing
from tests.shortened import LOGGED, logged, shortened
from tests.worlds import bits, first_tenant, leaving_at, play, tiny

#: What no sentence may hold: names of files and tables, gaps, values that are missing.
_RAW = re.compile(r"[a-z]_[a-z]|[{}\[\]]|\bnan\b|None|  |\(\)|\.\.|-1\b")


def sentences(chapter: Chapter) -> list[str]:
    return [
        *chapter.before,
        *(step.text for step in (*chapter.steps, *chapter.afterwards)),
        *chapter.after,
    ]


def printed(stories: list[Story], width: int) -> str:
    out = StringIO()
    explaining.print_stories(Console(file=out, width=width, highlight=False), stories)
    return out.getvalue()


# ---- by hand -------------------------------------------------------------------------------


def asked_at_the_wrong_door() -> sim.Result:
    """Asked at B for an allowance that A grants; hours are days, a letter takes eight."""
    units = organisation({"A": OTHERS, "town service": (Task.SOCIAL_ASSISTANCE,)})
    place = tiny(
        units, doors__household_knowledge=0.0, group={"habits": {Task.SOCIAL_ASSISTANCE: 1.0}}
    )
    return play(place, [{"presenting": Need.HOUSING_ALLOWANCE, "income": 9000.0, "at": 10.0}])


def test_a_wrong_door_in_words():
    told = tell(asked_at_the_wrong_door(), 1000)
    assert told.who == ("A person of small means.", "An income of NOK 9 000 a month after tax.")
    (chapter,) = told.chapters
    assert chapter.before == ("It needs housing allowance.",)
    assert [(round(step.day, 6), step.text) for step in chapter.steps] == [
        (10.0, "It goes to the town service, which it knows for social assistance."),
        (
            10.5,
            "The town service cannot deal with the application for housing allowance and sends it "
            "on to A (0.5 days there).",
        ),
        (
            21.5,
            "A grants housing allowance (8 days on the way and 3 days of work). "
            "It has been helped.",
        ),
    ]
    assert chapter.after == (
        "It dealt with 2 units, and 2 caseworkers had its case in hand.",
        "Its case was sent from one unit to another once.",
        "Its story was gone through again once.",
    )
    days = {cause: days for cause, days in chapter.days.items() if days}
    assert days == pytest.approx(
        {Cause.HAND_OVER: 8.0, Cause.WORK: 1.5, Cause.BOUNCE: 0.5, Cause.REDONE: 1.5}
    )
    assert chapter.along == "the application for housing allowance"


def test_a_sender_who_is_told_in_words():
    units = organisation(
        {"A": OTHERS, "town service": (Task.SOCIAL_ASSISTANCE,)},
        agreements=[("A", "town service")],
        informing=[("A", "town service")],
    )
    habits = {"habits": {Task.SOCIAL_ASSISTANCE: 1.0}}
    place = tiny(units, doors__household_knowledge=0.0, group=habits)
    result = play(place, [{"presenting": Need.HOUSING_ALLOWANCE, "income": 9000.0}])
    (chapter,) = tell(result, 1000).chapters
    assert chapter.steps[-1].text == (
        "A grants housing allowance (5 days on the way and 3 days of work). It has been helped. "
        "A tells the town service what it has decided on the application for housing allowance."
    )


def test_a_coordinator_who_finds_out_in_words():
    scenario, world = coordinated()
    person = {"needs": bits(Need.DWELLING, Need.DEBT_ADVICE), "income": 9000.0}
    (chapter,) = tell(play(scenario, [person], **world, **knowing(Task.DEBT_ADVICE)), 1000).chapters
    assert chapter.steps[1].text == (
        "The office hears it out (2 days of work); finds out, as its coordinator, who deals with "
        "the application for debt advice; asks advice for debt advice; takes up a municipal "
        "dwelling itself."
    )


def test_a_way_to_a_municipal_dwelling_and_out_of_it():
    """Heard out for two days, decided on for four; the dwelling is vacated on day 100."""
    place = tiny(dwellings=1, tenancy__contract=500.0, days=1000.0)
    result = play(place, [{"at": 50.0}], **leaving_at(100))
    told = tell(result, 1000)
    (chapter,) = told.chapters
    assert "It has a must ground for a municipal dwelling." in chapter.before
    texts = [step.text for step in chapter.steps]
    assert texts[0] == "It goes to the one office, knowing whom to ask."
    assert texts[1] == "The one office hears it out (2 days of work); takes up a municipal " \
        "dwelling itself."  # fmt: skip
    assert texts[2] == "The one office approves a municipal dwelling (4 days of work), on a must " \
        "ground: it is on the list."  # fmt: skip
    assert re.fullmatch(
        r"The one office offers it an ordinary dwelling with one room \(number 0\) "
        r"\(\d+ days on the list\)\.",
        texts[3],
    )
    assert texts[4:] == ["It says yes (7 days to think it over).", "It moves into dwelling 0."]
    assert [step.text for step in chapter.afterwards] == [
        "Notice is given: the contract runs out and is not renewed.",
        "The contract has run out and is not renewed.",
    ]
    assert chapter.outcome == "municipal"
    # Vacated on day 100, handed over 3 times 4 days, 5 to inspect, 20 of works, 1.5 to find a
    # tenant, 7 for the answer, 14 until the contract begins.
    assert chapter.lasted == pytest.approx(50.0 + 12 + 5 + 20 + 1.5 + 7 + 14)
    assert chapter.days[Cause.RE_LET] == pytest.approx(12 + 5 + 20 + 1.5)
    shown = printed([told], 90)
    assert "After 110 days it has a municipal dwelling." in " ".join(shown.split())
    assert "Afterwards" in shown


def test_a_need_that_is_open_is_told_up_to_the_end():
    result = play(tiny(), [{"at": 980.0}])
    (chapter,) = tell(result, 1000).chapters
    assert chapter.outcome == "open"
    assert chapter.lasted == pytest.approx(20.0)
    days = {cause: days for cause, days in chapter.days.items() if days}
    assert days == pytest.approx({Cause.WORK: 6.0, Cause.NO_DWELLING: 14.0})
    assert "it still waits: the observation ends" in " ".join(
        printed([tell(result, 1000)], 90).split()
    )


def test_what_nobody_saw_is_said():
    """The office knows nothing of debt advice."""
    place = tiny(recognition__base=0.0)
    world = {"knowledge": np.zeros((1, len(Task)))}
    needs = bits(Need.DWELLING, Need.DEBT_ADVICE)
    result = play(place, [{"needs": needs}], **world)
    (chapter,) = tell(result, 1000).chapters
    assert "Nobody saw that it needs debt advice." in chapter.after
    assert "Seen, but not met: a home." in chapter.after


def test_a_flat_that_is_sold_to_its_tenant_is_told_once():
    sales = []
    for name in LOGGED:
        result = logged(name)
        bought = result.events[result.events.detail == "bought_the_flat"].household
        for household in set(bought) & set(story.tellable(result).household):
            chapters = tell(result, int(household)).chapters
            texts = [step.text for one in chapters for step in (*one.steps, *one.afterwards)]
            sales += [text for text in texts if "bought" in text]
    assert sales
    for sale in sales:
        assert re.match(r"It has bought the flat it lived in \(\d+ days until the sale\)\.", sale)
        assert sale.count("bought") == 1


# ---- in scenarios of the box ---------------------------------------------------------------


@cache
def some(name: str) -> tuple[Story, ...]:
    """Stories of the most remarkable households of a run, and of some ordinary ones."""
    result = logged(name)
    table = story.tellable(result)
    chosen = [
        *story.ranked(result, "referrals").household.head(8),
        *story.ranked(result, "lasted").household.head(8),
        *table[table.outcome.isin(["overtaken", "gone", "adapted", "bought"])].household.head(6),
        *table.household.iloc[:: len(table) // 12],
    ]
    return tuple(tell(result, int(household)) for household in dict.fromkeys(chosen))


@pytest.mark.parametrize("name", LOGGED)
def test_days_by_cause_sum_to_the_time_in_need(name):
    for told in some(name):
        for chapter in told.chapters:
            total = sum(chapter.days.values()) + chapter.unsplit
            assert total == pytest.approx(chapter.lasted, abs=1e-6)
            assert min(chapter.days.values()) > -1e-9
            assert chapter.unsplit == 0.0 or chapter.outcome == "overtaken"
            assert bool(chapter.along) == (chapter.unsplit == 0.0)
        assert sum(told.days.values()) + told.unsplit == pytest.approx(told.lasted, abs=1e-5)


@pytest.mark.parametrize("name", LOGGED)
def test_days_are_those_of_the_table(name):
    result = logged(name)
    table = result.households.set_index(["household", "episode"])
    for told in some(name):
        for chapter in told.chapters:
            row = table.loc[(told.household, chapter.number)]
            if not np.isnan(row["days queue"]):
                found = [row[f"days {label(cause)}"] for cause in Cause]
                assert list(chapter.days.values()) == found


@pytest.mark.parametrize("name", LOGGED)
def test_steps_are_in_order_and_nothing_is_left_raw(name):
    for told in some(name):
        begins = [chapter.begins for chapter in told.chapters]
        assert begins == sorted(begins)
        for chapter, following in zip(told.chapters, [*begins[1:], np.inf], strict=True):
            days = [step.day for step in chapter.steps]
            assert days == sorted(days)
            assert days[0] == chapter.begins
            assert days[-1] <= chapter.ends
            later = [step.day for step in chapter.afterwards]
            assert later == sorted(later)
            assert all(chapter.ends <= day <= following for day in later)
            for text in sentences(chapter):
                assert not _RAW.search(text), text
                assert text[0].isupper()
                assert text.endswith("."), text


@pytest.mark.parametrize("name", LOGGED)
def test_as_many_references_are_told_as_the_table_counts(name):
    """Every time a case is sent to another unit is told: asked there, ordered, or sent on."""
    result = logged(name)
    events = result.events[result.events.event == "sent_on"]
    sent = events.groupby("household").size()
    for told in some(name):
        if told.chapters[0].number == 0 and told.household in sent.index:
            referrals = sum(chapter.referrals for chapter in told.chapters)
            assert referrals <= sent[told.household]
            texts = " ".join(text for one in told.chapters for text in sentences(one))
            shown = len(re.findall(r"sends (?:it|its case) (?:on )?to | asks | orders it ", texts))
            assert (shown > 0) == (referrals > 0)


def test_the_longest_and_the_most_tossed_are_first():
    result = logged("moss-1990s")
    observed = result.households[result.households.need_at >= 0.0]
    first = story.ranked(result, "referrals").iloc[0]
    assert first.referrals == observed.referrals.max()
    longest = story.ranked(result, "lasted")
    ends = observed.ended_at.fillna(result.scenario.observe)
    assert longest.lasted.iloc[0] == pytest.approx((ends - observed.need_at).max())
    assert longest.lasted.is_monotonic_decreasing


# ---- words ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "vocabulary"),
    [
        (wording._PEOPLE, Group),
        (wording.CAUSES, Cause),
        (wording.CAUSES_OF_A_DIFFERENCE, Cause),
        (wording._NEEDS, Need),
        (wording._TASKS, Task),
        (wording._GROUNDS, Ground),
        (wording._CATEGORIES, Category),
        (wording._OUTCOMES, Outcome),
    ],
)
def test_every_name_has_its_words(words: dict, vocabulary: type[IntEnum]):
    names = set(vocabulary) if isinstance(next(iter(words)), IntEnum) else set(labels(vocabulary))
    assert set(words) == names


def test_every_end_of_a_tenancy_and_review_has_its_words():
    assert set(steps._ENDS_OF_TENANCIES) == set(labels(TenancyEnd)) - {"running"}
    assert set(steps._ENDS_OF_PRIVATE_TENANCIES) < set(steps._ENDS_OF_TENANCIES)
    assert set(steps._REVIEWS) == set(labels(ReviewOutcome)) - {"not_reviewed"}
    assert set(wording.UNHELPED) | set(steps._TOLD_BY_THE_STEP) <= set(labels(Outcome))


def test_a_sale_that_had_to_be_approved_is_told_as_a_sale():
    case = steps._Case(since=10.0)
    for time, event in ((12.0, "approval_began"), (100.0, "found_home")):
        row = steps.Row(time, event, 0, 1, "start_loan", "office", -1, -1, "")
        case.wait(row)
        case.turn(row)
    assert case.waits["until the sale"] == 88.0


def test_open_applications_wait_for_what_the_books_say():
    plain = bookkeeping._cause_of.py_func
    assert {phase: plain(phase) for phase in Phase if phase < Phase.GRANTED} == story.CAUSE_OF_PHASE


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (0.44, "0.4 days"),
        (0.96, "1 day"),
        (3.0, "3 days"),
        (9.96, "10 days"),
        (1184.1, "1184 days"),
    ],
)
def test_lengths_of_time(days, text):
    assert wording.days_text(days) == text


@pytest.mark.parametrize(
    ("day", "date", "year"),
    [
        (0.0, "1 January", "year 1"),
        (58.9, "28 February", "year 1"),
        (59.0, "1 March", "year 1"),
        (364.9, "31 December", "year 1"),
        (365.0 * 9 + 75, "17 March", "year 10"),
        (-1.0, "31 December", "the year before the observation"),
        (-365.5, "31 December", "2 years before it"),
    ],
)
def test_dates_are_those_of_years_without_leap_days(day, date, year):
    assert wording.date_text(day) == date
    assert wording.year_text(day) == year


@given(st.lists(st.floats(0.0, 2000.0), min_size=1, max_size=15))
def test_figures_shown_add_up(days):
    total = sum(days)
    found = wording.tenths(days, total)
    assert sum(found) == round(10.0 * total)
    assert all(abs(one / 10 - exact) < 0.1 + 1e-9 for one, exact in zip(found, days, strict=True))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("finance office", "the finance office"),
        ("NAV", "NAV"),
        ("NAV Midtbyen", "NAV Midtbyen"),
        ("NAV housing unit", "the NAV housing unit"),
        ("home care", "home care"),
    ],
)
def test_units_in_a_sentence(name, text):
    assert wording.unit(name) == text


def test_what_one_unit_does_at_once_is_one_sentence():
    found = wording.gathered(
        [
            wording.Sentence("hears it out", "NAV"),
            wording.Sentence("a home", "NAV", "asks the office for {}"),
            wording.Sentence("advice", "NAV", "asks the office for {}"),
            wording.Sentence("it has moved"),
        ]
    )
    assert found == "NAV hears it out; asks the office for a home and advice. It has moved."


# ---- two organisations ---------------------------------------------------------------------


def chapter(**changes) -> Chapter:
    plain = Chapter(
        number=0, begins=10.0, ends=40.0, need="a home", outcome="municipal", before=("It needs.",),
        steps=(steps.Step(10.0, "It goes."),), after=("It dealt.",), afterwards=(), along="x",
        days=dict.fromkeys(Cause, 0.0) | {Cause.QUEUE: 20.0, Cause.WORK: 10.0}, unsplit=0.0,
        referrals=0, bounces=0,
    )  # fmt: skip
    return replace(plain, **changes)


def story_of(title: str, *chapters: Chapter) -> Story:
    return Story(7, title, title, 1, ("A refugee.",), chapters)


def test_what_made_the_difference():
    other = chapter(
        ends=60.0, days=chapter().days | {Cause.QUEUE: 5.0, Cause.MEETING: 35.0, Cause.WORK: 10.0}
    )
    lines = explaining.difference_lines(story_of("A", chapter()), story_of("B", other))
    assert lines == [
        "In the end, under both, it has a municipal dwelling.",
        "Under B it was in need for 20 days longer.",
        "More days went to waiting for the committee (35 days).",
        "Fewer days went to queues (15 days).",
    ]


def test_giving_up_sooner_is_no_gain():
    other = chapter(ends=20.0, outcome="gave_up", days=chapter().days | {Cause.QUEUE: 0.0})
    lines = explaining.difference_lines(story_of("A", chapter()), story_of("B", other))
    assert lines[0] == "In the end it has a municipal dwelling under A; under B it has given up."
    assert "Under B it was in need for 20 days less." in lines
    assert lines[-1] == "The shorter time is no gain: it ended without help."


def test_needs_that_come_back_are_counted():
    twice = story_of("B", chapter(), chapter(number=1, begins=100.0, ends=130.0))
    lines = explaining.difference_lines(story_of("A", chapter()), twice)
    assert (
        "It had 1 need under A and 2 needs under B; the days of all of them are counted." in lines
    )


def test_sentences_use_titles_up_to_the_comma():
    pair = story_of("Moss in 2002, one office", chapter()), story_of("Moss in 2009, NAV", chapter())
    other = story_of("Moss in 2002, NAV", chapter(outcome="refused"))
    assert not any("office" in line for line in explaining.difference_lines(*pair))
    assert "under Moss in 2002, NAV it" in explaining.difference_lines(pair[0], other)[0]


def test_the_same_way_twice_makes_no_difference():
    same = [story_of("A", chapter()), story_of("B", chapter())]
    assert explaining.difference_lines(*same) == [
        "In the end, under both, it has a municipal dwelling.",
        "It was in need for as many days under both.",
    ]


def test_side_by_side_where_there_is_room_else_one_after_the_other():
    later = chapter(steps=(steps.Step(10.0, "It goes."), steps.Step(12.0, "It waits.")))
    pair = [story_of("Town A", chapter()), story_of("Town B", later)]
    wide = printed(pair, 120)
    assert any("Town A" in line and "Town B" in line for line in wide.splitlines())
    assert any(line.split() == ["0", "It", "goes.", "It", "goes."] for line in wide.splitlines())
    narrow = printed(pair, 80).split("What made the difference")[0]
    assert not any("Town A" in line and "Town B" in line for line in narrow.splitlines())
    assert narrow.index("Town A") < narrow.index("Town B")
    for width in (40, 80, 99, 100, 200):
        assert max(map(len, printed(pair, width).splitlines())) <= width


def test_a_need_that_only_one_has_leaves_the_other_side_empty():
    twice = story_of("B", chapter(), chapter(number=1, begins=100.0, ends=130.0))
    assert "No such need here." in printed([story_of("A", chapter()), twice], 120)


# ---- the command ---------------------------------------------------------------------------


@pytest.fixture
def quick(monkeypatch) -> None:
    """Runs of a year, whatever the scenario says."""
    whole = sim.run

    def run(scenario, seed=1, log=False):
        return whole(shortened(scenario.name, years=1.0), seed, log)

    monkeypatch.setitem(sim.__dict__, "run", run)


def ask(*words: object):
    return CliRunner().invoke(app, ["explain", *map(str, words)])


@pytest.mark.usefixtures("quick")
def test_explaining_one_and_two():
    one = ask("moss-1990s")
    assert one.exit_code == 0, one.stderr
    assert "What the days went to" in one.stdout
    assert "What made the difference" not in one.stdout
    two = ask("moss-1990s", "--beside", "moss-2009", "--longest-waiting")
    assert two.exit_code == 0, two.stderr
    assert "What made the difference" in two.stdout
    assert "as many positions and crews" in " ".join(two.stdout.split())


@pytest.mark.usefixtures("quick")
def test_json_holds_the_same():
    found = json.loads(ask("moss-1990s", "--beside", "moss-2009", "--json").stdout)
    assert [one["scenario"] for one in found["stories"]] == ["moss-1990s", "moss-2009"]
    assert found["difference"]
    for one in found["stories"]:
        assert sum(one["days"].values()) == pytest.approx(one["lasted"])
        for need in one["needs"]:
            assert need["steps"][0]["day"] == need["begins"]


@pytest.mark.usefixtures("quick")
def test_a_list_helps_to_find_somebody():
    listed = json.loads(ask("moss-1990s", "--list", 5, "--json").stdout)
    counts = [one["referrals"] for one in listed]
    assert len(listed) == 5
    assert counts == sorted(counts, reverse=True)
    household = listed[2]["household"]
    text = ask("moss-1990s", "--list", 5).stdout
    assert str(household) in text
    told = ask("moss-1990s", "--household", household)
    assert told.exit_code == 0
    assert told.stdout.startswith(f"Household {household}\n")


@pytest.mark.usefixtures("quick")
def test_households_of_whom_nothing_can_be_told():
    table = sim.run(sim.load("moss-1990s"), 1).households
    known = int(table[table.need_at > 0].household.iloc[0])
    unknown = ask("moss-1990s", "--household", f"{known}0")
    assert unknown.exit_code == 2
    assert f"did you mean {known}?" in unknown.stderr
    only_before = table[
        ~table.household.isin(table[table.ended_at.isna() | (table.ended_at >= 0)].household)
    ]
    before = ask("moss-1990s", "--household", int(only_before.household.iloc[0]))
    assert before.exit_code == 2
    assert "whose last need ended" in before.stderr
    tenants = range(first_tenant(0), first_tenant(700))
    never = next(one for one in tenants if one not in set(table.household))
    silent = ask("moss-1990s", "--household", never)
    assert silent.exit_code == 2
    assert "never has a need in this run" in silent.stderr
    for result in (unknown, before, silent):
        assert len(result.stderr.splitlines()) == 1
        assert result.stdout == ""


@pytest.mark.usefixtures("quick")
def test_a_household_with_a_need_under_one_of_two_only():
    """Its need of the warm-up lasted into the observation under one organisation alone."""
    told = [
        set(story.tellable(sim.run(sim.load(name), 1)).household)
        for name in ("moss-1990s", "moss-all-in-one")
    ]
    household = min(told[0] - told[1])
    asked = ask("moss-1990s", "--beside", "moss-all-in-one", "--household", household)
    assert asked.exit_code == 0, asked.stderr
    shown = " ".join(asked.stdout.split())
    assert f"household {household} has no need in the observation" in shown
    assert "What made the difference" not in shown


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("moss-2009", "--beside", "trondheim-2009"), "expected Moss as in moss-2009"),
        (("moss-2019",), "did you mean moss-2009?"),
        (("moss-2009", "--household", 1, "--most-sent-on"), "only one of --household"),
        (
            ("moss-2009", "--list", 3, "--beside", "moss-1990s"),
            "leave --household and --beside out",
        ),
        (("moss-2009", "--household", "somebody"), "Invalid value for '--household'"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_runs(monkeypatch, words, says):
    monkeypatch.setitem(sim.__dict__, "run", lambda *_: pytest.fail("ran"))
    result = ask(*words)
    assert result.exit_code == 2
    assert says in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr


# ---- what units know of each other, and what becomes of them -------------------------------

#: Events about a household that are told with another one, or that say nothing of its way.
SILENT = {
    *("need_arose", "joined_queue", "work_began", "bounced", "dwelling_ready", "inspected"),
    *("tenancy_failed", "taken_out_of_service", "converted", "flat_bought", "flat_sold"),
}


@cache
def told_in(name: str, seed: int = 1) -> tuple[sim.Result, str]:
    """A run of a scenario with the stories of those to whom most happened, in one text."""
    result = sim.run(sim.load(name), seed, True)
    first = story.ranked(result, "referrals").household.head(40)
    stories = [tell(result, int(household)) for household in first]
    return result, "\n".join(
        text for one in stories for chapter in one.chapters for text in sentences(chapter)
    )


def test_whom_one_rings_is_told():
    _, told = told_in("moss-2009")
    assert re.search(r" rings the? ?[\w ]+ about the application for ", told)
    assert not _RAW.search(told)


def test_what_the_key_person_is_asked_is_told():
    _, told = told_in("moss-1990s-key-person")
    assert re.search(r"[Tt]he key person, in [\w ]+, is asked about .+ and knows whose it is", told)
    assert not _RAW.search(told)


def test_an_organisation_that_takes_over_is_told_where_a_need_is_open():
    result, told = told_in("moss-2002-to-2009")
    (change,) = result.scenario.changes
    assert f'organisation becomes "{change.organisation.title}"' in told
    some_households = story.tellable(result).household.unique()[::40]
    stories = [tell(result, int(one)) for one in some_households]
    for chapter in (chapter for one in stories for chapter in one.chapters):
        said = [step.day for step in chapter.steps if "rganisation becomes" in step.text]
        there = chapter.begins < change.at <= chapter.ends
        assert said == ([change.at] if there else [])


def test_every_event_about_a_household_has_words_or_is_told_with_another():
    """What stands in the log of a household, row by row."""
    events, in_words = set(), set()
    for name in ("moss-2009-deadlines", "moss-1990s-key-person"):
        result = told_in(name)[0]
        applications = result.applications
        groups = result.households.drop_duplicates("household").set_index("household").group
        table = eventlog.table(result.scenario, 1, result.world)
        table = table[
            table.application.isin(applications.index) & table.household.isin(groups.index)
        ]
        for event, rows in table.groupby("event", observed=True):
            events.add(event)
            for household, own in list(rows.groupby("household"))[:8]:
                mine = applications[applications.household == household]
                telling = steps.Telling(
                    result.scenario, mine, result.dwellings, str(groups[household])
                )
                fields = own[list(steps.Row._fields)].itertuples(index=False)
                if any(telling.steps([steps.Row(*row) for row in fields])):
                    in_words.add(event)
    assert len(events) > 25
    assert events - in_words <= SILENT
