"""Files of the box in English: short names for axes and sentences (titles are the files' own)."""

from __future__ import annotations

NAMES = {
    "organisation": {
        "all-in-one": "all in one office",
        "kristiansand-before-2003": "Kristiansand before 2003",
        "kristiansand-ebt": "orderer and providers as in Kristiansand",
        "moss-1990s": "Moss in the 1990s",
        "moss-2002": "Moss from 2002",
        "moss-2009": "Moss from 2009",
        "one-unit-per-task": "one unit per task",
        "tromso-housing-office": "housing office as in Tromsø",
        "tromso-meeting-decides": "housing office where the meeting decides",
        "trondheim-2008": "Trondheim until 2008",
        "trondheim-2009": "Trondheim from 2009",
    },
    "municipality": {
        "generic-small": "small municipality",
        "generic-middle": "middle-sized municipality",
        "generic-large": "large municipality",
        "kristiansand": "Kristiansand",
        "moss": "Moss",
        "tromso": "Tromsø",
        "trondheim": "Trondheim",
    },
}
