"""The measures in Norwegian bokmål: names for tables and figures, units, and definitions.

A definition says all that the English one in :mod:`sim.measures` says.
"""

from __future__ import annotations

UNITS = {
    "%": "%",
    "NOK": "kr",
    "NOK per month": "kr per måned",
    "NOK per year": "kr per år",
    "cases": "saker",
    "days": "dager",
    "hours": "timer",
    "hours per year": "timer per år",
    "households": "husstander",
    "per 100 dwellings and year": "per 100 boliger og år",
    "per 100 households": "per 100 husstander",
    "per 100 tenancies and year": "per 100 leieforhold og år",
    "per 1000 inhabitants": "per 1000 innbyggere",
    "per dwelling and year": "per bolig og år",
    "per household": "per husstand",
    "per year": "per år",
    "share": "andel",
    "ratio": "forholdstall",
    "count": "antall",
    "exponent": "eksponent",
    "factor": "faktor",
    "months": "måneder",
    "years": "år",
    "weeks": "uker",
    "per month": "per måned",
    "persons": "personer",
    "dwellings": "boliger",
    "percentage points": "prosentpoeng",
    "choice": "valg",
    "days per year": "dager per år",
    "dwellings per 1000 and year": "boliger per 1000 og år",
    "m2": "m²",
}

#: Units in the singular, where that differs.
ONE = {
    "dager": "dag",
    "timer": "time",
    "uker": "uke",
    "måneder": "måned",
    "saker": "sak",
    "husstander": "husstand",
    "personer": "person",
    "boliger": "bolig",
    "timer per år": "time per år",
    "dager per år": "dag per år",
    "boliger per 1000 og år": "bolig per 1000 og år",
}

GROUPS = {
    "waits": "Ventetid",
    "causes": "Ventetid på bolig, etter årsak",
    "referrals": "Henvisninger",
    "decisions": "Vedtak",
    "vacancy": "Tomgang",
    "circulation": "Gjennomstrømning",
    "reach": "Hvem hjelpen når",
    "follow-up": "Bo-oppfølging",
    "stability": "Stabile boforhold",
    "people": "Saksbehandlere",
    "cost": "Kostnader",
    "fairness": "Likebehandling",
    "strategy": "Strategi",
    "figures": "Tall fra offentlig statistikk",
}

