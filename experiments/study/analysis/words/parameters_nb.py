"""Parameters and other keys that studies vary, in Norwegian bokmål: names, meanings, sources.

A meaning says all that the English one in :mod:`sim.parameters` says.
"""

from __future__ import annotations

NAMES = {
    "caseworkers.hours_per_year": "timer til saker per stilling",
    "caseworkers.target_utilisation": "saksbehandlernes arbeidsbelastning",
    "caseworkers.turnover": "utskifting av saksbehandlere",
    "caseworkers.vacant_post": "tid en stilling står tom",
    "caseworkers.stand_in": "vikarers tempo",
    "caseworkers.smallest_post": "minste stilling",
    "crews.days_per_year": "arbeidsdager for lag per år",
    "crews.target_utilisation": "vedlikeholdslagenes arbeidsbelastning",
    "work.breadth_exponent": "prisen for bredde",
    "work.reference_breadth": "oppgaver timene gjelder for",
    "work.inexperience": "prisen for uerfarenhet",
    "work.reference_knowledge": "kunnskap timene gjelder for",
    "work.compound_factor": "kartlegging av sammensatte behov",
    "work.assessment.hours": "timer på kartlegging",
    "work.assessment.distribution": "fordeling av timer på kartlegging",
    "work.assessment.variation": "spredning i timer på kartlegging",
    "work.manage_vacancies.hours": "timer på befaring",
    "work.manage_vacancies.distribution": "fordeling av timer på befaring",
    "work.manage_vacancies.variation": "spredning i timer på befaring",
    "work.allocate_dwellings.hours": "timer på en boligsøknad",
    "work.allocate_dwellings.distribution": "fordeling av timer på en boligsøknad",
    "work.allocate_dwellings.variation": "spredning i timer på en boligsøknad",
    "work.review_leases.hours": "timer på gjennomgang av leieforhold",
    "work.review_leases.distribution": "fordeling av timer på gjennomgang av leieforhold",
    "work.review_leases.variation": "spredning i timer på gjennomgang av leieforhold",
    "work.start_loan.hours": "timer på et startlån",
    "work.start_loan.distribution": "fordeling av timer på et startlån",
    "work.start_loan.variation": "spredning i timer på et startlån",
    "work.purchase_grant.hours": "timer på et boligtilskudd",
    "work.purchase_grant.distribution": "fordeling av timer på et boligtilskudd",
    "work.purchase_grant.variation": "spredning i timer på et boligtilskudd",
    "work.housing_allowance.hours": "timer på bostøtte",
    "work.housing_allowance.distribution": "fordeling av timer på bostøtte",
    "work.housing_allowance.variation": "spredning i timer på bostøtte",
    "work.social_assistance.hours": "timer på sosialhjelp",
    "work.social_assistance.distribution": "fordeling av timer på sosialhjelp",
    "work.social_assistance.variation": "spredning i timer på sosialhjelp",
    "work.private_mediation.hours": "timer på formidling",
    "work.private_mediation.distribution": "fordeling av timer på formidling",
    "work.private_mediation.variation": "spredning i timer på formidling",
    "work.temporary_housing.hours": "timer på midlertidig botilbud",
    "work.temporary_housing.distribution": "fordeling av timer på midlertidig botilbud",
    "work.temporary_housing.variation": "spredning i timer på midlertidig botilbud",
    "work.debt_advice.hours": "timer på gjeldsrådgivning",
    "work.debt_advice.distribution": "fordeling av timer på gjeldsrådgivning",
    "work.debt_advice.variation": "spredning i timer på gjeldsrådgivning",
    "work.order_follow_up.hours": "timer på bestilling av oppfølging",
    "work.order_follow_up.distribution": "fordeling av timer på bestilling av oppfølging",
    "work.order_follow_up.variation": "spredning i timer på bestilling av oppfølging",
    "work.home_care.hours": "timer på hjemmetjeneste",
    "work.home_care.distribution": "fordeling av timer på hjemmetjeneste",
    "work.home_care.variation": "spredning i timer på hjemmetjeneste",
    "work.adapt_dwelling.hours": "timer på tilpasning",
    "work.adapt_dwelling.distribution": "fordeling av timer på tilpasning",
    "work.adapt_dwelling.variation": "spredning i timer på tilpasning",
    "people.learning": "om kunnskap følger personer",
    "knowledge.cases_to_learn": "saker som trengs for å lære",
    "knowledge.forgetting_half_life": "hvor lenge kunnskap varer",
    "knowledge.floor": "nyansattes kunnskap",
    "knowledge.floor_written": "nyansattes kunnskap med rutiner",
    "knowledge.passed_in_unit": "læring mellom kolleger",
    "knowledge.passed_in_house": "læring i samme hus",
    "knowledge.passed_in_meeting": "læring i møter",
    "training.hours": "timer til opplæring",
    "training.cases_per_hour": "hva opplæring lærer en",
    "recognition.base": "behov som oppdages uten kunnskap",
    "contacts.per_joint_case": "kontakter fra felles saker",
    "contacts.met_in_house": "å bli kjent i samme hus",
    "contacts.half_life": "hvor lenge kontakter varer",
    "contacts.asked_first": "hvor ofte det spørres først",
    "contacts.hours": "timer i telefonen",
    "contacts.hours_in_house": "timer med dem i samme hus",
    "overview.time_to_gain": "tid til å få oversikt",
    "overview.reach": "hvor langt oversikten rekker",
    "overview.settles_within": "nøkkelpersonens tid til avklaring",
    "overview.position": "nøkkelpersonens stilling",
    "overview.hours_per_case": "timer hos nøkkelpersonen",
    "discretion.unevenness": "ulikhet i skjønn",
    "handover.same_unit": "oversendelsestid i enheten",
    "handover.same_house": "oversendelsestid i samme hus",
    "handover.informal_contact": "oversendelsestid med kontakt",
    "handover.agreement": "oversendelsestid med avtale",
    "handover.letter": "oversendelsestid per brev",
    "handover.case_system": "tid før et felles fagsystem melder om tomme boliger",
    "handover.hours": "timer på en oversendelse",
    "handover.redone_share": "kartlegging som gjøres på nytt",
    "contest.functional": "uenighet om hvem som har ansvaret",
    "contest.agreement_factor": "uenighet med avtale",
    "contest.escalation": "tid til uenighet er avklart",
    "contest.returned": "omstridte saker sendt tilbake",
    "doors.household_knowledge": "husstander som finner riktig dør",
    "patience.per_referral": "sjansen for å gi opp ved en henvisning",
    "patience.per_bounce": "sjansen for å gi opp ved feil dør",
    "patience.per_year": "sjansen for å gi opp i et år med venting",
    "patience.return_share": "husstander som kommer tilbake med udekket behov",
    "patience.return_after": "tid til husstander kommer tilbake",
    "patience.return_acute": "husstander som kommer tilbake akutt",
    "own_solution.rate": "husstander som finner bolig uten hjelp",
    "way_home.longest_referral": "lengste henvisning som prøves",
    "way_home.most_own_hours": "dyreste henvisning som prøves",
    "way_home.first_expected_days": "første anslag for en henvisning",
    "way_home.experience_weight": "vekten av den nyeste saken",
    "market.price_per_m2": "boligpris",
    "market.private_rent": "privat husleie",
    "market.municipal_rent": "kommunal husleie",
    "market.rent_per_room": "husleie for hvert rom til",
    "market.search_time": "tid til å finne privat leiebolig",
    "market.search_limit": "hvor lenge det formidles",
    "market.deposit": "depositumets størrelse",
    "deposit.granted": "innvilgede depositum",
    "market.purchase_time": "tid til kjøp",
    "market.certificate_validity": "hvor lenge finansieringsbevis gjelder",
    "market.construction": "nye private boliger",
    "market.turnover": "private boliger som skifter beboer",
    "market.chain": "ledige boliger per nybygd",
    "market.reference_openings": "ledige boliger letetider gjelder for",
    "market.matching_elasticity": "hvor mye ledige boliger hjelper",
    "allowance.coverage": "bostøttens dekning",
    "allowance.coverage_municipal": "bostøttens dekning i kommunal bolig",
    "allowance.ceiling": "bostøttens tak",
    "allowance.ceiling_per_person": "bostøttens tak per person til",
    "allowance.least_own_share": "minste egenandel",
    "allowance.own_share_slope": "egenandel av inntekten",
    "allowance.lowest_income": "laveste inntekt",
    "allowance.duration": "hvor lenge bostøtte betales",
    "allowance.least_payment": "minste bostøtte som betales",
    "loan.subsistence": "livsopphold for én",
    "loan.subsistence_per_person": "livsopphold per person til",
    "loan.running_costs": "driftsutgifter til bolig",
    "loan.rate": "lånerente",
    "loan.term": "lånets løpetid",
    "loan.area_first": "areal for én",
    "loan.area_per_person": "areal per person til",
    "loan.cheap_segment": "prisen på billige boliger",
    "loan.fees": "gebyrer ved kjøp",
    "offers.refused": "tilbud som avslås",
    "offers.answer_time": "svartid på et tilbud",
    "offers.move_in_time": "tid til innflytting",
    "offers.hours": "timer på et tilbud",
    "tenancy.contract": "kontraktens lengde",
    "tenancy.renewal_share": "leietakere som fortsatt trenger boligen",
    "tenancy.private_contract": "lengden på privat leie",
    "tenancy.need_factor": "mislykkede leieforhold ved udekkede behov",
    "tenancy.unaffordable_factor": "mislykkede leieforhold av pengemangel",
    "tenancy.mismatch_factor": "mislykkede leieforhold i feil slags bolig",
    "tenancy.care_factor": "flytting av mangel på hjemmetjeneste",
    "tenancy.eviction_cost": "kostnad for mislykket leieforhold",
    "review.lead_time": "hvor tidlig leieforhold gjennomgås",
    "vacancy.notice": "oppsigelsestid",
    "vacancy.internal_handovers": "overleveringer i en tomgang",
    "vacancy.internal_handover": "dager per overlevering i en tomgang",
    "vacancy.works": "arbeid i en fraflyttet bolig",
    "vacancy.works_variation": "spredning i arbeidet",
    "vacancy.damage_factor": "arbeid etter skade",
    "vacancy.loss_per_day": "tapt husleie per dag",
    "stock.out_of_service": "boliger som tas ut av bruk",
    "stock.out_of_service_time": "tid ute av bruk",
    "stock.conversion_after": "tid før ombygging",
    "stock.conversion_delay": "ombyggingstid",
    "leased_in.ends": "innleide boliger som går tilbake",
    "leased_in.replacement": "tid til ny innleid bolig",
    "coop.price_share": "prisen på solgt leilighet",
    "coop.transfer_time": "tid til leiligheten er kjøpt",
    "coop.replacement": "tid til ny leilighet er kjøpt",
    "adaptation.feasible": "boliger som kan tilpasses",
    "adaptation.works": "tid til tilpasning",
    "temporary.harm_after": "opphold som kan skade",
    "temporary.harm": "skade av lange opphold",
    "temporary.price_per_night": "pris per natt",
    "cost.caseworker_hour": "saksbehandlerens timekostnad",
    "cost.crew_day": "kostnad per arbeidsdag",
    "cost.adaptation": "kostnad for tilpasning",
    "grant.largest_share": "største tilskudd",
    "routine.check_hours": "timer på en sjekk",
    "routine.check_finds": "hva en sjekk finner",
    "routine.ranking_noise": "tilfeldighet i vurderingen av grunner",
    "routine.key_hours": "timer med prioriteringsnøkkelen",
    "routine.approval": "tid til godkjenning",
    "routine.approval_hours": "timer på en godkjenning",
    "routine.written_hours": "timer på skriftlige rutiner",
    "routine.agreement_hours": "timer på en avtale",
    "routine.deadline_hours": "timer på en frist",
    "routine.case_system_hours": "timer på fagsystemet",
    "routine.inform_hours": "timer på beskjed til avsender",
    "routine.inform_teaches": "hva beskjeden lærer en",
    "routine.coordinator_hours": "koordinatorens timer",
    "appeal.share": "avslag som påklages",
    "appeal.days": "klagetid",
    "appeal.hours": "timer på en klage",
    "appeal.changed": "klager som endrer vedtaket",
    "contest.professional": "faglig uenighet",
    "contest.own_budget": "uenighet om budsjett",
    "meeting.cases_consulted": "hverdagssaker i et møte",
    "meeting.hours_per_case": "timer på en sak i møte",
    "follow_up.caseload": "husstander per oppfølgingsarbeider",
    "follow_up.intensive_weight": "plasser for store behov",
    "follow_up.duration": "tid på et behovsnivå",
    "follow_up.occupancy": "etterspørsel etter oppfølging",
    "follow_up.relapse_share": "tilbakefall",
    "follow_up.relapse_after": "tid til tilbakefall",
    "follow_up.hazard_ratio": "hva oppfølging gjør",
    "follow_up.package_effect": "hva samtidighet gjør",
    "follow_up.window": "hva som regnes som samtidig",
    "cost.follow_up_worker": "kostnad per oppfølgingsarbeider",
    "needs.drift_rate": "nye behov hos leietakere",
    "reorganisation.staff_follow_tasks": "ansatte som følger oppgavene",
    "reorganisation.contacts_kept": "kontakter som beholdes",
    "reorganisation.productivity_dip": "tap i begynnelsen",
    "reorganisation.recovery": "tid til det er tatt igjen",
    "reorganisation.extra_hours": "timer på omorganisering",
    "reorganisation.routines_written": "tid til rutiner er skrevet",
    "planning.pursued": "om strategien følges",
    "planning.meeting_hours": "timer på et strategimøte",
    "planning.meeting_cases": "hva et strategimøte lærer en",
    "anchoring.participation": "forankring ved deltakelse",
    "anchoring.steering": "forankring ved styring",
    "anchoring.politicians": "forankring ved politikere",
    "anchoring.leader": "forankring ved lederen",
    "anchoring.plan": "forankring ved en plan",
    "anchoring.decay": "hvor fort forankring svekkes",
    "anchoring.turnover": "forankring som går med personer",
    "anchoring.written": "forankring i kommuneplanen",
    "anchoring.on_funding": "midler som krever forankring",
    "anchoring.on_routines": "rutiner som krever forankring",
    "reporting.error": "feil uten rapportering",
    "reporting.routine": "hva en rapporteringsrutine gjør",
    "reporting.participation": "hva tildelerens deltakelse gjør",
    "reporting.hours": "timer på innmelding av behov",
    "procurement.lead_time": "tid til ny bolig",
    "procurement.partners": "hva samarbeidspartnere gjør",
    "procurement.price_ratio": "pris på innkjøpt bolig",
    "procurement.foresight": "planens framsyn",
    "procurement.limit": "venteliste som utløser bestilling",
    "procurement.social.price": "pris på en sosialbolig",
    "procurement.social.time": "tid til en sosialbolig",
    "procurement.youth.price": "pris på en ungdomsbolig",
    "procurement.youth.time": "tid til en ungdomsbolig",
    "procurement.care.price": "pris på en omsorgsbolig",
    "procurement.care.time": "tid til en omsorgsbolig",
    "procurement.refugee.price": "pris på en flyktningbolig",
    "procurement.refugee.time": "tid til en flyktningbolig",
    "procurement.supervised.price": "pris på en bemannet bolig",
    "procurement.supervised.time": "tid til en bemannet bolig",
}

