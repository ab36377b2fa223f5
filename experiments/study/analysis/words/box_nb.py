"""Files of the box in Norwegian bokmål: short names for axes and sentences, and titles."""

from __future__ import annotations

NAMES = {
    "organisation": {
        "all-in-one": "alt på ett kontor",
        "kristiansand-before-2003": "Kristiansand før 2003",
        "kristiansand-ebt": "bestiller/utfører som i Kristiansand",
        "moss-1990s": "Moss på 1990-tallet",
        "moss-2002": "Moss fra 2002",
        "moss-2009": "Moss fra 2009",
        "one-unit-per-task": "én enhet per oppgave",
        "tromso-housing-office": "boligkontor som i Tromsø",
        "tromso-meeting-decides": "boligkontor der møtet vedtar",
        "trondheim-2008": "Trondheim til 2008",
        "trondheim-2009": "Trondheim fra 2009",
    },
    "municipality": {
        "generic-small": "liten kommune",
        "generic-middle": "mellomstor kommune",
        "generic-large": "stor kommune",
        "kristiansand": "Kristiansand",
        "moss": "Moss",
        "tromso": "Tromsø",
        "trondheim": "Trondheim",
    },
}

TITLES = {
    "organisation": {
        "all-in-one": "Alt på ett kontor (en ren type: ingen kommune er organisert slik)",
        "kristiansand-before-2003": "Kristiansand før 2003: boligkontor i teknisk sektor",
        "kristiansand-ebt": "Kristiansand: boligtjenesten i EBT bestiller, andre utfører",
        "moss-1990s": "Moss på 1990-tallet: virkemidlene spredt på mange enheter",
        "moss-2002": (
            "Moss fra 2002: lån, tilskudd og tildeling i administrasjonskontoret for "
            "sosialtjenesten"
        ),
        "moss-2009": "Moss fra 2009: boligenhet i NAV",
        "moss-2009-programme": ("Moss fra 2009, programorganisert, med leder på strategisk nivå"),
        "moss-2009-programme-professional-leader": (
            "Moss fra 2009, programorganisert, med leder i en fagenhet"
        ),
        "moss-2009-programme-with-partners": (
            "Moss fra 2009, programorganisert, med samarbeidspartnere utenfor kommunen"
        ),
        "moss-2009-programme-with-politicians": (
            "Moss fra 2009, programorganisert, med politikere i styringsgruppen"
        ),
        "one-unit-per-task": (
            "Én enhet for hver oppgave (en ren type: ingen kommune er organisert slik)"
        ),
        "tromso-housing-office": (
            "Tromsø: boligkontor, der lederen vedtar etter å ha hørt et ukentlig utvalg"
        ),
        "tromso-meeting-decides": "Tromsø: boligkontor, der et ukentlig møte vedtar",
        "trondheim-2008": "Trondheim til 2008: boligenhet i byutvikling",
        "trondheim-2009": (
            "Trondheim fra 2009: bydelskontorer bestiller, ESIKT tildeler for hele byen"
        ),
    },
    "municipality": {
        "generic-small": "En liten kommune (5000 innbyggere)",
        "generic-middle": "En mellomstor kommune (20\u00a0000 innbyggere)",
        "generic-large": "En stor kommune (100\u00a0000 innbyggere)",
        "kristiansand": "Kristiansand",
        "moss": "Moss",
        "tromso": "Tromsø",
        "trondheim": "Trondheim",
    },
    "scenario": {
        "generic-small-all-in-one": "En liten kommune med alt på ett kontor",
        "generic-middle-all-in-one": "En mellomstor kommune med alt på ett kontor",
        "generic-large-all-in-one": "En stor kommune med alt på ett kontor",
        "generic-small-housing-office": "En liten kommune med boligkontor, som i Tromsø",
        "generic-middle-housing-office": "En mellomstor kommune med boligkontor, som i Tromsø",
        "generic-large-housing-office": "En stor kommune med boligkontor, som i Tromsø",
        "generic-small-one-unit-per-task": "En liten kommune med én enhet for hver oppgave",
        "generic-middle-one-unit-per-task": "En mellomstor kommune med én enhet for hver oppgave",
        "generic-large-one-unit-per-task": "En stor kommune med én enhet for hver oppgave",
        "moss-1990s": "Moss på 1990-tallet, virkemidlene spredt på mange enheter",
        "moss-2002": "Moss fra 2002, lån, tilskudd og tildeling på ett kontor",
        "moss-2009": "Moss etter 2009, boligenhet i NAV",
        "moss-all-in-one": "Moss med alt på ett kontor",
        "moss-one-unit-per-task": "Moss med én enhet for hver oppgave",
        "kristiansand-before-2003": "Kristiansand før 2003, boligkontor i teknisk sektor",
        "kristiansand-ebt": "Kristiansand, boligtjenesten i EBT bestiller",
        "tromso-housing-office": "Tromsø, boligkontor med et ukentlig utvalg som innstiller",
        "tromso-meeting-decides": "Tromsø, et ukentlig møte vedtar",
        "trondheim-2008": "Trondheim til 2008, boligenhet i byutvikling",
        "trondheim-2009": "Trondheim fra 2009, bydelskontorer og ESIKT",
    },
}