LABELS = {
    "assessment_wait": "Til behovet er kartlagt",
    "assessment_wait_median": "Til behovet er kartlagt, median",
    "assessment_wait_p90": "Til behovet er kartlagt, tregeste tidel",
    "decision_wait": "Til første vedtak",
    "decision_wait_median": "Til første vedtak, median",
    "decision_wait_p90": "Til første vedtak, tregeste tidel",
    "decided_within_month": "Vedtak innen en måned",
    "home_wait": "Til bolig med hjelp fra kommunen",
    "home_wait_median": "Til bolig med hjelp fra kommunen, median",
    "home_wait_p90": "Til bolig med hjelp fra kommunen, tregeste tidel",
    "home_within_year": "Bolig med hjelp innen et år",
    "days_waiting": "Tid brukt på å vente på bolig",
    "application_wait_must": "Fra søknad til bolig, må-grunn",
    "application_wait_must_median": "Fra søknad til bolig, må-grunn, median",
    "application_wait_must_p90": "Fra søknad til bolig, må-grunn, tregeste tidel",
    "application_wait_wish": "Fra søknad til bolig, ønske-grunn",
    "application_wait_wish_median": "Fra søknad til bolig, ønske-grunn, median",
    "application_wait_wish_p90": "Fra søknad til bolig, ønske-grunn, tregeste tidel",
    "application_wait_none": "Fra søknad til bolig, uten grunn",
    "application_wait_none_median": "Fra søknad til bolig, uten grunn, median",
    "application_wait_none_p90": "Fra søknad til bolig, uten grunn, tregeste tidel",
    "list_wait_must": "Fra godkjent søknad til bolig, må-grunn",
    "list_wait_must_median": "Fra godkjent søknad til bolig, må-grunn, median",
    "list_wait_must_p90": "Fra godkjent søknad til bolig, må-grunn, tregeste tidel",
    "list_wait_wish": "Fra godkjent søknad til bolig, ønske-grunn",
    "list_wait_wish_median": "Fra godkjent søknad til bolig, ønske-grunn, median",
    "list_wait_wish_p90": "Fra godkjent søknad til bolig, ønske-grunn, tregeste tidel",
    "list_wait_none": "Fra godkjent søknad til bolig, uten grunn",
    "list_wait_none_median": "Fra godkjent søknad til bolig, uten grunn, median",
    "list_wait_none_p90": "Fra godkjent søknad til bolig, uten grunn, tregeste tidel",
    "package_wait": "Til alle behov er dekket",
    "package_wait_median": "Til alle behov er dekket, median",
    "package_wait_p90": "Til alle behov er dekket, tregeste tidel",
    "wait_queue": "Venter i kø hos en tjenesteenhet",
    "wait_work": "Saken er under arbeid",
    "wait_redone": "Kartleggingen gjøres på nytt",
    "wait_hand_over": "Underveis mellom enheter",
    "wait_bounce": "Hos en enhet som ikke har ansvaret",
    "wait_contest": "Enhetene er uenige om hvem som har ansvaret",
    "wait_meeting": "Venter på møte i tildelingsutvalget",
    "wait_approval": "Venter på at vedtaket godkjennes",
    "wait_appeal": "Venter på svar på en klage",
    "wait_no_dwelling": "På venteliste, ingen ledig bolig",
    "wait_re_let": "På venteliste mens boligen gjøres klar",
    "wait_no_place": "Venter på rom eller oppfølgingsplass",
    "wait_offer": "Fra tilbud til kontrakt",
    "wait_own_search": "Leter på markedet",
    "wait_adapting": "Egen bolig tilpasses",
    "referrals": "Henvisninger",
    "bounces": "Sendt feil eller sendt tilbake",
    "tossed": "Sendt videre tre ganger eller mer (kasteball)",
    "units_met": "Enheter husstanden møter",
    "loops": "Tilbake til en enhet husstanden har møtt før",
    "retold": "Må fortelle historien på nytt",
    "handover_hours": "Saksbehandlertimer på overføring av saker",
    "meetings": "Møter holdt",
    "awaiting_meeting": "Saker som venter på møte",
    "approvals": "Vedtak i møte eller med godkjenning",
    "appeals": "Avslag som påklages",
    "appeals_won": "Klager som får medhold",
    "vacancy_to_ready": "Fra utflytting til boligen er klar",
    "relet_days": "Fra utflytting til ny kontrakt, boliger i bruk",
    "vacancy_days": "Fra utflytting til ny kontrakt, alle boliger",
    "vacancy_hand_over": "Tom mellom oppsigelse, befaring og arbeid",
    "vacancy_inspection": "Tom i påvente av befaring",
    "vacancy_crew": "Tom i påvente av vedlikeholdslag",
    "vacancy_works": "Tom mens arbeidet utføres",
    "vacancy_telling_allocator": "Tom til den som tildeler, får beskjed",
    "vacancy_meeting": "Tom i påvente av møtet som tildeler",
    "vacancy_allocation": "Tom i påvente av tildeling",
    "vacancy_no_applicant": "Tom fordi den ikke passer noen på lista",
    "vacancy_conversion": "Tom mens den gjøres om til en annen kategori",
    "vacancy_answer": "Tom i påvente av svar på tilbud",
    "vacancy_move_in": "Tom i påvente av innflytting",
    "vacancy_out_of_service": "Tom, ute av bruk",
    "vacancy_replacement": "Tom til en annen er leid inn i stedet",
    "vacancy_rate": "Boliger som står tomme",
    "vacancy_rate_in_service": "Boliger som står tomme, i bruk",
    "out_of_service_rate": "Boliger ute av bruk",
    "relets": "Nye utleier",
    "without_notice": "Fraflyttet uten oppsigelse",
    "conversions": "Boliger gjort om til en annen kategori",
    "circulation": "Flytter videre til det private markedet",
    "circulation_owned": "Flytter videre til eid bolig",
    "circulation_helped": "Flytter videre med hjelp fra kommunen",
    "circulation_of_able": "Flytter videre, av leietakere som kan klare seg selv",
    "flats_sold": "Borettslagsleiligheter kjøpt av leietakeren",
    "entry_able": "Nye leietakere som kunne klart seg på markedet",
    "reviews_helping_on": "Gjennomganger av leieforhold som hjelper leietakeren videre",
    "reviews_loan": "Gjennomganger som fører til søknad om startlån",
    "reviews_mediation": "Gjennomganger som fører til formidling av privat leiebolig",
    "reviews_purchase": "Gjennomganger som fører til søknad om å kjøpe leiligheten",
    "reviews_renewal": "Gjennomganger som bare fører til forlenget kontrakt",
    "back_within_two_years": "Tilbake innen to år etter å ha flyttet videre",
    "coverage_dwelling": "Innvilgede søknader om kommunal bolig",
    "coverage_loan": "Innvilgede søknader om startlån",
    "coverage_grant": "Innvilgede søknader om boligtilskudd",
    "coverage_allowance": "Innvilgede søknader om bostøtte",
    "coverage_social_assistance": "Innvilgede søknader om sosialhjelp eller depositum",
    "coverage_adaptation": "Innvilgede søknader om tilpasning av boligen",
    "met_allowance": "Får bostøtte, av dem som trenger det",
    "met_social_assistance": "Får sosialhjelp, av dem som trenger det",
    "met_debt_advice": "Får gjeldsrådgivning, av dem som trenger det",
    "met_follow_up": "Får oppfølging, av dem som trenger det",
    "met_home_care": "Får hjemmetjeneste, av dem som trenger det",
    "instruments_used": "Virkemidler tatt i bruk",
    "economic_instruments": "Innvilget startlån og bostøtte",
    "certificates_used": "Finansieringsbevis som brukes",
    "mediations_found": "Formidlinger som gir bolig",
    "adapted": "Tilpassede boliger, av dem det er søkt om",
    "straight_to_list": "Sendt rett til den kommunale ventelista",
    "needs_missed": "Behov ingen oppdaget",
    "package_within_year": "Alle behov dekket innen et år",
    "gave_up": "Ga opp",
    "own_solution": "Fant bolig uten hjelp",
    "refused": "Fikk avslag",
    "gone": "Flyttet til institusjon eller døde",
    "failure_demand": "Henvendelser fordi hjelpen ikke holdt",
    "follow_up_wait": "Fra bestilling av oppfølging til plass",
    "awaiting_follow_up": "Venter på oppfølgingsplass",
    "in_follow_up": "Får oppfølging",
    "follow_up_occupancy": "Oppfølgingsplasser i bruk",
    "follow_up_in_place": "Kommunale leietakere som trenger oppfølging og har den",
    "package_in_time": "Bolig og oppfølging samtidig",
    "follow_up_relapse": "Trenger oppfølging igjen innen to år",
    "tenancies_failed": "Mislykkede kommunale leieforhold",
    "homeless": "Uten bolig en vanlig dag",
    "in_temporary_housing": "I midlertidig botilbud en vanlig dag",
    "awaiting_room": "Venter på rom en vanlig dag",
    "long_stays": "Opphold i midlertidig botilbud over tre måneder",
    "utilisation": "Saksbehandlernes arbeidsbelastning",
    "empty_posts": "Stillinger uten innehaver",
    "crew_utilisation": "Vedlikeholdslagenes arbeidsbelastning",
    "queue_length": "Saker i kø",
    "list_length": "På venteliste",
    "coordination_hours": "Arbeidstid brukt på samordning",
    "coordination_share": "Samordning, andel av all arbeidstid",
    "knowledge_applied": "Kunnskap der saken avgjøres",
    "vacancy_loss": "Tapt husleie ved tomgang",
    "temporary_cost": "Midlertidig botilbud",
    "casework_cost": "Saksbehandlertimer",
    "follow_up_cost": "Bo-oppfølging",
    "works_cost": "Arbeid i fraflyttede boliger",
    "adaptation_cost": "Tilpasning av boliger",
    "grant_volume": "Boligtilskudd",
    "deposit_cost": "Depositum",
    "failure_cost": "Mislykkede leieforhold",
    "reorganisation_cost": "Omorganiseringer, én gang",
    "total_cost": "Alle disse kostnadene",
    "cost_per_household": "Kostnad per husstand som får hjelp",
    "allowance_outlay": "Bostøtte utbetalt av staten",
    "loan_volume": "Utbetalte startlån",
    "anchoring": "Strategiens forankring",
    "strategy_hours": "Timer i styringsgruppe og prosjektgruppe",
    "routines_followed": "Rutiner som blir fulgt",
    "reported_need_error": "Feil i det innmeldte behovet",
    "plan_funded": "Andel av planene som får midler",
    "dwellings_ordered": "Bestilte boliger",
    "dwellings_come": "Nye boliger tatt i bruk",
    "dwelling_outlay": "Brukt på nye boliger",
    "compound_gap": "Så mye lenger venter sammensatte behov på vedtak",
    "compound_gap_home": "Bolig innen et år: enkle minus sammensatte behov",
    "group_gap": "Forskjell mellom grupper: bolig innen et år",
    "group_gap_decision": "Forskjell mellom grupper: første vedtak",
    "district_gap": "Forskjell mellom bydeler: bolig innen et år",
    "district_gap_decision": "Forskjell mellom bydeler: første vedtak",
    "unequal_treatment": "Ulike vedtak ved like behov",
    "share_let": "Kommunale boliger som er utleid",
    "applications_per_dwelling": "Søknader om kommunal bolig",
    "refused_share": "Søkere til kommunal bolig som får avslag",
    "list_own_solution": "Godkjent, men fant bolig uten hjelp",
    "list_left": "Godkjent, men fikk aldri kommunal bolig",
    "allowance_recipients": "Husstander med bostøtte",
    "mean_allowance": "Bostøtte i gjennomsnitt",
    "loans_per_year": "Startlån",
    "grants_per_year": "Boligtilskudd, antall",
    "homeless_per_1000": "Uten bolig eller i midlertidig botilbud",
    "homeless_or_with_others_per_1000": "Uten bolig, i midlertidig botilbud eller hos andre",
}