MEANINGS = {
    "caseworkers.hours_per_year": "timer til saksarbeid per hel stilling og år",
    "caseworkers.target_utilisation": (
        "forventet andel av arbeidstiden saksbehandlerne har arbeid i hendene, som antallet "
        "stillinger er satt etter"
    ),
    "caseworkers.turnover": "hvor ofte en saksbehandler slutter i stillingen",
    "caseworkers.vacant_post": (
        "hvor lenge en stilling står tom etter at innehaveren har sluttet (når people.learning er"
        " live)"
    ),
    "caseworkers.stand_in": (
        "tempoet til den som vikarierer i en tom stilling, delt på tempoet til en innehaver som "
        "kan like mye; 0: ingen vikarierer"
    ),
    "caseworkers.smallest_post": (
        "den minste resten av en enhets stillinger som blir en egen stilling; mindre enn det gjør"
        " enhetens hele stillinger større"
    ),
    "crews.days_per_year": (
        "dager i året som regnes som arbeidsdager for vedlikeholdslag (365: arbeidet regnes i "
        "kalenderdager)"
    ),
    "crews.target_utilisation": (
        "forventet andel av arbeidstiden vedlikeholdslagene er i arbeid, som antallet lag er satt"
        " etter"
    ),
    "work.breadth_exponent": "timene øker med antallet oppgaver en enhet har, opphøyd i dette",
    "work.reference_breadth": (
        "antall oppgaver i feltet til en saksbehandler som timene per oppgave gjelder for"
    ),
    "work.inexperience": (
        "hvor stor andel flere timer det tar uten kunnskap om virkemidlet enn med full kunnskap"
    ),
    "work.reference_knowledge": "kunnskapen om virkemidlet som timene per oppgave gjelder for",
    "work.compound_factor": (
        "timer til kartlegging av en husstand med sammensatte behov, delt på timene for en med "
        "enkle"
    ),
    "work.assessment.hours": (
        "gjennomsnittlig antall timer på å høre på en husstand og finne ut hva den trenger"
    ),
    "work.assessment.distribution": (
        "fordelingen av timene på å høre på en husstand og finne ut hva den trenger"
    ),
    "work.assessment.variation": (
        "standardavviket delt på gjennomsnittet av timene på å høre på en husstand og finne ut "
        "hva den trenger (gamma og lognormal)"
    ),
    "work.manage_vacancies.hours": (
        "gjennomsnittlig antall timer på å befare en fraflyttet bolig og bestille arbeid"
    ),
    "work.manage_vacancies.distribution": (
        "fordelingen av timene på å befare en fraflyttet bolig og bestille arbeid"
    ),
    "work.manage_vacancies.variation": (
        "standardavviket delt på gjennomsnittet av timene på å befare en fraflyttet bolig og "
        "bestille arbeid (gamma og lognormal)"
    ),
    "work.allocate_dwellings.hours": (
        "gjennomsnittlig antall timer på å fatte vedtak om en søknad om bolig"
    ),
    "work.allocate_dwellings.distribution": (
        "fordelingen av timene på å fatte vedtak om en søknad om bolig"
    ),
    "work.allocate_dwellings.variation": (
        "standardavviket delt på gjennomsnittet av timene på å fatte vedtak om en søknad om bolig"
        " (gamma og lognormal)"
    ),
    "work.review_leases.hours": (
        "gjennomsnittlig antall timer på å gå gjennom et leieforhold før kontrakten går ut"
    ),
    "work.review_leases.distribution": (
        "fordelingen av timene på å gå gjennom et leieforhold før kontrakten går ut"
    ),
    "work.review_leases.variation": (
        "standardavviket delt på gjennomsnittet av timene på å gå gjennom et leieforhold før "
        "kontrakten går ut (gamma og lognormal)"
    ),
    "work.start_loan.hours": "gjennomsnittlig antall timer på å vurdere en søknad om startlån",
    "work.start_loan.distribution": "fordelingen av timene på å vurdere en søknad om startlån",
    "work.start_loan.variation": (
        "standardavviket delt på gjennomsnittet av timene på å vurdere en søknad om startlån "
        "(gamma og lognormal)"
    ),
    "work.purchase_grant.hours": (
        "gjennomsnittlig antall timer på å fatte vedtak om boligtilskudd ved siden av et lån"
    ),
    "work.purchase_grant.distribution": (
        "fordelingen av timene på å fatte vedtak om boligtilskudd ved siden av et lån"
    ),
    "work.purchase_grant.variation": (
        "standardavviket delt på gjennomsnittet av timene på å fatte vedtak om boligtilskudd ved "
        "siden av et lån (gamma og lognormal)"
    ),
    "work.housing_allowance.hours": (
        "gjennomsnittlig antall timer på å behandle en søknad om bostøtte"
    ),
    "work.housing_allowance.distribution": (
        "fordelingen av timene på å behandle en søknad om bostøtte"
    ),
    "work.housing_allowance.variation": (
        "standardavviket delt på gjennomsnittet av timene på å behandle en søknad om bostøtte "
        "(gamma og lognormal)"
    ),
    "work.social_assistance.hours": (
        "gjennomsnittlig antall timer på å fatte vedtak om sosialhjelp til bolig"
    ),
    "work.social_assistance.distribution": (
        "fordelingen av timene på å fatte vedtak om sosialhjelp til bolig"
    ),
    "work.social_assistance.variation": (
        "standardavviket delt på gjennomsnittet av timene på å fatte vedtak om sosialhjelp til "
        "bolig (gamma og lognormal)"
    ),
    "work.private_mediation.hours": (
        "gjennomsnittlig antall timer på å formidle en privat leiebolig"
    ),
    "work.private_mediation.distribution": (
        "fordelingen av timene på å formidle en privat leiebolig"
    ),
    "work.private_mediation.variation": (
        "standardavviket delt på gjennomsnittet av timene på å formidle en privat leiebolig "
        "(gamma og lognormal)"
    ),
    "work.temporary_housing.hours": (
        "gjennomsnittlig antall timer på å plassere en husstand i midlertidig botilbud"
    ),
    "work.temporary_housing.distribution": (
        "fordelingen av timene på å plassere en husstand i midlertidig botilbud"
    ),
    "work.temporary_housing.variation": (
        "standardavviket delt på gjennomsnittet av timene på å plassere en husstand i midlertidig"
        " botilbud (gamma og lognormal)"
    ),
    "work.debt_advice.hours": "gjennomsnittlig antall timer på å gi en husstand råd om gjelden",
    "work.debt_advice.distribution": "fordelingen av timene på å gi en husstand råd om gjelden",
    "work.debt_advice.variation": (
        "standardavviket delt på gjennomsnittet av timene på å gi en husstand råd om gjelden "
        "(gamma og lognormal)"
    ),
    "work.order_follow_up.hours": (
        "gjennomsnittlig antall timer på å fatte vedtak om oppfølging og bestille den"
    ),
    "work.order_follow_up.distribution": (
        "fordelingen av timene på å fatte vedtak om oppfølging og bestille den"
    ),
    "work.order_follow_up.variation": (
        "standardavviket delt på gjennomsnittet av timene på å fatte vedtak om oppfølging og "
        "bestille den (gamma og lognormal)"
    ),
    "work.home_care.hours": "gjennomsnittlig antall timer på å fatte vedtak om hjemmetjeneste",
    "work.home_care.distribution": "fordelingen av timene på å fatte vedtak om hjemmetjeneste",
    "work.home_care.variation": (
        "standardavviket delt på gjennomsnittet av timene på å fatte vedtak om hjemmetjeneste "
        "(gamma og lognormal)"
    ),
    "work.adapt_dwelling.hours": (
        "gjennomsnittlig antall timer på å finne ut hvordan en bolig kan tilpasses"
    ),
    "work.adapt_dwelling.distribution": (
        "fordelingen av timene på å finne ut hvordan en bolig kan tilpasses"
    ),
    "work.adapt_dwelling.variation": (
        "standardavviket delt på gjennomsnittet av timene på å finne ut hvordan en bolig kan "
        "tilpasses (gamma og lognormal)"
    ),
    "people.learning": (
        "om kunnskap og kontakter er slik de blir i det lange løp, eller endrer seg person for "
        "person"
    ),
    "knowledge.cases_to_learn": (
        "antall saker som må behandles for å komme 63 prosent av veien til full kunnskap"
    ),
    "knowledge.forgetting_half_life": (
        "tiden det tar før halvparten av kunnskapen som ikke er i bruk, er glemt"
    ),
    "knowledge.floor": "kunnskapen til en nyansatt i en enhet uten skriftlige rutiner",
    "knowledge.floor_written": "kunnskapen til en nyansatt i en enhet med skriftlige rutiner",
    "knowledge.passed_in_unit": "hvor fort kunnskap overføres mellom kolleger i en enhet",
    "knowledge.passed_in_house": "hvor fort kunnskap overføres mellom enheter i samme hus",
    "knowledge.passed_in_meeting": (
        "hva en sak som gjennomgås i et utvalg, lærer hvert medlem om det de andre gjør, og, så "
        "langt de selv kan det, om virkemidlene deres; delt på det en egen sak lærer en"
    ),
    "training.hours": "timer til opplæring per hel stilling og år, av timene til saksarbeid",
    "training.cases_per_hour": (
        "hvor mange egne saker en time opplæring lærer en like mye som, fordelt på enhetens "
        "virkemidler"
    ),
    "recognition.base": (
        "sannsynligheten for at et behov blir oppdaget uten kunnskap om virkemidlet"
    ),
    "contacts.per_joint_case": (
        "sannsynligheten for at en felles sak gjør at en har noen å ringe til i den andre enheten"
    ),
    "contacts.met_in_house": (
        "hvor ofte en saksbehandler uten noen å ringe til i en enhet i samme hus blir kjent med "
        "noen der"
    ),
    "contacts.half_life": "tiden det tar før halvparten av alle kontakter er borte",
    "contacts.asked_first": (
        "sannsynligheten for at en avsender som ikke vet hvem som har saken, spør først, hvis det"
        " er noen å ringe til i enheten som har den"
    ),
    "contacts.hours": "timer for hver av de to som snakker om en sak i telefonen",
    "contacts.hours_in_house": (
        "timer en enhet bruker sammen med folk i hver av de andre enhetene i samme hus"
    ),
    "overview.time_to_gain": (
        "tiden en nøkkelperson bruker på å komme 63 prosent av veien til full oversikt"
    ),
    "overview.reach": (
        "andelen av sakene der en nøkkelperson med full oversikt vet hvem som har ansvaret"
    ),
    "overview.settles_within": "dager en nøkkelperson bruker på å avklare en omstridt sak",
    "overview.position": (
        "stillingen til en nøkkelperson i en enhet uten saksarbeid: tatt av stillingene som er der"
    ),
    "overview.hours_per_case": (
        "timer en sak som tas opp med nøkkelpersonen, tar for enheten til vedkommende"
    ),
    "discretion.unevenness": (
        "der saksbehandlere avgjør etter skjønn: standardavviket mellom dem i hvordan de vurderer"
        " en grunn, i trinn fra må til ønske til ingen"
    ),
    "handover.same_unit": "dager en sak bruker mellom to saksbehandlere i samme enhet",
    "handover.same_house": "dager en sak bruker mellom to enheter i samme hus",
    "handover.informal_contact": (
        "dager en sak bruker til en enhet der avsenderen har noen å ringe til"
    ),
    "handover.agreement": "dager en sak bruker mellom enheter som har en skriftlig avtale",
    "handover.letter": "dager en sak bruker mellom enheter som ikke har annet enn posten",
    "handover.case_system": "dager før en enhet i samme fagsystem får vite om en tom bolig",
    "handover.hours": "timer en oversendelse mellom enheter koster, i hver ende",
    "handover.redone_share": (
        "andelen av kartleggingen som gjøres på nytt av en mottaker uten felles fagsystem"
    ),
    "contest.functional": "sannsynligheten for at den rette enheten mener at en sak ikke er deres",
    "contest.agreement_factor": "uenighet om ansvar med skriftlig avtale, delt på uenighet uten",
    "contest.escalation": (
        "dager før det er avgjort over de to enhetene hvem som har ansvaret for en omstridt sak"
    ),
    "contest.returned": (
        "sannsynligheten for at en omstridt sak sendes tilbake i stedet for å bli tatt hånd om"
    ),
    "doors.household_knowledge": (
        "sannsynligheten for at en husstand vet hvilken enhet den skal gå til"
    ),
    "patience.per_referral": "sannsynligheten for å gi opp ved en henvisning",
    "patience.per_bounce": (
        "sannsynligheten for å gi opp når saken har havnet hos en enhet uten ansvar for den"
    ),
    "patience.per_year": "sannsynligheten for å gi opp i løpet av et år med venting",
    "patience.return_share": (
        "andelen av dem som ga opp eller fikk avslag, som kommer tilbake fordi behovet ikke er "
        "dekket"
    ),
    "patience.return_after": "gjennomsnittlig tid til en husstand med udekket behov kommer tilbake",
    "patience.return_acute": "andelen av dem som kommer tilbake, som gjør det akutt",
    "own_solution.rate": "hvor ofte en husstand uten hjelp finner en bolig selv",
    "way_home.longest_referral": (
        "en henvisning som ventes å ta lengre tid, blir ikke gjort: ventelista brukes i stedet"
    ),
    "way_home.most_own_hours": (
        "en henvisning som ventes å koste avsenderen flere timer, blir ikke gjort"
    ),
    "way_home.first_expected_days": (
        "dager en saksbehandler venter at en henvisning vil ta, før vedkommende har noen erfaring"
    ),
    "way_home.experience_weight": (
        "hvor mye den nyeste saken veier i det en enhet venter at en henvisning vil koste"
    ),
    "market.price_per_m2": "pris på en bolig per kvadratmeter",
    "market.private_rent": "privat husleie for en toroms bolig",
    "market.municipal_rent": "kommunal husleie for en toroms bolig",
    "market.rent_per_room": "husleien for hvert rom utover to, som andel av husleien for to rom",
    "market.search_time": (
        "gjennomsnittlig antall dager på å finne privat leiebolig for en husstand alle utleiere "
        "godtar"
    ),
    "market.search_limit": "dager før formidling til privat leiebolig blir gitt opp",
    "market.deposit": "antall månedsleier en privat utleier krever i depositum",
    "deposit.granted": (
        "sannsynligheten for at et depositum det er søkt om, blir innvilget som sosialhjelp"
    ),
    "market.purchase_time": "gjennomsnittlig antall dager fra finansieringsbevis til kjøp",
    "market.certificate_validity": "dager før et ubrukt finansieringsbevis går ut",
    "market.construction": "nybygde private boliger",
    "market.turnover": "private boliger som leies ut eller selges hvert år, utenom nybygde",
    "market.chain": (
        "ledige boliger i den billige enden av markedet per nybygd bolig: De som flytter inn, "
        "forlater en annen bolig, og så videre nedover i kjeden"
    ),
    "market.reference_openings": "antallet ledige boliger som letetidene og ratene gjelder for",
    "market.matching_elasticity": (
        "hvor sterkt det å finne bolig avhenger av antallet ledige boliger"
    ),
    "allowance.coverage": "andelen av boutgiftene over egenandelen som bostøtten dekker",
    "allowance.coverage_municipal": (
        "andelen av boutgiftene over egenandelen som bostøtten dekker for leietakere i kommunale "
        "boliger"
    ),
    "allowance.ceiling": "de høyeste boutgiftene som regnes med for én person",
    "allowance.ceiling_per_person": "tillegg til de høyeste boutgiftene for hver person til",
    "allowance.least_own_share": "egenandelen for en husstand med den laveste inntekten",
    "allowance.own_share_slope": "egenandelen av hver krone i årsinntekt over den laveste",
    "allowance.lowest_income": "inntekten som egenandelen er minst opp til",
    "allowance.duration": "gjennomsnittlig tid bostøtte betales, til inntekten har steget like mye",
    "allowance.least_payment": "mindre beløp blir ikke utbetalt",
    "loan.subsistence": "hva én person må ha igjen å leve av",
    "loan.subsistence_per_person": "tillegg for hver person til",
    "loan.running_costs": "driftsutgifter til en eid bolig",
    "loan.rate": "årsrenten et lån vurderes etter",
    "loan.term": "løpetiden for et startlån",
    "loan.area_first": "arealet én person trenger",
    "loan.area_per_person": "arealet hver person til trenger",
    "loan.cheap_segment": "prisen på boligene slike husstander kjøper, delt på gjennomsnittsprisen",
    "loan.fees": "gebyrer ved et kjøp, som andel av prisen",
    "offers.refused": "sannsynligheten for at en tilbudt bolig blir avslått av husstanden",
    "offers.answer_time": "dager en husstand bruker på å svare på et tilbud",
    "offers.move_in_time": "dager fra et tilbud er godtatt til kontrakten begynner",
    "offers.hours": "timer på å finne en husstand til en klar bolig og gi tilbudet",
    "tenancy.contract": "lengden på en kommunal kontrakt",
    "tenancy.renewal_share": (
        "sannsynligheten for at en leietaker fortsatt trenger boligen når kontrakten går ut"
    ),
    "tenancy.private_contract": (
        "gjennomsnittlig lengde på et privat leieforhold som ikke mislykkes"
    ),
    "tenancy.need_factor": (
        "hvor ofte et leieforhold mislykkes for hvert udekket behov, delt på hvor ofte uten"
    ),
    "tenancy.unaffordable_factor": (
        "hvor ofte et leieforhold husstanden ikke har råd til, mislykkes, delt på hvor ofte et "
        "den har råd til, gjør det"
    ),
    "tenancy.mismatch_factor": (
        "hvor ofte et leieforhold mislykkes i en bolig som ikke er av kategorien husstanden "
        "skulle hatt, delt på hvor ofte i en som er det"
    ),
    "tenancy.care_factor": (
        "hvor ofte noen flytter til institusjon uten hjemmetjenesten de trenger, delt på hvor "
        "ofte med den"
    ),
    "tenancy.eviction_cost": "kostnaden for et mislykket leieforhold",
    "review.lead_time": "hvor lenge før kontrakten går ut leieforholdet tas opp til gjennomgang",
    "vacancy.notice": "tiden fra oppsigelse til utflytting",
    "vacancy.internal_handovers": (
        "overleveringer underveis i en tomgang når ingen har ansvaret for den hele veien"
    ),
    "vacancy.internal_handover": (
        "dager en fraflyttet bolig venter ved hver overlevering når ingen har ansvaret for "
        "tomgangen hele veien"
    ),
    "vacancy.works": "arbeidsdager for et vedlikeholdslag i en bolig som er forlatt i orden",
    "vacancy.works_variation": (
        "standardavviket delt på gjennomsnittet av arbeidsdagene i en fraflyttet bolig (gamma)"
    ),
    "vacancy.damage_factor": (
        "arbeidet i en bolig som er forlatt med skader, delt på arbeidet i en som er forlatt i "
        "orden"
    ),
    "vacancy.loss_per_day": "tapt husleie for hver dag en bolig står tom",
    "stock.out_of_service": (
        "andelen av fraflyttede boliger som tas ut av bruk: til salgs, under rehabilitering"
    ),
    "stock.out_of_service_time": "gjennomsnittlig tid en bolig er ute av bruk",
    "stock.conversion_after": (
        "dager en klar bolig som ikke passer for noen, står tom før den får en annen kategori"
    ),
    "stock.conversion_delay": "dager det tar å gjøre en bolig om til en annen kategori",
    "leased_in.ends": "andelen av fraflyttede innleide boliger som går tilbake til eieren",
    "leased_in.replacement": "gjennomsnittlig antall dager til en annen bolig er leid inn i stedet",
    "coop.price_share": (
        "taksten på en borettslagsleilighet som selges til leietakeren, delt på prisen på markedet"
    ),
    "coop.transfer_time": "dager fra lånet til leietakeren eier leiligheten",
    "coop.replacement": (
        "gjennomsnittlig antall dager til en annen leilighet er kjøpt i stedet for en som er solgt"
    ),
    "adaptation.feasible": "sannsynligheten for at boligen en husstand har, kan tilpasses behovene",
    "adaptation.works": "dager fra vedtaket til boligen er tilpasset",
    "temporary.harm_after": "dager i midlertidig botilbud før et opphold kan gjøre behovene større",
    "temporary.harm": (
        "sannsynligheten for at et opphold som er langt nok til å skade, gir et behov til"
    ),
    "temporary.price_per_night": "prisen for en natt i midlertidig botilbud",
    "cost.caseworker_hour": "kostnaden for en saksbehandlertime",
    "cost.crew_day": "kostnaden for en dags arbeid i en bolig",
    "cost.adaptation": "kostnaden for å tilpasse en bolig",
    "grant.largest_share": "det største boligtilskuddet, som andel av prisen",
    "routine.check_hours": (
        "timer en sjekk mot de økonomiske virkemidlene legger til en kartlegging eller en "
        "gjennomgang av et leieforhold"
    ),
    "routine.check_finds": (
        "sannsynligheten for at sjekken finner et økonomisk virkemiddel som passer"
    ),
    "routine.ranking_noise": (
        "uten prioriteringsnøkkel: standardavviket i hvordan en grunn vurderes, i trinn fra må "
        "til ønske til ingen"
    ),
    "routine.key_hours": (
        "timer det tar å vurdere grunnen for en søknad etter prioriteringsnøkkelen, skriftlig"
    ),
    "routine.approval": "dager et vedtak venter på godkjenning der arbeidet er bundet av regler",
    "routine.approval_hours": (
        "timer det tar i enheten å godkjenne et vedtak, for en overordnet eller for den som leder"
        " et utvalg som innstiller"
    ),
    "routine.written_hours": "timer det tar en enhet å holde sine skriftlige rutiner ved like",
    "routine.agreement_hours": (
        "timer det tar hver av de to enhetene å holde en skriftlig avtale ved like"
    ),
    "routine.deadline_hours": (
        "timer det tar enheten som tar hånd om en sak, å holde en avtalt frist for den"
    ),
    "routine.case_system_hours": "timer på å føre en sak inn i et fagsystem som andre også ser",
    "routine.inform_hours": (
        "timer det tar å gi avsenderen beskjed om hva som ble vedtatt, der det er opplysningsplikt"
    ),
    "routine.inform_teaches": (
        "hva en slik beskjed lærer en om virkemidlet, delt på det en egen sak lærer en"
    ),
    "routine.coordinator_hours": (
        "timer en saksansvarlig koordinator bruker på å finne riktig enhet for én søknad"
    ),
    "appeal.share": "andelen av avslag som blir påklaget",
    "appeal.days": "dager en klage tar",
    "appeal.hours": "timer en klage koster enheten som avslo",
    "appeal.changed": "sannsynligheten for at en klage endrer vedtaket",
    "contest.professional": (
        "sannsynligheten for at enheter uten noen felles kunnskap er uenige om en sak"
    ),
    "contest.own_budget": (
        "sannsynligheten for at en sak er omstridt fordi en annen enhets budsjett betaler"
    ),
    "meeting.cases_consulted": (
        "saker fra hverdagen som medlemmene i et utvalg som ikke vedtar noe, går gjennom i et møte"
    ),
    "meeting.hours_per_case": "timer til forberedelse og møte for hver sak og hvert medlem",
    "follow_up.caseload": "husstander med vanlige behov én oppfølgingsarbeider kan følge opp",
    "follow_up.intensive_weight": "plasser en husstand med store behov tar",
    "follow_up.duration": "gjennomsnittlig tid på ett behovsnivå før det går ned",
    "follow_up.occupancy": (
        "plasser etterspørselen det er regnet ut fra, ville tatt, delt på plassene som er der; en"
        " del av behovene blir aldri sett, så færre er i bruk"
    ),
    "follow_up.relapse_share": (
        "andelen av dem der behovet tok slutt, som får behov for oppfølging igjen"
    ),
    "follow_up.relapse_after": "gjennomsnittlig tid fra behovet tok slutt til det er der igjen",
    "follow_up.hazard_ratio": (
        "hvor ofte leieforhold mislykkes med oppfølgingen som trengs på plass, delt på hvor ofte "
        "uten"
    ),
    "follow_up.package_effect": (
        "hvor stor andel sjeldnere leieforhold mislykkes der oppfølging og leieforhold begynte "
        "samtidig, utover det oppfølgingen gjør"
    ),
    "follow_up.window": (
        "dager fra hverandre som oppfølging og leieforhold kan begynne og likevel regnes som "
        "samtidige"
    ),
    "cost.follow_up_worker": "kostnaden for en oppfølgingsarbeider",
    "needs.drift_rate": "hvor ofte en leietaker får behov for hjelp som ikke trengtes før",
    "reorganisation.staff_follow_tasks": (
        "sannsynligheten for at en saksbehandler som får oppgavene flyttet, flytter dit de fleste"
        " av dem flyttet"
    ),
    "reorganisation.contacts_kept": (
        "sannsynligheten for at en som flytter, fortsatt kan ringe til dem vedkommende kunne "
        "ringe til"
    ),
    "reorganisation.productivity_dip": (
        "andelen av alles timer til saksarbeid som går tapt i begynnelsen"
    ),
    "reorganisation.recovery": (
        "tiden det tar før tapet i begynnelsen er tatt igjen, litt etter litt"
    ),
    "reorganisation.extra_hours": (
        "timer forberedelse og flytting tar av hver saksbehandler, på dagen det skjer"
    ),
    "reorganisation.routines_written": (
        "tiden til rutiner som ikke ble med over, er skriftlige igjen"
    ),
    "planning.pursued": (
        "om grupper møtes, planer lages og boliger bestilles slik organisasjonen har lagt opp til"
    ),
    "planning.meeting_hours": (
        "timer et møte i prosjektgruppen eller styringsgruppen tar av hver enhet i den"
    ),
    "planning.meeting_cases": (
        "antall saker gjennomgått i et utvalg som gir like mye kunnskap og like mange kontakter "
        "som et møte i prosjektgruppen eller styringsgruppen"
    ),
    "anchoring.participation": (
        "andelen av veien til full forankring som et møte i prosjektgruppen gir hvis alle enheter"
        " er med"
    ),
    "anchoring.steering": "andelen av veien til full forankring som et møte i styringsgruppen gir",
    "anchoring.politicians": (
        "hvor mye større andel av veien et møte i styringsgruppen gir der politikere sitter i den"
    ),
    "anchoring.leader": (
        "hvor mye større andel av veien hver av gruppenes møter gir der lederen sitter på "
        "strategisk nivå"
    ),
    "anchoring.plan": "andelen av veien til full forankring som det å vedta en plan gir",
    "anchoring.decay": "hvor fort forankringen svekkes",
    "anchoring.turnover": (
        "andelen av forankringen som går tapt med en som slutter, delt på vedkommendes andel av "
        "deltakernes stillinger"
    ),
    "anchoring.written": (
        "det som sliter på forankringen der planen er en del av kommuneplanen, delt på det samme "
        "der den ikke er det"
    ),
    "anchoring.on_funding": (
        "andelen av budsjettet til nye boliger som ikke bevilges uten noen forankring"
    ),
    "anchoring.on_routines": (
        "andelen av anledninger der en rutine som avhenger av forankring, ikke følges uten noen"
    ),
    "reporting.error": (
        "feilen i behovet for en kategori slik det er kjent høyere opp, når ingenting rapporteres"
        " (standardavviket til logaritmen)"
    ),
    "reporting.routine": (
        "andelen av feilen i det kjente behovet som en rutine for rapportering tar bort"
    ),
    "reporting.participation": (
        "andelen av den gjenstående feilen som blir borte der den som tildeler, er med på planen"
    ),
    "reporting.hours": (
        "timer det tar en enhet å rapportere ventelistene sine hver gang, etter en rutine for "
        "rapportering, når de som planlegger, ikke ser dem som de er"
    ),
    "procurement.lead_time": "tiden fra en ordinær bolig bestilles til den kan leies ut",
    "procurement.partners": (
        "tiden fra en bolig bestilles til den kan leies ut der samarbeidspartnere utenfor "
        "kommunen er med, delt på tiden der de ikke er det"
    ),
    "procurement.price_ratio": (
        "prisen kommunen betaler for en ordinær bolig, delt på det en husstand av den størrelsen "
        "betaler for en"
    ),
    "procurement.foresight": (
        "andelen av ventelistas vekst siden forrige plan som en plan i forkant av behovet regner"
        " med til neste"
    ),
    "procurement.limit": (
        "husstander som kan vente for hver bolig i en kategori før flere bestilles som svar på "
        "behovet"
    ),
    "procurement.social.price": (
        "prisen på en sosialbolig, delt på prisen på en ordinær bolig av samme størrelse"
    ),
    "procurement.social.time": (
        "tiden fra en sosialbolig bestilles til den kan leies ut, delt på tiden for en "
        "ordinær bolig"
    ),
    "procurement.youth.price": (
        "prisen på en ungdomsbolig, delt på prisen på en ordinær bolig av samme størrelse"
    ),
    "procurement.youth.time": (
        "tiden fra en ungdomsbolig bestilles til den kan leies ut, delt på tiden for en "
        "ordinær bolig"
    ),
    "procurement.care.price": (
        "prisen på en omsorgsbolig, delt på prisen på en ordinær bolig av samme størrelse"
    ),
    "procurement.care.time": (
        "tiden fra en omsorgsbolig bestilles til den kan leies ut, delt på tiden for en "
        "ordinær bolig"
    ),
    "procurement.refugee.price": (
        "prisen på en flyktningbolig, delt på prisen på en ordinær bolig av samme størrelse"
    ),
    "procurement.refugee.time": (
        "tiden fra en flyktningbolig bestilles til den kan leies ut, delt på tiden for en "
        "ordinær bolig"
    ),
    "procurement.supervised.price": (
        "prisen på en bemannet bolig, delt på prisen på en ordinær bolig av samme størrelse"
    ),
    "procurement.supervised.time": (
        "tiden fra en bemannet bolig bestilles til den kan leies ut, delt på tiden for en "
        "ordinær bolig"
    ),
}

