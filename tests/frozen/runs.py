"""What is frozen: runs of towns in the box, with people who are settled and no change on the way.

Knowledge, contacts and posts stay what they are in the long run (``people.learning: settled``),
and no organisation takes over from another.  The scenarios say so themselves, whatever the
defaults are, so that what mechanisms added later do when they are *off* is seen: nothing.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from pathlib import Path

import sim

FILE = Path(__file__).with_name("results.json")

#: Scenarios of the box.
SCENARIOS = (
    "moss-1990s",
    "moss-2009",
    "tromso-meeting-decides",
    "kristiansand-ebt",
    "trondheim-2009",
)

SEEDS = (1, 2)

#: What switches off what came with people who learn, leave, and know each other, with what
#: coordination costs, with grants that lease reviews count, and with case systems that tell what
#: is vacant (no sooner than a letter).
OFF = (
    "grant.largest_share=0",
    "handover.case_system=8 days",
    "people.learning=settled",
    "caseworkers.smallest_post=0",
    "training.hours=0 hours per year",
    "knowledge.passed_in_meeting=0",
    "contacts.asked_first=0",
    "contacts.hours=0 hours",
    "discretion.unevenness=0",
    "meeting.cases_consulted=0",
    "planning.meeting_cases=0",
    "contacts.met_in_house=0 per year",
    "contacts.hours_in_house=0 hours per year",
    "routine.written_hours=0 hours per year",
    "routine.agreement_hours=0 hours per year",
    "routine.deadline_hours=0 hours",
    "routine.case_system_hours=0 hours",
    "routine.key_hours=0 hours",
    "routine.approval_hours=0 hours",
)

#: Measures shown as numbers too, for whoever reads the file.
READABLE = ("decision_wait", "home_wait", "referrals", "vacancy_to_ready", "list_length")


def measured(scenario: str, seed: int) -> dict[str, float]:
    """Every measure of one run."""
    found = sim.run(sim.load(scenario, settings=OFF), seed).summary
    return {key: float(value) for key, value in found.items()}


def frozen() -> dict[str, dict[str, str]]:
    """The measures of every run as they were written down, by ``scenario, seed``."""
    content = json.loads(FILE.read_text(encoding="utf-8"))
    return {name: one["measures"] for name, one in content["runs"].items()}


def machine() -> dict[str, str]:
    """What results are bit-identical within: another platform may round otherwise."""
    return {"system": platform.system(), "machine": platform.machine()}


def written_on() -> Mapping[str, str]:
    """The platform the file was written on."""
    found: dict[str, str] = json.loads(FILE.read_text(encoding="utf-8"))["platform"]
    return found


def write() -> None:
    """Run everything and write the file anew."""
    runs = {}
    for scenario in SCENARIOS:
        for seed in SEEDS:
            found = measured(scenario, seed)
            runs[f"{scenario}, {seed}"] = {
                "for readers": {key: round(found[key], 4) for key in READABLE},
                "measures": {key: value.hex() for key, value in found.items()},
            }
    content = {"set": list(OFF), "platform": machine(), "runs": runs}
    FILE.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8", newline="\n")