_PART_OF_THE_WAY = (
    "Gjennomsnittlig antall dager {}, på veien fra behov til bolig for husstander som fikk bolig "
    "med hjelp. Dagene for alle årsakene utgjør til sammen hele veien."
)
_FROM_THE_APPLICATION = (
    "Gjennomsnittlig antall dager fra husstanden for første gang etter at behovet oppsto, søker om "
    "kommunal bolig, til den har en bolig med hjelp, for alle som søker {}, innenfor 730 dager. "
    "Grunnen er den husstanden har, uansett hva den som tildeler, mener om den. Ingen må være "
    "godkjent for å telle med, og den som får avslag eller går sin vei, regnes som uten slik bolig "
    "til dagene er omme."
)
_HALF_OF_THE_APPLICANTS = (
    "Antall dager fra husstanden søker om kommunal bolig, til halvparten av dem som søker {}, har "
    "en bolig med hjelp. Ikke definert der færre får det."
)
_NINE_IN_TEN_OF_THE_APPLICANTS = (
    "Antall dager fra husstanden søker om kommunal bolig, til ni av ti som søker {}, har en bolig "
    "med hjelp. Ikke definert der færre får det."
)
_HALF_OF_THE_APPROVED = (
    "Antall dager fra søknaden om kommunal bolig er godkjent, til halvparten av husstandene som er "
    "godkjent {}, har en bolig med hjelp. Ikke definert der færre får det."
)
_NINE_IN_TEN_OF_THE_APPROVED = (
    "Antall dager fra søknaden om kommunal bolig er godkjent, til ni av ti husstander som er "
    "godkjent {}, har en bolig med hjelp. Ikke definert der færre får det."
)
_PART_OF_THE_VACANCY = (
    "Gjennomsnittlig antall dager en bolig står tom {}, for all tomgang som begynte og sluttet i "
    "observasjonsperioden. Dagene for alle årsakene utgjør til sammen hele tomgangen."
)
_COVERAGE = (
    "Innvilgede som andel av avgjorte søknader om {}, i sakene i observasjonsperioden. En søknad "
    "som er sendt videre uten vedtak (for eksempel til et tilskudd), eller som er under klage, "
    "regnes ikke som avgjort."
)
_MET = (
    "Av husstandene som trengte bolig og dessuten {}, andelen som fikk det i løpet av saken, eller "
    "etter den og før neste behov oppsto. Gjelder saker som tok slutt i observasjonsperioden; det "
    "som fortsatt er underveis når perioden er over, regnes som ikke gitt."
)
_REVIEWS = "Andelen av gjennomgåtte leieforhold der siste gjennomgang førte til {}."