#: Keys of scenario files that are no parameters; * stands for anything.
KEYS = {
    "organisation.bodies.*.every": "hvor ofte utvalget har møte",
    "organisation.bodies.*.mandate": (
        "om utvalget vedtar selv, eller innstiller og en leder vedtar etterpå"
    ),
    "organisation.lease_review": (
        "om hvert leieforhold blir gjennomgått før kontrakten går ut, som en rutine"
    ),
    "organisation.check_everyone": (
        "om det for hver søker, og ved hver gjennomgang av et leieforhold, sjekkes om noen av de "
        "økonomiske virkemidlene passer"
    ),
    "organisation.priority_key": (
        "om grunnen for en søknad vurderes etter en skriftlig prioriteringsnøkkel"
    ),
    "organisation.vacancy_owner": (
        "om én person har ansvaret for en tomgang fra oppsigelse til boligen er klar"
    ),
    "groups.*.arrivals.*": "hvor mange husstander i hver gruppe som får behov for hjelp i et år",
    "groups.*.needs.*": "andelen av hver gruppe som har hvert av behovene ved siden av bolig",
}

#: Sources of the parameter table.
SOURCES = {
    "assumption, calibrated to a third to a half of the approved leaving the list": (
        "assumption, kalibrert til at en tredel til halvparten av de godkjente går av lista"
    ),
    "assumption, calibrated with the exit rates to 12 per cent of dwellings vacated a year "
    "(Bergen, BT)": (
        "assumption, kalibrert sammen med ratene for utflytting til at 12 prosent av boligene blir "
        "fraflyttet i året (Bergen, BT)"
    ),
    "assumption: bought on the market, as ordinary dwellings are": (
        "assumption: kjøpt på markedet, som ordinære boliger"
    ),
    "assumption: built for its use, with rooms for staff, where ordinary ones are bought": (
        "assumption: bygd for formålet, med rom for ansatte, der ordinære boliger kjøpes"
    ),
}
