"""The measures in Norwegian bokmål: names for tables and figures, units, and definitions.

Names for all; definitions for those that reports show first.  Where there is none a report
gives the English one, and says which language it is.
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
    "home_within_year": "Bolig med hjelp innen et år",
    "days_waiting": "Tid brukt på å vente på bolig",
    "list_wait_must": "Fra godkjent søknad til bolig, må-grunn",
    "list_wait_wish": "Fra godkjent søknad til bolig, ønske-grunn",
    "package_wait": "Til alle behov er dekket",
    "package_wait_median": "Til alle behov er dekket, median",
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

MEANINGS = {
    "decision_wait": (
        "Gjennomsnittlig antall dager fra behovet oppstår til det første vedtaket i en sak, "
        "innenfor de første 365 dagene. Den som går sin vei før det, regnes som uten vedtak "
        "til dagene er omme."
    ),
    "decided_within_month": "Andelen av alle husstander som har et første vedtak innen en måned.",
    "home_wait": (
        "Gjennomsnittlig antall dager fra behovet oppstår til husstanden har en bolig med hjelp "
        "fra kommunen (tildelt, kjøpt, leid, eller egen bolig tilpasset), for husstander som "
        "trenger bolig, innenfor de første 730 dagene. Den som finner en annen utvei, regnes som "
        "uten slik bolig til dagene er omme."
    ),
    "home_within_year": (
        "Andelen av husstandene som trenger bolig, som har fått en med kommunens hjelp innen et år."
    ),
    "days_waiting": (
        "Gjennomsnittlig antall dager husstander som trenger bolig, venter i løpet av de første "
        "730 dagene, uansett hva som gjør slutt på ventingen: hjelp, egen løsning, avslag eller "
        "at husstanden gir opp."
    ),
    "package_wait": (
        "Gjennomsnittlig antall dager til alle behov i husstanden er dekket, innenfor de første "
        "730 dagene."
    ),
    "referrals": "Hvor mange ganger saken sendes til en annen enhet.",
    "bounces": "Hvor mange ganger saken kommer til en enhet som ikke har ansvaret for den.",
    "tossed": "Andelen av sakene som sendes videre tre ganger eller mer.",
    "retold": "Hvor mange ganger en enhet som overtar, gjør deler av kartleggingen på nytt.",
    "handover_hours": (
        "Saksbehandlertimer på å skrive, lese, gjøre på nytt og finne ut hvem som har ansvaret, "
        "per sak. Møter er ikke regnet med."
    ),
    "vacancy_to_ready": (
        "Gjennomsnittlig antall dager fra utflytting til boligen er klar, innenfor 730 dager: det "
        "Trondheim har offentliggjort som tomgang ved oppussing. Boliger som tas ut av bruk i "
        "mellomtiden, og stiftelsers boliger er holdt utenfor."
    ),
    "relet_days": (
        "Gjennomsnittlig antall dager fra utflytting til neste kontrakt begynner, innenfor 730 "
        "dager, for boliger som ikke tas ut av bruk i mellomtiden."
    ),
    "vacancy_days": (
        "Gjennomsnittlig antall dager fra utflytting til neste kontrakt begynner, innenfor 730 "
        "dager, for alle boliger, også dem som tas ut av bruk i mellomtiden."
    ),
    "vacancy_rate": "Boligdager uten leietaker som andel av alle boligdager.",
    "circulation": (
        "Kommunale leietakere som flytter til eid eller privat leid bolig, eller kjøper "
        "leiligheten de bor i, per 100 leieforholdsår. Tallet stiger også når boliger går til "
        "husstander som kunne klart seg på markedet: se andelen av dem blant nye leietakere."
    ),
    "entry_able": "Andelen av nye leietakere som kunne kjøpt eller leid på markedet med hjelp.",
    "economic_instruments": (
        "Startlån og bostøtte innvilget til husstander som trenger bolig, per 100 av dem."
    ),
    "instruments_used": (
        "Virkemidler innvilget til husstander som trenger bolig, per 100 av dem: startlån, "
        "boligtilskudd, bostøtte, sosialhjelp (også depositum), formidling, gjeldsrådgivning, "
        "oppfølging, hjemmetjeneste og tilpasning."
    ),
    "straight_to_list": (
        "Andelen av kartlagte husstander som trenger bolig, der verken lån, privat leie eller "
        "tilpasning ble prøvd før ventelista."
    ),
    "needs_missed": (
        "Andelen av husstandenes behov for bostøtte, sosialhjelp, gjeldsrådgivning, oppfølging og "
        "hjemmetjeneste som ingen oppdaget før saken var over."
    ),
    "gave_up": "Andelen av husstander som trenger bolig, som gir opp innen to år.",
    "follow_up_in_place": (
        "Andelen av husstandene i kommunal bolig som trenger oppfølging den siste dagen, som har "
        "den da."
    ),
    "package_in_time": (
        "Andelen av husstandene som trengte både bolig og oppfølging og fikk bolig med hjelp, der "
        "oppfølgingen kom så nær i tid at de regnes som ett."
    ),
    "tenancies_failed": (
        "Kommunale leieforhold som ender i restanser, konflikt eller at boligen forlates, per 100 "
        "leieforholdsår."
    ),
    "coordination_share": (
        "Timer på å skrive, lese, gjøre på nytt, finne ut hvem som har ansvaret, og møter, som "
        "andel av alle timer saksbehandlerne arbeider."
    ),
    "total_cost": "Alle kostnadene i modellen til sammen, per år.",
    "cost_per_household": (
        "Alle kostnader delt på antall husstander som får hjelp i perioden: bolig tildelt, kjøpt, "
        "leid eller tilpasset, eller andre behov dekket."
    ),
    "unequal_treatment": (
        "Hvor mye vedtakene spriker mellom søkere i samme gruppe, med samme grunn og samme behov: "
        "standardavviket av innvilget (1) og avslått (0). Null betyr at alle som er like, får "
        "samme svar."
    ),
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