_WAITS = {
    "assessment_wait": (
        "Gjennomsnittlig antall dager fra behovet oppstår til første kartlegging, for husstander "
        "som trenger bolig, innenfor de første 365 dagene. Den som går sin vei før det, regnes som "
        "ikke kartlagt til dagene er omme."
    ),
    "assessment_wait_median": (
        "Antall dager før halvparten av husstandene som trenger bolig, er kartlagt. Ikke definert "
        "der færre blir det."
    ),
    "assessment_wait_p90": (
        "Antall dager før ni av ti husstander som trenger bolig, er kartlagt. Ikke definert der "
        "færre blir det."
    ),
    "decision_wait": (
        "Gjennomsnittlig antall dager fra behovet oppstår til det første vedtaket om en søknad, "
        "innenfor de første 365 dagene. Den som går sin vei før det, regnes som uten vedtak "
        "til dagene er omme. Midlertidig botilbud er tak over hodet, og ikke noe vedtak i "
        "saken."
    ),
    "decision_wait_median": (
        "Antall dager før halvparten av alle husstander har fått et første vedtak (midlertidig "
        "botilbud regnes ikke). Ikke definert der færre får det."
    ),
    "decision_wait_p90": (
        "Antall dager før ni av ti husstander har fått et første vedtak (midlertidig botilbud "
        "regnes ikke). Ikke definert der færre får det."
    ),
    "decided_within_month": (
        "Andelen av alle husstander som har et første vedtak (midlertidig botilbud regnes ikke) "
        "innen en måned etter at behovet oppsto."
    ),
    "home_wait": (
        "Gjennomsnittlig antall dager fra behovet oppstår til husstanden har en bolig med hjelp "
        "fra kommunen (tildelt, kjøpt, leid, eller egen bolig tilpasset), for husstander som "
        "trenger bolig, innenfor de første 730 dagene. Den som finner en annen utvei eller går sin "
        "vei, regnes som uten slik bolig til dagene er omme."
    ),
    "home_wait_median": (
        "Antall dager før halvparten av husstandene som trenger bolig, har en med kommunens hjelp. "
        "Ikke definert der færre får det."
    ),
    "home_wait_p90": (
        "Antall dager før ni av ti husstander som trenger bolig, har en med kommunens hjelp. Ikke "
        "definert der færre får det."
    ),
    "home_within_year": (
        "Andelen av husstandene som trenger bolig, som har fått en med kommunens hjelp innen et år."
    ),
    "days_waiting": (
        "Gjennomsnittlig antall dager husstander som trenger bolig, venter i løpet av de første "
        "730 dagene, uansett hva som gjør slutt på ventingen: hjelp, egen løsning, avslag eller "
        "at husstanden gir opp."
    ),
    "application_wait_must": _FROM_THE_APPLICATION.format("med en må-grunn"),
    "application_wait_must_median": _HALF_OF_THE_APPLICANTS.format("med en må-grunn"),
    "application_wait_must_p90": _NINE_IN_TEN_OF_THE_APPLICANTS.format("med en må-grunn"),
    "application_wait_wish": _FROM_THE_APPLICATION.format("med en ønske-grunn"),
    "application_wait_wish_median": _HALF_OF_THE_APPLICANTS.format("med en ønske-grunn"),
    "application_wait_wish_p90": _NINE_IN_TEN_OF_THE_APPLICANTS.format("med en ønske-grunn"),
    "application_wait_none": _FROM_THE_APPLICATION.format("uten å ha noen grunn"),
    "application_wait_none_median": _HALF_OF_THE_APPLICANTS.format("uten å ha noen grunn"),
    "application_wait_none_p90": _NINE_IN_TEN_OF_THE_APPLICANTS.format("uten å ha noen grunn"),
    "list_wait_must": (
        "Gjennomsnittlig antall dager fra søknaden om kommunal bolig er godkjent på en må-grunn, "
        "til husstanden har en bolig med hjelp, innenfor 730 dager. Den som går av lista på annen "
        "måte, regnes som uten bolig til dagene er omme."
    ),
    "list_wait_must_median": _HALF_OF_THE_APPROVED.format("på en må-grunn"),
    "list_wait_must_p90": _NINE_IN_TEN_OF_THE_APPROVED.format("på en må-grunn"),
    "list_wait_wish": (
        "Gjennomsnittlig antall dager fra søknaden om kommunal bolig er godkjent på en "
        "ønske-grunn, til husstanden har en bolig med hjelp, innenfor 730 dager. Den som går av "
        "lista på annen måte, regnes som uten bolig til dagene er omme."
    ),
    "list_wait_wish_median": _HALF_OF_THE_APPROVED.format("på en ønske-grunn"),
    "list_wait_wish_p90": _NINE_IN_TEN_OF_THE_APPROVED.format("på en ønske-grunn"),
    "list_wait_none": (
        "Gjennomsnittlig antall dager fra søknaden om kommunal bolig er godkjent uten at "
        "husstanden har noen grunn, til den har en bolig med hjelp, innenfor 730 dager. Den som "
        "går av lista på annen måte, regnes som uten bolig til dagene er omme."
    ),
    "list_wait_none_median": _HALF_OF_THE_APPROVED.format("uten å ha noen grunn"),
    "list_wait_none_p90": _NINE_IN_TEN_OF_THE_APPROVED.format("uten å ha noen grunn"),
    "package_wait": (
        "Gjennomsnittlig antall dager fra behovet oppstår til alle behov i husstanden er dekket, "
        "innenfor de første 730 dagene. En bolig som er funnet uten hjelp, dekker boligbehovet; "
        "andre behov teller videre."
    ),
    "package_wait_median": (
        "Antall dager før halvparten av alle husstander har fått dekket alle sine behov. Ikke "
        "definert der færre får det."
    ),
    "package_wait_p90": (
        "Antall dager før ni av ti husstander har fått dekket alle sine behov. Ikke definert der "
        "færre får det."
    ),
    "wait_queue": _PART_OF_THE_WAY.format("i kø hos en tjenesteenhet"),
    "wait_work": _PART_OF_THE_WAY.format("mens saken er under arbeid"),
    "wait_redone": _PART_OF_THE_WAY.format("mens en kartlegging gjøres på nytt"),
    "wait_hand_over": _PART_OF_THE_WAY.format("underveis mellom enheter"),
    "wait_bounce": _PART_OF_THE_WAY.format("hos en enhet som ikke har ansvaret"),
    "wait_contest": _PART_OF_THE_WAY.format("mens enheter er uenige om hvem som har ansvaret"),
    "wait_meeting": _PART_OF_THE_WAY.format("i påvente av møte i et utvalg"),
    "wait_approval": _PART_OF_THE_WAY.format("i påvente av at et vedtak godkjennes"),
    "wait_appeal": _PART_OF_THE_WAY.format("i påvente av utfallet av en klage"),
    "wait_no_dwelling": _PART_OF_THE_WAY.format("på venteliste uten at noen bolig er ledig"),
    "wait_re_let": _PART_OF_THE_WAY.format("på venteliste mens boligen gjøres klar"),
    "wait_no_place": _PART_OF_THE_WAY.format("i påvente av et rom eller en oppfølgingsplass"),
    "wait_offer": _PART_OF_THE_WAY.format("fra tilbud til kontrakt"),
    "wait_own_search": _PART_OF_THE_WAY.format("på leting på markedet"),
    "wait_adapting": _PART_OF_THE_WAY.format("mens egen bolig tilpasses"),
}

_WORK_ON_CASES = {
    "referrals": "Hvor mange ganger husstandens sak sendes til en annen enhet, per sak.",
    "bounces": (
        "Hvor mange ganger en sak blir liggende hos en enhet som må sende den videre, per sak."
    ),
    "tossed": "Andelen av sakene som sendes videre tre ganger eller mer.",
    "units_met": "Hvor mange forskjellige enheter en husstand har å gjøre med i løpet av en sak.",
    "loops": (
        "Hvor mange ganger husstanden igjen møter en enhet den har møtt før i saken, etter at den "
        "sist møtte en annen; uansett hvilken av søknadene dens som bringer den dit, også når "
        "flere går ved siden av hverandre. Per sak."
    ),
    "retold": (
        "Hvor mange ganger en enhet som overtar, gjør deler av kartleggingen på nytt, per sak."
    ),
    "handover_hours": (
        "Saksbehandlertimer på å skrive, lese, gjøre på nytt og finne ut hvem som har ansvaret, "
        "per sak. Møter er ikke regnet med."
    ),
    "meetings": ("Møter utvalgene har holdt i observasjonsperioden, alle til sammen, per år."),
    "awaiting_meeting": (
        "Søknader som er forberedt for et utvalg og venter på møtet, i gjennomsnitt over "
        "observasjonsperioden."
    ),
    "approvals": (
        "Andelen av avgjorte søknader (rom i midlertidig botilbud medregnet) der et møte eller en "
        "overordnet måtte fatte eller godkjenne vedtaket, i sakene i observasjonsperioden."
    ),
    "appeals": (
        "Klager over avslag, framsatt i observasjonsperioden, per år. En sak som er avgjort på "
        "nytt, regnes med da det skjedde."
    ),
    "appeals_won": (
        "Andelen av klagene som er framsatt i observasjonsperioden og avgjort innen den er over, "
        "som endret vedtaket."
    ),
}

_DWELLINGS = {
    "vacancy_to_ready": (
        "Gjennomsnittlig antall dager fra utflytting til boligen er klar, innenfor 730 dager: det "
        "Trondheim har offentliggjort som tomgang ved oppussing. Holdt utenfor er tomgang der "
        "boligen ble tatt ut av bruk (til salgs, under rehabilitering, tilbake til eieren), "
        "leiligheter kjøpt til erstatning for andre, og stiftelsers boliger, som stiftelsene selv "
        "gjør klare."
    ),
    "relet_days": (
        "Gjennomsnittlig antall dager fra utflytting til neste kontrakt begynner, innenfor 730 "
        "dager, for boliger som ikke ble tatt ut av bruk i mellomtiden, stiftelsers boliger "
        "medregnet."
    ),
    "vacancy_days": (
        "Gjennomsnittlig antall dager fra utflytting til neste kontrakt begynner, innenfor 730 "
        "dager, for alle boliger, også dem som er ute av bruk i mellomtiden. For en leilighet "
        "kjøpt til erstatning for en annen regnes det fra kjøpet."
    ),
    "vacancy_hand_over": _PART_OF_THE_VACANCY.format("mellom oppsigelse, befaring og arbeid"),
    "vacancy_inspection": _PART_OF_THE_VACANCY.format("i påvente av befaring"),
    "vacancy_crew": _PART_OF_THE_VACANCY.format("i påvente av et vedlikeholdslag"),
    "vacancy_works": _PART_OF_THE_VACANCY.format("mens arbeidet utføres"),
    "vacancy_telling_allocator": _PART_OF_THE_VACANCY.format(
        "til den som tildeler, får vite om den"
    ),
    "vacancy_meeting": _PART_OF_THE_VACANCY.format("i påvente av møtet som tildeler den"),
    "vacancy_allocation": _PART_OF_THE_VACANCY.format("i påvente av den som tildeler"),
    "vacancy_no_applicant": _PART_OF_THE_VACANCY.format("uten at noen på ventelista kan bruke den"),
    "vacancy_conversion": _PART_OF_THE_VACANCY.format("mens den gjøres om til en annen kategori"),
    "vacancy_answer": _PART_OF_THE_VACANCY.format("i påvente av svar på et tilbud"),
    "vacancy_move_in": _PART_OF_THE_VACANCY.format("i påvente av innflytting"),
    "vacancy_out_of_service": _PART_OF_THE_VACANCY.format("ute av bruk"),
    "vacancy_replacement": _PART_OF_THE_VACANCY.format("til en annen er leid inn i stedet"),
    "vacancy_rate": (
        "Boligdager uten leietaker som andel av alle boligdager: både mellom to leietakere og ute "
        "av bruk."
    ),
    "vacancy_rate_in_service": (
        "Boligdager mellom to leietakere som andel av alle boligdager. Boliger ute av bruk er "
        "holdt utenfor."
    ),
    "out_of_service_rate": (
        "Boligdager ute av bruk (til salgs, under rehabilitering, tilbake til eieren og ennå ikke "
        "erstattet) som andel av alle boligdager."
    ),
    "relets": "Kontrakter som begynner etter tomgang, per 100 kommunale boliger og år.",
    "without_notice": (
        "Andelen av tomgang som begynner uten oppsigelsestid (dødsfall, institusjon, mislykket "
        "leieforhold), for boliger som ikke tas ut av bruk."
    ),
    "conversions": (
        "Boliger det ble påbegynt å gjøre om til en annen kategori fordi de ikke passet for noen, "
        "per år; for tomgang som begynte i observasjonsperioden."
    ),
    "circulation": (
        "Kommunale leietakere som flytter til eid eller privat leid bolig, eller kjøper "
        "leiligheten de bor i, per 100 leieforholdsår. Tallet stiger også når boliger går til "
        "husstander som kunne klart seg på markedet: se andelen av dem blant nye leietakere."
    ),
    "circulation_owned": (
        "Kommunale leietakere som flytter til eid bolig, eller kjøper leiligheten de bor i, per "
        "100 leieforholdsår."
    ),
    "circulation_helped": (
        "Kommunale leietakere som flytter videre ved startlån eller formidling etter en "
        "gjennomgang av leieforholdet, eller kjøper leiligheten de bor i, per 100 leieforholdsår."
    ),
    "circulation_of_able": (
        "Kommunale leietakere som flytter videre, per 100 leieforholdsår, bare for leieforhold der "
        "husstanden kunne klart seg på markedet da de begynte."
    ),
    "flats_sold": "Kommunale leietakere som kjøpte borettslagsleiligheten de bor i, per år.",
    "entry_able": (
        "Andelen av nye kommunale leieforhold der husstanden kunne kjøpt eller leid på markedet "
        "med hjelp."
    ),
    "reviews_helping_on": _REVIEWS.format("lån, formidling eller kjøp av leiligheten"),
    "reviews_loan": _REVIEWS.format("en søknad om startlån"),
    "reviews_mediation": _REVIEWS.format("formidling av privat leiebolig"),
    "reviews_purchase": _REVIEWS.format("en søknad om å kjøpe leiligheten"),
    "reviews_renewal": _REVIEWS.format("ikke annet enn at kontrakten ble forlenget"),
    "back_within_two_years": (
        "Sannsynligheten for at en leietaker som flyttet videre til det private markedet, har et "
        "nytt behov innen to år."
    ),
}

_REACH = {
    "coverage_dwelling": _COVERAGE.format("kommunal bolig"),
    "coverage_loan": _COVERAGE.format("startlån"),
    "coverage_grant": _COVERAGE.format("boligtilskudd"),
    "coverage_allowance": _COVERAGE.format("bostøtte"),
    "coverage_social_assistance": _COVERAGE.format("sosialhjelp eller depositum"),
    "coverage_adaptation": _COVERAGE.format("tilpasning av boligen"),
    "met_allowance": _MET.format("bostøtte"),
    "met_social_assistance": _MET.format("sosialhjelp"),
    "met_debt_advice": _MET.format("gjeldsrådgivning"),
    "met_follow_up": _MET.format("oppfølging"),
    "met_home_care": _MET.format("hjemmetjeneste"),
    "instruments_used": (
        "Virkemidler innvilget til husstander som trenger bolig, per 100 av dem: startlån, "
        "boligtilskudd, bostøtte, sosialhjelp (også depositum), formidling, gjeldsrådgivning, "
        "oppfølging, hjemmetjeneste og tilpasning. Hvert virkemiddel teller én gang i en sak. "
        "Kommunale boliger og rom i midlertidig botilbud er ikke regnet med."
    ),
    "economic_instruments": (
        "Startlån og bostøtte innvilget til husstander som trenger bolig, per 100 av dem. Hvert "
        "virkemiddel teller én gang i en sak."
    ),
    "certificates_used": (
        "Andelen av innvilgede startlån (finansieringsbevis) som til slutt brukes til å kjøpe "
        "bolig. Et bevis som går ut, eller der husstanden finner en annen utvei, er ikke brukt; "
        "det som står åpent når kjøringen er slutt, regnes som ukjent. Gjelder sakene i "
        "observasjonsperioden."
    ),
    "mediations_found": (
        "Andelen av forsøkene på å finne privat leiebolig med kommunens formidling som til slutt "
        "gir bolig. Et forsøk som gis opp, eller der husstanden finner en annen utvei, gjør det "
        "ikke; det som står åpent når kjøringen er slutt, regnes som ukjent. Gjelder sakene i "
        "observasjonsperioden."
    ),
    "adapted": (
        "Sannsynligheten for at boligen husstanden har, er tilpasset innen to år etter søknaden. "
        "En bolig som ikke lar seg tilpasse, og en husstand som finner en annen utvei, regnes som "
        "ikke tilpasset. Gjelder sakene i observasjonsperioden."
    ),
    "straight_to_list": (
        "Andelen av kartlagte husstander som trenger bolig, der verken lån, privat leie eller "
        "tilpasning ble prøvd før ventelista."
    ),
    "needs_missed": (
        "Av behovene for bostøtte, sosialhjelp, gjeldsrådgivning, oppfølging og hjemmetjeneste hos "
        "husstander som trenger bolig, andelen ingen oppdaget før saken var over. Gjelder saker "
        "som tok slutt i observasjonsperioden."
    ),
    "package_within_year": (
        "Andelen av alle husstander som får dekket alle sine behov innen et år. Den som går sin "
        "vei før det, regnes som aldri å få dem dekket."
    ),
    "gave_up": "Andelen av husstandene som trenger bolig, som gir opp innen to år.",
    "own_solution": (
        "Andelen av husstandene som trenger bolig, som selv finner en bolig innen to år."
    ),
    "refused": "Andelen av husstandene som trenger bolig, som får avslag innen to år.",
    "gone": (
        "Andelen av husstandene som trenger bolig, som er borte innen to år: på institusjon eller "
        "døde."
    ),
    "failure_demand": (
        "Andelen av alle saker som er et behov som er kommet tilbake: det ble ikke dekket sist, "
        "eller et leieforhold mislyktes."
    ),
}

_FOLLOW_UP_AND_HOMES = {
    "follow_up_wait": (
        "Gjennomsnittlig antall dager fra vedtaket som bestiller oppfølging, til den begynner, "
        "innenfor de første 365. Dager der den bare venter på å begynne samtidig med boligen, "
        "regnes ikke med. En husstand som går sin vei før det, regnes som uten til dagene er omme. "
        "Gjelder bestillinger i sakene i observasjonsperioden."
    ),
    "awaiting_follow_up": (
        "Husstander som venter på plass hos en utfører av oppfølging, i gjennomsnitt over "
        "observasjonsperioden."
    ),
    "in_follow_up": (
        "Husstander som har oppfølgingen på plass, i gjennomsnitt over observasjonsperioden."
    ),
    "follow_up_occupancy": (
        "Plasser i bruk som andel av plassene utførernes ansatte har, i gjennomsnitt over "
        "observasjonsperioden. En husstand med store behov tar mer enn én plass."
    ),
    "follow_up_in_place": (
        "Av husstandene i kommunal bolig som trenger oppfølging, andelen som har den, i "
        "gjennomsnitt over observasjonsperioden."
    ),
    "package_in_time": (
        "Av husstandene som trengte både bolig og oppfølging og fikk bolig med hjelp, andelen der "
        "oppfølgingen begynte så få dager før eller etter at de regnes som samtidige "
        "(follow_up.window). De som fikk boligen senere enn så mange dager før kjøringen er "
        "slutt, er holdt utenfor."
    ),
    "follow_up_relapse": (
        "Sannsynligheten for at en husstand der oppfølgingen tok slutt i observasjonsperioden, "
        "trenger den eller får den igjen innen to år. En som er borte for godt, gjør det aldri; "
        "det som skjer etter at kjøringen er slutt, regnes som ukjent."
    ),
    "tenancies_failed": (
        "Kommunale leieforhold som ender i restanser, konflikt eller at boligen forlates, per 100 "
        "leieforholdsår."
    ),
    "homeless": (
        "Husstander uten bolig (midlertidig botilbud ikke medregnet), i gjennomsnitt over "
        "observasjonsperioden. Ganget med 365 gir det nettene uten bolig i et år."
    ),
    "in_temporary_housing": (
        "Husstander i midlertidig botilbud, i gjennomsnitt over observasjonsperioden. Ganget med "
        "365 gir det nettene der i et år."
    ),
    "awaiting_room": (
        "Husstander uten bolig som venter på et ledig rom i midlertidig botilbud, i gjennomsnitt "
        "over observasjonsperioden."
    ),
    "long_stays": (
        "Andelen av opphold i midlertidig botilbud som varer lenger enn tre måneder (91,25 "
        "netter). Et opphold som varer ved når kjøringen er slutt, regnes som ukjent. Gjelder "
        "opphold i sakene i observasjonsperioden, regnet til dagen husstanden flytter ut, også der "
        "det er etter at saken er slutt."
    ),
}

_PEOPLE = {
    "utilisation": (
        "Tid med arbeid i hendene som andel av tiden i alle stillinger, vektet etter "
        "stillingsstørrelse. Tiden til en vikar i en tom stilling regnes som innehaverens; der "
        "ingen vikarierer, regnes en tom stilling som tid uten arbeid."
    ),
    "empty_posts": (
        "Tid der ingen innehar en saksbehandlerstilling, som andel av tiden i alle stillinger, "
        "etter stillingsstørrelse. Om noen vikarierer, har ikke noe å si. 0 der det folk kan, har "
        "satt seg (people.learning): der slutter ingen."
    ),
    "crew_utilisation": ("Tid på arbeid i boliger som andel av vedlikeholdslagenes arbeidstid."),
    "queue_length": (
        "Oppgaver som venter på en saksbehandler, i alle enheter til sammen, i gjennomsnitt over "
        "observasjonsperioden."
    ),
    "list_length": (
        "Godkjente søknader som venter på en bolig, i gjennomsnitt over observasjonsperioden."
    ),
    "coordination_hours": (
        "Saksbehandlertimer på å skrive, lese, gjøre på nytt, finne ut hvem som har ansvaret, og "
        "møter, per år."
    ),
    "coordination_share": (
        "Timer på å skrive, lese, gjøre på nytt, finne ut hvem som har ansvaret, og møter, som "
        "andel av alle timer saksbehandlerne arbeider."
    ),
    "knowledge_applied": (
        "Hva den som fattet vedtaket, kunne om virkemidlet da (0 til 1), i gjennomsnitt over "
        "avgjorte søknader (rom i midlertidig botilbud medregnet) i sakene i "
        "observasjonsperioden. Et vedtak som ventet på et utvalg, på godkjenning eller på en "
        "klage, regnes med det folk i enheten kunne i gjennomsnitt."
    ),
}

_COSTS = {
    "vacancy_loss": (
        "Boligdager mellom to leietakere ganger tapt husleie per dag, per år. For boliger ute av "
        "bruk regnes det ikke med noen husleie."
    ),
    "temporary_cost": "Netter i midlertidig botilbud ganger prisen, per år.",
    "casework_cost": "Timer saksbehandlerne arbeider, ganger timekostnaden, per år.",
    "follow_up_cost": (
        "De ansatte som oppfølgingsplassene i bruk legger beslag på (plasser delt på det én ansatt "
        "kan følge opp), ganger kostnaden for en ansatt, per år. Ledige plasser koster ikke noe, "
        "slik saksbehandleres ledige timer heller ikke gjør."
    ),
    "works_cost": "Dager vedlikeholdslagene arbeider, ganger dagskostnaden, per år.",
    "adaptation_cost": (
        "Boliger som ble ferdig tilpasset i observasjonsperioden, ganger kostnaden for én, per år."
    ),
    "grant_volume": (
        "Boligtilskudd til husstander som kjøpte bolig i observasjonsperioden, per år. Et tilskudd "
        "som er lovet en som ikke fant bolig i tide, betales ikke ut. Beløpet er det som gjaldt "
        "husstandens siste behov: For en som kom tilbake etter kjøpet, er det ikke kjent og regnes "
        "ikke med."
    ),
    "deposit_cost": (
        "Depositum kommunen betalte, som sosialhjelp, for privat leie funnet i "
        "observasjonsperioden: så mange månedsleier for en bolig av den størrelsen som trengs, som "
        "utleierne krever, per år. Det som kommer tilbake når leieforholdet er slutt, er ikke "
        "trukket fra."
    ),
    "failure_cost": "Mislykkede kommunale leieforhold ganger kostnaden for ett, per år.",
    "reorganisation_cost": (
        "Hva omorganiseringer på dager i observasjonsperioden koster én gang "
        "(transition.extra_cost: flytting, fagsystemer, ombygging), per år. Timene de tar, er "
        "med blant saksbehandlernes."
    ),
    "total_cost": (
        "Saksbehandlertimer, bo-oppfølging, tomgang, midlertidig botilbud, arbeid i fraflyttede "
        "boliger, tilpasning, boligtilskudd, depositum, mislykkede leieforhold og det "
        "omorganiseringer koster én gang, til sammen, per år. Bostøtten, som staten betaler, er "
        "ikke med."
    ),
    "cost_per_household": (
        "Alle disse kostnadene delt på antall husstander der saken endte med hjelp i "
        "observasjonsperioden: bolig tildelt, kjøpt, leid eller tilpasset, eller andre behov "
        "dekket."
    ),
    "allowance_outlay": (
        "Bostøtte utbetalt per år. Staten betaler den, så den er ikke med i noen sum."
    ),
    "loan_volume": (
        "Startlån brukt til boligkjøp i observasjonsperioden, per år: pris minus oppsparte midler "
        "og boligtilskudd, i prisene scenarioet begynner med. De betales tilbake, så de er ikke "
        "med i noen sum."
    ),
}

_FAIRNESS = {
    "compound_gap": (
        "Gjennomsnittlig antall dager til første vedtak (av de første 365; midlertidig botilbud "
        "regnes ikke) med sammensatte behov, minus det samme med enkle behov; for husstander som "
        "trenger bolig. Sammensatte behov er økonomisk eller personlig hjelp (sosialhjelp, "
        "gjeldsrådgivning, oppfølging) ved siden av boligen og husleien."
    ),
    "compound_gap_home": (
        "Andelen som har fått bolig med hjelp innen et år med enkle behov, minus den samme andelen "
        "med sammensatte behov; for husstander som trenger bolig."
    ),
    "group_gap": (
        "Andelen som har fått bolig med hjelp innen et år: den beste gruppen minus den dårligste, "
        "av grupper med minst 30 husstander som trenger bolig. Ikke definert der det er færre enn "
        "to slike grupper."
    ),
    "group_gap_decision": (
        "Gjennomsnittlig antall dager til første vedtak (av de første 365; midlertidig botilbud "
        "regnes ikke): den tregeste gruppen minus den raskeste, av grupper med minst 30 husstander "
        "som trenger bolig. Ikke definert der det er færre enn to slike grupper."
    ),
    "district_gap": (
        "Andelen som har fått bolig med hjelp innen et år: den beste bydelen minus den dårligste, "
        "av bydeler med minst 30 husstander som trenger bolig. Ikke definert der det er færre enn "
        "to slike bydeler, eller der byen ikke er delt."
    ),
    "district_gap_decision": (
        "Gjennomsnittlig antall dager til første vedtak (av de første 365; midlertidig botilbud "
        "regnes ikke): den tregeste bydelen minus den raskeste, av bydeler med minst 30 husstander "
        "som trenger bolig. Ikke definert der det er færre enn to slike bydeler, eller der byen "
        "ikke er delt."
    ),
    "unequal_treatment": (
        "Hvor mye vedtakene spriker mellom like søkere om bolig (samme gruppe, samme grunn og "
        "samme behov): standardavviket av innvilget (1) og avslått (0), i gjennomsnitt over alle "
        "slike sett av minst to søknader, vektet etter hvor mange de er. 0 betyr at alle som er "
        "like, får samme svar. Ikke definert der ingen er lik noen annen."
    ),
}

_PLANS = {
    "anchoring": (
        "Hvor langt de som må handle, har tatt del i strategien og har et eierforhold til den (0 "
        "til 1), i gjennomsnitt over observasjonsperioden."
    ),
    "strategy_hours": (
        "Timer saksbehandlere er kalt inn til møter i styringsgruppe og prosjektgruppe, per år. De "
        "er en del av tiden som går til samordning."
    ),
    "routines_followed": (
        "Andelen av anledningene i observasjonsperioden til gjennomgang av leieforhold, sjekk av "
        "virkemidler og bruk av prioriteringsnøkkelen der rutinen ble fulgt. Ikke definert der det "
        "ikke avhenger av forankring om de følges."
    ),
    "reported_need_error": (
        "Forskjellen mellom innmeldt og virkelig behov, kategori for kategori, summert over "
        "planene og gjennomgangene av ventelistene i observasjonsperioden, delt på det virkelige "
        "behovet."
    ),
    "plan_funded": (
        "Bestilte boliger som andel av planlagte, for planer (eller gjennomganger av ventelistene) "
        "i observasjonsperioden som den neste hadde fulgt før den var over. Ikke definert der det "
        "ikke ble planlagt noen."
    ),
    "dwellings_ordered": ("Nye kommunale boliger som ble bestilt i observasjonsperioden, per år."),
    "dwellings_come": (
        "Nye kommunale boliger som kom inn i boligmassen i observasjonsperioden, per år."
    ),
    "dwelling_outlay": (
        "Hva boligene som ble bestilt i observasjonsperioden, koster, i kroner per år. Det er en "
        "investering og ikke en del av kostnadene ved hjelpen."
    ),
}

_STATISTICS = {
    "share_let": (
        "Utleide boligdager som andel av alle boligdager. En leilighet er ikke kommunens bolig i "
        "tiden mellom salget til leietakeren og kjøpet av en ny i stedet."
    ),
    "applications_per_dwelling": (
        "Husstander som søker om kommunal bolig i observasjonsperioden, per bolig og år; én gang "
        "i hver sak, uansett hvor mange som tildeler og får høre om den."
    ),
    "refused_share": (
        "Av husstandene som har fått avgjort en søknad om kommunal bolig, andelen som ikke fikk "
        "noen godkjent, i sakene i observasjonsperioden. Alle er nye søkere: Ingen bor i kommunal "
        "bolig mens de venter på en. En søknad med åpen klage er ikke avgjort."
    ),
    "list_own_solution": (
        "Sannsynligheten for at en husstand som er godkjent for kommunal bolig, er gått av lista "
        "innen fem år etter godkjenningen fordi den fant en bolig uten hjelp. Alle andre utfall "
        "konkurrerer med dette, og det som skjer etter at kjøringen er slutt, regnes som ukjent."
    ),
    "list_left": (
        "Sannsynligheten for at en husstand som er godkjent for kommunal bolig, er gått av lista "
        "innen fem år etter godkjenningen på enhver annen måte enn til en slik bolig. Det som "
        "skjer etter at kjøringen er slutt, regnes som ukjent."
    ),
    "allowance_recipients": (
        "Husstander som får utbetalt bostøtte, i gjennomsnitt over observasjonsperioden."
    ),
    "mean_allowance": (
        "Utbetalt bostøtte per husstand som får noe, i kroner per måned, i gjennomsnitt over "
        "observasjonsperioden."
    ),
    "loans_per_year": (
        "Startlån utbetalt per år: boliger kjøpt i observasjonsperioden med finansieringsbevis, "
        "også av kommunale leietakere. Bevis som ikke ble brukt, er ikke med."
    ),
    "grants_per_year": (
        "Boliger kjøpt i observasjonsperioden med boligtilskudd ved siden av lånet, per år."
    ),
    "homeless_per_1000": (
        "Husstander uten bolig og husstander i midlertidig botilbud, i gjennomsnitt over "
        "observasjonsperioden, per 1000 innbyggere (så mange som scenarioet begynner med). De som "
        "bor hos andre eller på institusjon, er ikke med, selv om nasjonale tellinger har dem med."
    ),
    "homeless_or_with_others_per_1000": (
        "Husstander uten bolig, husstander i midlertidig botilbud og husstander som bor hos andre "
        "mens de venter på bolig, i gjennomsnitt over observasjonsperioden, per 1000 innbyggere. I "
        "modellen bor alle som ber om bolig, hos andre, unntatt de som er uten bolig, og de som "
        "bor i en bolig som kan tilpasses. Derfor er de flere enn husstandene nasjonale tellinger "
        "finner hos venner eller slektninger."
    ),
}

MEANINGS = {
    **_WAITS,
    **_WORK_ON_CASES,
    **_DWELLINGS,
    **_REACH,
    **_FOLLOW_UP_AND_HOMES,
    **_PEOPLE,
    **_COSTS,
    **_FAIRNESS,
    **_PLANS,
    **_STATISTICS,
}

LEVELS = {
    "households with an open need": "husstander med et udekket behov",
    "on waiting lists for a dwelling": "på venteliste for bolig",
    "in temporary housing": "i midlertidig botilbud",
    "without any home": "uten bolig",
    "dwellings without a tenant": "boliger uten leietaker",
    "dwellings out of service": "boliger ute av bruk",
    "tenants in the private market": "leietakere på det private markedet",
    "in follow-up": "får oppfølging",
    "waiting for a place in follow-up": "venter på oppfølgingsplass",
    "waiting for a meeting": "venter på møte",
    "paid housing allowance": "får bostøtte",
}
