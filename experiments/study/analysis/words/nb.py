"""Setningene i rapporter på bokmål (the sentences of reports in Norwegian bokmål)."""

from __future__ import annotations

TEXTS = {
    # ---- counted things, one and several
    "count.run": "kjøring|kjøringer",
    "count.arm": "alternativ|alternativer",
    "count.point": "sett av vilkår|sett av vilkår",
    "count.replication": "gjentakelse|gjentakelser",
    "count.comparison": "sammenligning|sammenligninger",
    "count.assumption": "antakelse|antakelser",
    "count.seed": "frø|frø",
    "count.drawn": "uavhengig punkt|uavhengige punkter",
    "count.measure": "mål|mål",
    "count.file": "fil|filer",
    # ---- small words
    "interval": "{low} til {high}",
    "lower": "lavere",
    "higher": "høyere",
    "shorter": "kortere",
    "longer": "lengre",
    "better": "bedre",
    "worse": "dårligere",
    "spelt.<": "under {told}",
    "spelt.>": "over {told}",
    "quoted": "«{text}»",
    "assumption": "antakelse",
    "not_defined": "ikke definert",
    "base": "grunnscenario",
    "alone": "slik det er",
    "level.yes": "ja",
    "level.no": "nei",
    "part.organisation": "organisering",
    "part.municipality": "kommune",
    "part.strategy": "strategi",
    # ---- verdicts
    "verdict.lower": "lavere",
    "verdict.higher": "høyere",
    "verdict.better": "{direction} (bedre)",
    "verdict.worse": "{direction} (dårligere)",
    "verdict.not_apart": "kan ikke skilles",
    "verdict.alike": "ingen forskjell av betydning",
    "verdict.no_interval": "uten intervall",
    "verdict.undefined": "ikke definert",
    # ---- marks of figures
    "mark.baseline": "sammenligningsgrunnlaget",
    "mark.better": "bedre",
    "mark.worse": "dårligere",
    "mark.different": "annerledes",
    "mark.not_apart": "ikke klart forskjellig fra det",
    "mark.mean": "gjennomsnitt",
    # ---- frame
    "kind": "Rapport fra en simuleringsstudie",
    "contents": "Innhold",
    "h.brief": "Kort sagt",
    "h.compared": "Hva som er sammenlignet",
    "h.results": "Resultater",
    "h.sure": "Hvor sikkert er det?",
    "h.aims": "Flere hensyn samtidig",
    "h.where": "Hvor er hvilket alternativ best?",
    "h.rests": "Hva resultatet hviler på",
    "h.cannot": "Hva studien ikke kan si noe om",
    "h.reproduce": "Slik gjentas studien",
    "h.measures": "Hva målene betyr",
    "question": "Spørsmålet",
    # ---- in brief
    "brief.single": "{measure}: i gjennomsnitt {mean} (95 % intervall {interval}).",
    "brief.clear": (
        "{measure}: {size} {direction} med {arm} enn med {baseline}{judged} (95 % intervall for "
        "forskjellen: {interval})."
    ),
    "brief.judged": ", altså {judged}",
    "brief.alike": (
        "{measure}: {arm} og {baseline} er ikke så forskjellige at det betyr noe i praksis "
        "({practical}). 95 % intervall for forskjellen: {interval}."
    ),
    "brief.not_apart": (
        "{measure}: {arm} kan ikke skilles fra {baseline} (95 % intervall for forskjellen: "
        "{interval}; det som betyr noe i praksis, er {practical})."
    ),
    "brief.no_interval": "{measure}: {arm} mot {baseline}: det er for få kjøringer til å si noe.",
    "brief.many": (
        "{measure}, sammenlignet med {baseline}: bedre med {better}; dårligere med {worse}; ingen "
        "forskjell av betydning med {alike}; kan ikke skilles: {apart}."
    ),
    "brief.many.nobody": "ingen",
    "brief.selected": (
        "Av alle alternativene kommer {arm} best ut på dette målet: Med sannsynlighet {chance} "
        "er ikke noe annet så mye bedre at det betyr noe i praksis."
    ),
    "brief.candidates": (
        "Ikke noe enkelt alternativ kan kåres til det beste på dette målet. Disse kan være det: "
        "{arms}."
    ),
    "brief.depends": "Hva som er best, avhenger av lokale vilkår: {counts}.",
    "brief.one": (
        "Av de lokale vilkårene som er undersøkt, er {arm} klart best under noen, ut over det "
        "tilfeldigheter forklarer, og ikke noe annet er det: {counts}."
    ),
    "brief.few_seeds": (
        "Om noe alternativ er best under noen av de lokale vilkårene, kan ikke sies ut fra færre "
        "enn {least} frø som er felles for alle punktene."
    ),
    "brief.nowhere": (
        "Ikke under noen av de lokale vilkårene som er undersøkt, er ett alternativ klart best "
        "ut over det tilfeldigheter forklarer: {counts}."
    ),
    "brief.count.better": "{arm} i {share} av punktene",
    "brief.count.undecided": "uavgjort i {share}",
    "brief.trade.better": (
        "Andre mål, {arms}: klart bedre når det gjelder {better}; ikke klart dårligere på noen."
    ),
    "brief.trade.worse": (
        "Andre mål, {arms}: klart dårligere når det gjelder {worse}; ikke klart bedre på noen."
    ),
    "brief.trade": (
        "Andre mål, {arms}: klart bedre når det gjelder {better}; klart dårligere når det "
        "gjelder {worse}."
    ),
    "brief.rests": "Resultatet avhenger mest av: {names}.",
    "brief.rests.hardly": "Resultatet avhenger knapt av: {names}.",
    "brief.rests.often": "Forskjellene avhenger oftest av: {names}.",
    "brief.rests.none": (
        "At forskjellen avhenger av {names}, er ikke vist: I disse kjøringene avhenger den ikke "
        "klart av noe som er variert."
    ),
    "brief.rests.none.single": (
        "At {measure} avhenger av {names}, er ikke vist: I disse kjøringene avhenger det ikke "
        "klart av noe som er variert."
    ),
    "brief.rests.all": "noen av de {count} vilkårene og antakelsene",
    "brief.rests.luck": (
        "Hva resultatet avhenger av, kan ikke skilles fra frøenes flaks: Det krever fem frø i "
        "hvert punkt."
    ),
    "brief.rests.few": (
        "Hva resultatet avhenger av, kan ikke sies: Det er for få punkter i forhold til antallet "
        "vilkår."
    ),
    "brief.failed": "{failed} av {all} kjøringer mislyktes og mangler i resultatene.",
    # ---- what was compared
    "compared.arms": (
        "{arms} er sammenlignet, hvert kjørt {replications} under {points}. Alle møter de samme "
        "husstandene, med de samme behovene og den samme flaksen: kjøring nummer én av hvert, "
        "kjøring nummer to av hvert, og så videre. Det første er sammenligningsgrunnlaget: det de "
        "andre sammenlignes med."
    ),
    "compared.arms.here": (
        "{arms} er sammenlignet, hvert kjørt {replications}. Alle møter de samme husstandene, med "
        "de samme behovene og den samme flaksen: kjøring nummer én av hvert, kjøring nummer to av "
        "hvert, og så videre. Det første er sammenligningsgrunnlaget: det de andre sammenlignes "
        "med."
    ),
    "compared.single": (
        "Her er det ikke noe å sammenligne: Ett alternativ er kjørt {replications} under {points}."
    ),
    "compared.times": "{count} ganger",
    "compared.once": "én gang",
    "compared.equal": (
        "Ressursene er like: Alle har like mange stillinger, vedlikeholdslag og "
        "oppfølgingsarbeidere som det første, fordelt på egne enheter etter hvor mye arbeid hver "
        "enhet ventes å få."
    ),
    "compared.own": (
        "Ressursene er ikke like: Hvert alternativ har de stillingene, vedlikeholdslagene og "
        "oppfølgingsarbeiderne dets egne filer gir eller fører til. Forskjellene skyldes "
        "organisering og ressurser til sammen."
    ),
    "compared.own.as_many": (
        "Ressursene er ikke gjort like: Hvert alternativ har de stillingene, vedlikeholdslagene og "
        "oppfølgingsarbeiderne dets egne filer gir eller fører til, i grunnscenarioet like mange "
        "som det første."
    ),
    "compared.no_resources": (
        "Hvilke ressurser hvert alternativ hadde, lot seg ikke regne ut på nytt: {why}."
    ),
    "compared.resources": "Ressurser i grunnscenarioet, og hvor mye de ventes å bli brukt.",
    "compared.resources.elsewhere": (
        "Under andre vilkår kan tallene være andre; også der har alle det samme som det første."
    ),
    "compared.resources.elsewhere.own": "Under andre vilkår kan tallene være andre.",
    "t.arm": "Alternativ",
    "t.positions": "Stillinger",
    "t.use": "ventet bruk",
    "t.units": "enheter med ansatte",
    "t.crews": "Vedlikeholdslag",
    "t.workers": "Oppfølgingsarbeidere",
    "compared.uncertainties": (
        "Det en kommune ikke kan vite eller bestemme, er også variert ({design}):"
    ),
    "compared.base": "Alt annet er som i {bases}.",
    "compared.bases": "Alt annet er etter tur som i disse scenarioene: {bases}.",
    "t.uncertainty": "Vilkår eller antakelse",
    "t.range": "Spenn",
    "t.values": "Verdier som er kjørt",
    "t.distribution": "Fordeling",
    "t.source": "Kilde",
    "range": "{low} til {high}",
    "named": "Hva navnene står for",
    "named.multiplied": "en faktor som ganges med: {meaning}",
    "named.as_base": "som i grunnscenarioet",
    "t.name": "Navn her",
    "t.in_files": "I filene",
    "t.what": "Hva det er",
    "range.chosen": "{count} verdier, {range}",
    "design.full factorial": "alle kombinasjoner av valgte verdier",
    "design.one at a time": "én om gangen, alt annet som det er",
    "design.latin hypercube": "spredt jevnt over alle samtidig, en latinsk hyperkube",
    "design.sobol": "et Sobol-opplegg, laget for følsomhetsanalyse",
    "design.morris": "et Morris-opplegg, laget for å finne ut hvilke som i det hele tatt betyr noe",
    "design.points file": "punkter gitt i en fil",
    "distribution.uniform": "jevn",
    "distribution.log-uniform": "jevn på logaritmisk skala",
    "distribution.triangular": "trekantet, mest sannsynlig {mode}",
    "distribution.normal": "normal rundt {mode}, standardavvik {spread}",
    "distribution.choice": "alle like sannsynlige",
    "source.table": "parametertabellen: {source}",
    "source.none": "studiefilen",
    # ---- results
    "results.legend": (
        "Prikk: gjennomsnitt; strek: 95 % intervall; den tynne grå linjen er "
        "sammenligningsgrunnlaget."
    ),
    "results.legend.single": "Prikk: gjennomsnitt; strek: 95 % intervall.",
    "results.differences": (
        "Forskjellen fra {baseline}, kjøring for kjøring med de samme husstandene. {bars} Det grå "
        "feltet er det som ikke betyr noe i praksis: En forskjell teller bare utenfor det."
    ),
    "results.bars": "Strek: 95 % intervall (t).",
    "results.bars.bootstrap": "Tykk strek: 95 % intervall (t); tynn strek under: ved bootstrap.",
    "results.table": "Alle forskjeller fra {baseline}",
    "t.measure": "Mål",
    "t.mean": "Gjennomsnitt",
    "t.difference": "Forskjell",
    "t.interval": "95 % intervall",
    "t.bootstrap": "Bootstrap",
    "t.matters": "Betyr noe fra",
    "t.p": "Tilfeldighet (Holm)",
    "t.verdict": "Konklusjon",
    "results.waits": "Ventetid på bolig, etter årsak",
    "results.waits.text": (
        "Dager på veien fra behov til bolig, for dem som fikk bolig med hjelp, etter hva de "
        "ventet på. Delene summerer seg til tallet ved enden av søylen."
    ),
    "results.vacancy": "Tomgang, etter årsak",
    "results.vacancy.text": (
        "Dager en bolig står tom mellom to leieforhold, etter hva den venter på. Delene summerer "
        "seg til tallet ved enden av søylen."
    ),
    "causes.rest": "andre årsaker til sammen",
    "results.still": "Hvor lenge det tar å få bolig",
    "results.still.text": (
        "Andelen av dem som trenger bolig, som ennå ikke har fått en med kommunens hjelp etter "
        "så mange dager. Den som har gitt opp eller funnet en annen utvei, regnes som uten."
    ),
    "results.courses": "Over tid",
    "results.courses.text": (
        "Måned for måned. Grått felt: innkjøringen før observasjonen begynner, da køer og lister "
        "bygger seg opp fra ingenting."
    ),
    "results.courses.changing": "Måned for måned fra observasjonen begynner; noe endres underveis.",
    "results.flows": "Saker sendt mellom enhetene",
    "results.flows.text": (
        "Jo bredere pil, desto flere saker går den veien; jo større prikk, desto flere kommer og "
        "går der. I alt, i gjennomsnitt over {runs}: {numbers}."
    ),
    "results.flows.one": "{count} i året med {arm}",
    "results.flows.between": "{count} i året med {arm} (95 % intervall {interval})",
    "results.fresh": (
        "Fra {runs} av hvert alternativ, gjort på nytt for disse figurene med studiens første "
        "frø, i grunnscenarioet {base} slik det er."
    ),
    "results.bands": "Båndene er 95 % intervaller for gjennomsnittet.",
    "results.no_bands": "Så få kjøringer gir ingen bånd: Linjene er gjennomsnitt.",
    "results.followed": (
        "Av så mange vises sammenligningsgrunnlaget og de som kommer best ut på {measure}: {arms}."
    ),
    "results.no_fresh": "Figurer over tid er utelatt: {why}.",
    "fresh.none_wanted": "det ble ikke bedt om noen",
    "fresh.other_code": "modellen er endret siden kjøringene ble gjort",
    "fresh.other_files": "scenariofiler er endret eller borte siden kjøringene ble gjort",
    "fresh.cannot_run": "grunnscenarioet lar seg ikke kjøre ({error})",
    # ---- how sure
    "sure.runs": "Studien hviler på {runs}: {arms}, {points}, {replications} i hvert.",
    "sure.failed": "{count} til mislyktes. De vanligste feilene:",
    "sure.damaged": (
        "{files} med kjøringer kunne ikke brukes, og kjøringene derfra mangler her ({names}); "
        "{then}."
    ),
    "sure.damaged.again": "fortsetter studien, blir de gjort på nytt",
    "sure.damaged.lost": "de er tapt, siden modellen er endret etter at de ble gjort",
    "sure.undefined": (
        "I noen kjøringer er et mål ikke definert (det gjelder ingen); disse er holdt utenfor: "
        "{listed}."
    ),
    "sure.undefined.one": "{measure} i {count}",
    "sure.pairing": (
        "Å sammenligne kjøring for kjøring med de samme husstandene fjernet {middle} av "
        "variansen uavhengige kjøringer ville hatt (median over alle sammenligninger; {low} til "
        "{high}). Uten det ville et like skarpt resultat krevd {times} ganger så mange kjøringer."
    ),
    "sure.pairing.harm": (
        "Å sammenligne kjøring for kjøring hjalp ikke her (andel av variansen som ble fjernet: "
        "median {middle}, {low} til {high})."
    ),
    "sure.rests.seeds": (
        "Intervallene dekker tilfeldighetene mellom kjøringer (Students t over gjentakelser), "
        "ikke usikkerheten i tallene som er lagt inn."
    ),
    "sure.rests.points": (
        "Intervallene dekker spredningen over vilkårene som er trukket (Students t over "
        "punkter). De dekker ikke tilfeldighetene i de få frøene, som er de samme overalt."
    ),
    "sure.rests.points_own": (
        "Intervallene gjelder gjennomsnittet over vilkårene som er trukket (Students t over "
        "punkter). De dekker hvilke vilkår som ble trukket, og tilfeldighetene i frøene, som er "
        "andre i hvert punkt."
    ),
    "sure.rests.both": (
        "Intervallene gjelder gjennomsnittet over vilkårene som er trukket. De dekker to slags "
        "tilfeldigheter: hvilke vilkår som ble trukket, og hvilke frø (toveis varians, Students "
        "t med frihetsgrader etter Satterthwaite)."
    ),
    "sure.rests.nothing": "Det er én kjøring av hvert alternativ: Noe intervall kan ikke gis.",
    "sure.rests.too_few": (
        "Der et mål er definert i for få kjøringer, kan det ikke gis noe intervall."
    ),
    "sure.blocked": (
        "Punkter dette opplegget trekker sammen, teller som ett når intervallene regnes ut."
    ),
    "sure.fixed_points": (
        "Punktene er valgt, ikke trukket: Gjennomsnittene gjelder bare disse punktene, som alle "
        "teller likt."
    ),
    "sure.holm": (
        "Med {comparisons} ville noen se klare ut ved en tilfeldighet. Konklusjonene tar høyde "
        "for det (Holm): En forskjell kalles klar bare når sjansen for så mye som én falsk alarm "
        "blant alle er under 5 %, og forskjellen er større enn det som betyr noe i praksis."
    ),
    "sure.bootstrap.same": (
        "Intervaller ved bootstrap, som ikke forutsetter normalfordeling, sier det samme om null "
        "i alle {all}."
    ),
    "sure.bootstrap": (
        "Intervaller ved bootstrap, som ikke forutsetter normalfordeling, sier det samme om null "
        "i {same} av {all}; se på de andre med varsomhet: {listed}."
    ),
    "sure.stock.few": (
        "Det gis verken bootstrap-intervaller eller sannsynligheter for å være best, for det er "
        "bare {stock} å trekke på nytt. Med færre enn {fewest} ville de se langt sikrere ut enn de "
        "er."
    ),
    "sure.stock.some": (
        "Bootstrap trekker på nytt fra bare {stock}, så intervallene og sannsynlighetene for å "
        "være best ser noe sikrere ut enn de er. Konklusjonene om forskjeller hviler ikke på dem."
    ),
    "sure.stock.none": (
        "Det gis verken bootstrap-intervaller eller sannsynligheter for å være best, for punktene "
        "er valgt og hvert av dem har egne frø: Det er ikke noe å trekke på nytt."
    ),
    "sure.bootstrap.one": "{measure} med {arm}",
    "sure.needed": (
        "Noen sammenligninger står åpne bare fordi det er for få kjøringer. For et intervall som "
        "ikke rekker lenger enn det som betyr noe i praksis til hver side, trengs omtrent så "
        "mange gjentakelser: {listed}."
    ),
    "sure.needed.one": "{measure} med {arm}: {count}",
    "sure.ranking": "Sannsynligheten for å være best",
    "sure.ranking.text": (
        "Gjennomsnittene er trukket på nytt {times} ganger fra de samme kjøringene, alle "
        "alternativer samlet (parvis bootstrap). Best: hvor ofte et alternativ kommer først. "
        "Godt nok: hvor ofte ikke noe annet er så mye bedre at det betyr noe i praksis. Dette "
        "gjelder bare tilfeldighetene i trekningen."
    ),
    "t.best": "Best",
    "t.good_enough": "Godt nok",
    "sure.warm_up": (
        "Innkjøring: {levels} køer og lister er fulgt fra første dag i {runs} av hvert "
        "alternativ, og andre halvdel av observasjonen er holdt opp mot den første. Har falt til "
        "ro, så en endring på mer enn 5 % er utelukket: {settled}. Endrer seg fortsatt: "
        "{drifting}. Kan ikke avgjøres med så mange kjøringer: {open}."
    ),
    "sure.warm_up.drifts": (
        "Disse endrer seg fortsatt etter at observasjonen har begynt, med 5 % eller mer og mer enn "
        "tilfeldigheter forklarer (én av tjue vil se slik ut ved en tilfeldighet); et gjennomsnitt "
        "over observasjonen er da et gjennomsnitt av noe som er i bevegelse: {listed}."
    ),
    "sure.warm_up.few": (
        "Om innkjøringen er lang nok, bedømmes ikke ut fra {runs} av hvert alternativ: Det trengs "
        "minst {fewest} (--fresh-runs)."
    ),
    "sure.warm_up.none": "Om innkjøringen er lang nok, er ikke undersøkt i denne rapporten.",
    "sure.warm_up.one": "{level} med {arm} ({change} på {mean})",
    # ---- several aims
    "aims.text": (
        "Ingen hensyn er veid mot hverandre her. Tabellen viser hva hvert alternativ taper mot "
        "det beste for hvert hensyn: 0 er best."
    ),
    "aims.text.weights": (
        "Tabellen viser hva hvert alternativ taper mot det beste for hvert hensyn, før noe er "
        "veid: 0 er best."
    ),
    "aims.pareto": (
        "Slik gjennomsnittene er, er ikke noe annet bedre enn disse for ett hensyn uten å være "
        "dårligere for et annet: {arms}."
    ),
    "aims.all": "Slik gjennomsnittene er, er hvert alternativ bedre enn alle de andre i noe.",
    "aims.beaten": "Klart bedre i noe og ikke klart dårligere i noe: {listed}.",
    "aims.beaten.one": "{winners} mot {arm}",
    "aims.no_beaten": (
        "Ikke noe alternativ er klart dårligere enn et annet i noe uten å være klart bedre i noe "
        "annet."
    ),
    "aims.worst": "I parentes: tapet i det punktet der det er størst.",
    "aims.scores": (
        "Med vektene du har gitt ({weights}), er gjennomsnittlig tap, målt i forskjeller som "
        "betyr noe i praksis: {listed}."
    ),
    # ---- where
    "where.text": (
        "I hvert av {points} er alternativene sammenlignet på {measure}. Ett er bedre i et punkt "
        "hvis det slår alle andre med mer enn det som betyr noe i praksis ({practical}), og med "
        "mer enn frøenes tilfeldigheter forklarer."
    ),
    "where.text.no_noise": (
        "I hvert av {points} er alternativene sammenlignet på {measure}. Ett er bedre i et punkt "
        "hvis det slår alle andre med mer enn det som betyr noe i praksis ({practical}). Det er "
        "én kjøring av hvert i et punkt, så tilfeldigheter og vilkår kan ikke skilles i "
        "enkeltpunkter."
    ),
    "where.text.rule": "Bare en regel som holder i punkter den ikke har sett, teller.",
    "where.text.common": (
        "De samme frøene brukes i alle punktene, så tilfeldigheter kan gi ett alternativ medgang "
        "i mange punkter på én gang. Et alternativ regnes derfor som bedre under noen vilkår bare "
        "hvis det i et punkt er bedre med en margin som tilfeldigheter neppe gir i noe av så "
        "mange punkter."
    ),
    "where.counts": "{counts}.",
    "where.depends": (
        "Rekkefølgen avhenger altså av vilkårene: {arms} er hver for seg bedre under noen av "
        "dem, ut over det tilfeldigheter forklarer."
    ),
    "where.one": (
        "Bare {arm} er bedre under noen vilkår ut over det tilfeldigheter forklarer; ingen steder "
        "er det vist at et annet er bedre."
    ),
    "where.undecided": (
        "Utfallet er uavgjort: Ikke noe alternativ er bedre under noen vilkår ut over det "
        "tilfeldigheter forklarer."
    ),
    "where.few_seeds": (
        "Utfallet er uavgjort: Med færre enn {least} frø som er felles for alle punktene, kan "
        "tilfeldighetene i disse få være alt punktene viser."
    ),
    "where.typical": "Der {arm} er bedre, er det i gjennomsnitt {size} foran det nest beste.",
    "where.important": "Vilkårene som betyr mest for forskjellen: {names}.",
    "where.important.other": (
        "Her er det spurt hvor mye dårligere forskjellen i usette punkter forutsies uten et "
        "vilkår, av en modell som ser krumninger og samspill; i «{section}» hvor langt hvert "
        "vilkår flytter den over spennet sitt, og om det skiller seg klart fra tilfeldigheter. "
        "Der de to nevner forskjellige, bør en stole på dem begge nevner."
    ),
    "where.unimportant": (
        "Ikke noe enkelt vilkår forutsier forskjellen i punkter modellen ikke har sett; kartet "
        "viser de to som kommer nærmest."
    ),
    "where.map": "Hvert merke er et punkt, plassert etter to av vilkårene; de andre varierer også.",
    "where.map.choice": (
        "Der et vilkår er et valg, ligger punktene i en stripe; hvor i stripen sier ingenting."
    ),
    "where.map.surface": (
        "Bak dem ligger forskjellen mellom de to, glattet: Den heltrukne linjen er der den er "
        "null, de stiplede der den begynner å bety noe."
    ),
    "where.rule": "Med ord",
    "where.rule.found": (
        "Noen få ledd forutsier utfallet i {accuracy} av punktene de ikke har sett (95 % "
        "intervall {interval}); å alltid si «{commonest}» stemmer i {naive}."
    ),
    "where.rule.not": (
        "Det finnes ingen regel med få ledd som er til å stole på: Den beste forutsier "
        "{accuracy} av punktene den ikke har sett (95 % intervall {interval}), og å alltid si "
        "«{commonest}» stemmer i {naive}."
    ),
    "where.rule.same": (
        "Utfallet er det samme i alle punkter: Det er ingenting for en regel å skille."
    ),
    "where.rule.few": "Det er for få punkter til å lete etter en regel.",
    "where.leaf": "Hvis {clauses}: {label} ({right} av {points}).",
    "where.leaf.size": "Hvis {clauses}: {label} ({right} av {points}; i gjennomsnitt {size}).",
    "where.leaf.always": "Alltid: {label} ({right} av {points}).",
    "where.leaf.apart": "{size} {direction} med {arm}",
    "where.clause.above": "{condition} er over {value}",
    "where.clause.below": "{condition} er høyst {value}",
    "where.clause.between": "{condition} er over {low} og høyst {high}",
    "where.clause.is": "{condition} er {value}",
    "where.and": " og ",
    "where.or": " eller ",
    "where.label.better": "{arm} er bedre",
    "where.label.undecided": "uavgjort",
    "where.pairs": "Hvert alternativ mot {baseline}",
    "where.pairs.text": (
        "I hvor mange punkter hvert alternativ er bedre, dårligere eller uavgjort på {measure}, "
        "og om noen få ledd forutsier hvilke."
    ),
    "t.better_at": "Bedre i",
    "t.worse_at": "Dårligere i",
    "t.undecided_at": "Uavgjort i",
    "t.rule": "Regelen holder i (usette punkter)",
    "t.naive": "Uten regel",
    "where.no_rule": "ingen regel",
    "conditions.undecided": "uavgjort",
    "conditions.better": "{arm} er bedre",
    # ---- what it rests on
    "rests.none": (
        "Ingen antakelse er variert i denne studien. Hva den hviler på, kan undersøkes med "
        "«boligsim compare --uncertainty», eller med en studie som navngir usikkerheter."
    ),
    "rests.sobol": (
        "Andeler av variansen over spennene: alene, og sammen med alle andre (Sobol-indekser, 95 "
        "% intervaller ved bootstrap). Er de to svært ulike, er det kombinasjonen som betyr noe."
    ),
    "rests.floor": (
        "Den stiplede linjen er det den største av dem ville overstige i ett av tjue tilfeller ved "
        "frøenes flaks alene, om ingenting av det som er variert hadde noen virkning (ut fra hvor "
        "ulike kjøringer av samme punkt er). Hule søyler når ikke over den, eller intervallet "
        "går ned til så godt som ingenting; av to sammen kreves det samme."
    ),
    "rests.floor.unknown": (
        "Med færre enn fem frø i hvert punkt kan ingenting av dette skilles fra frøenes flaks, "
        "som gjør alle søyler lengre: Ingenting kalles klart, og søylene er hule."
    ),
    "rests.pairs": "Det som bare virker sammen",
    "rests.pairs.text": (
        "Andelen av variansen som to av dem har sammen og ingen av dem har alene "
        "(Sobol-indekser av annen orden, 95 % intervaller ved bootstrap; de største i hver). En "
        "andel kan bli mindre enn null der den er for liten til å skilles fra tilfeldigheter."
    ),
    "t.from": "Hvor den kommer fra",
    "t.pair": "To sammen",
    "t.share": "Andel av variansen",
    "rests.morris": (
        "Hvor mye resultatet flytter seg fra den ene enden av spennet til den andre, i "
        "gjennomsnitt over innstillinger av resten (Morris-screening, gjennomsnitt av absolutte "
        "elementæreffekter, 95 % intervaller ved bootstrap)."
    ),
    "rests.one at a time": (
        "Hvor mye resultatet endrer seg fra laveste til høyeste verdi, alt annet som det er. Hva "
        "flere gjør sammen, er ikke undersøkt. Hule søyler skiller seg ikke klart fra null når "
        "en tar høyde for hvor mange de er."
    ),
    "rests.main effects": (
        "Hvor mye resultatet endrer seg fra laveste til høyeste verdi, i gjennomsnitt over alle "
        "kombinasjoner av resten (hovedeffekter), med 95 % intervaller over frø. Hule søyler "
        "skiller seg ikke klart fra null når en tar høyde for hvor mange de er."
    ),
    "rests.ranks": (
        "Standardisert regresjon på rangtall: Fortegnet er retningen, kvadratet omtrent andelen "
        "av variansen; 95 % intervaller. Hule søyler skiller seg ikke klart fra tilfeldigheter "
        "når en tar høyde for hvor mange de er. Til sammen forklarer de {explained} av variansen "
        "i rangtallene; resten er samspill, krumninger og tilfeldigheter."
    ),
    "rests.of.difference": "{measure}: {arm} minus {baseline}",
    "rests.of.outcome": "{measure}: {arm}",
    "rests.words.leans": (
        "Forskjellen i {measure}, {arm} minus {baseline}, avhenger mest av {names}."
    ),
    "rests.words.outcome": "{measure} med {arm} avhenger mest av {names}.",
    "rests.words.single": "{measure} avhenger mest av {names}.",
    "rests.words.leans.hardly": (
        "Forskjellen i {measure}, {arm} minus {baseline}, avhenger knapt av {names}."
    ),
    "rests.words.outcome.hardly": "{measure} med {arm} avhenger knapt av {names}.",
    "rests.words.single.hardly": "{measure} avhenger knapt av {names}.",
    "rests.words.single_none": "{measure} avhenger ikke klart av noen av dem.",
    "rests.words.none": (
        "Forskjellen i {measure}, {arm} minus {baseline}, avhenger ikke klart av noen av dem."
    ),
    "rests.words.outcome_none": "{measure} med {arm} avhenger ikke klart av noen av dem.",
    "rests.words.luck": (
        "Hva forskjellen i {measure}, {arm} minus {baseline}, avhenger av, kan ikke skilles fra "
        "frøenes flaks: Det krever fem frø i hvert punkt."
    ),
    "rests.words.outcome_luck": (
        "Hva {measure} med {arm} avhenger av, kan ikke skilles fra frøenes flaks: Det krever fem "
        "frø i hvert punkt."
    ),
    "rests.words.single_luck": (
        "Hva {measure} avhenger av, kan ikke skilles fra frøenes flaks: Det krever fem frø i "
        "hvert punkt."
    ),
    "rests.words.few": (
        "Det er for få punkter i forhold til antallet vilkår til å si hva resultatet avhenger av."
    ),
    "rests.up": "mer av det: høyere",
    "rests.down": "mer av det: lavere",
    "rests.moves": "flytter resultatet {size} over spennet, 95 % intervall {interval}",
    "rests.moves.most": "flytter resultatet opptil {size} over spennet, 95 % intervall {interval}",
    "rests.share": "{share} av variansen",
    "rests.share.most": "opptil {share} av variansen",
    "rests.share.ranks": "omtrent {share} av variansen i rangtallene",
    "rests.share.ranks.most": "opptil omtrent {share} av variansen i rangtallene",
    "rests.matters": "Det som betyr noe i praksis, er {practical}.",
    "rests.shares": "Det som bestemmes, og det som ikke gjør det",
    "rests.shares.text": (
        "Hvor spredningen i hvert mål over alle kjøringer kommer fra: det som bestemmes "
        "(grepene), det som ikke gjør det (vilkår og antakelser), og samspillet mellom dem, "
        "tilfeldigheter medregnet. 95 % intervaller ved bootstrap, der det er minst 5 frø eller "
        "punkter å trekke på nytt; de er noe for smale der få frø er felles for alle punkter."
    ),
    "shares.together": "grep i kombinasjon",
    "shares.uncertainties": "vilkår og antakelser",
    "shares.interplay": "samspill og tilfeldigheter",
    "rests.assumptions": (
        "Av {total} tall som inngår i disse scenarioene, er {assumed} antakelser; resten har en "
        "kilde. Av alle disse tallene er {varied} variert; resten er holdt fast{but}."
    ),
    "rests.assumptions.unknown": (
        "Hvor mange av tallene som er antakelser, lot seg ikke finne på nytt: {why}."
    ),
    "rests.assumptions.fixed": (
        "Av {total} tall som inngår i disse scenarioene, er {assumed} antakelser; resten har en "
        "kilde. Alle er holdt fast{but}."
    ),
    "rests.but": ", bortsett fra det alternativene skiller seg ved",
    # ---- what it cannot say
    "cannot.model": (
        "Hva som kommer til å skje i din kommune. Modellen viser hva som følger av reglene og "
        "tallene i den: Virkninger kommer av hvem som har hvilke oppgaver, hva folk får kunnskap "
        "om, hvor lang tid ting tar, og hva det er knapt med."
    ),
    "cannot.fixed": (
        "Hva resultatet ville blitt med andre tall: Alle tall er holdt fast{but}, og intervallene "
        "dekker bare tilfeldigheter mellom kjøringer."
    ),
    "cannot.ranges": (
        "Hva som gjelder utenfor spennene som er variert, eller for det som ikke er variert. "
        "Spennene er også antakelser."
    ),
    "cannot.values": (
        "Hva som gjelder mellom eller utenfor verdiene som er kjørt, eller for det som ikke er "
        "variert. Hvilke verdier som kjøres, er også et valg."
    ),
    "cannot.average": (
        "Hva som gjelder på ett sted, ut fra et gjennomsnitt over vilkår: se «Hvor er hvilket "
        "alternativ best?»."
    ),
    "cannot.place": "Hva som gjelder andre steder enn {bases}.",
    "cannot.place.others": (
        "Hva som gjelder andre steder enn disse: {bases}, slik det er eller med en annen "
        "kommune i stedet ({others})."
    ),
    "cannot.place.several": (
        "Hva som gjelder andre steder enn disse: {bases}, slik det er eller med andre "
        "kommuner i stedet, etter tur ({others})."
    ),
    "cannot.measures": (
        "Hva som er best alt i alt. Bare målene som er valgt for studien, er undersøkt, og ingen "
        "hensyn er veid mot hverandre."
    ),
    "cannot.weights": (
        "Hva som er best alt i alt. Bare målene som er valgt for studien, er undersøkt, og vektene "
        "er det du som har valgt: Med andre vekter kan et annet alternativ komme først."
    ),
    "cannot.apart": (
        "At to alternativer er like når de «ikke kan skilles»: Det kan være at det bare er for "
        "få kjøringer. Der en forskjell av betydning er utelukket, er konklusjonen «ingen "
        "forskjell av betydning»."
    ),
    "cannot.own_resources": (
        "Hvor mye av en forskjell som skyldes organisering, og hvor mye som skyldes flere eller "
        "færre folk: Ressursene var ikke gjort like."
    ),
    "cannot.failed": (
        "Hva de mislykkede kjøringene ville vist. Mislyktes de under bestemte vilkår, er "
        "resultatene skjeve."
    ),
    "cannot.people": "Om folk er fornøyde eller blir møtt med respekt.",
    # ---- how to make it again
    "reproduce.text": (
        "Studiefilen står nedenfor. I mappen den ligger i, med scenariofiler med innholdet som "
        "står der, og med samme versjon av boligsim gir disse kommandoene de samme kjøringene til "
        "siste siffer på samme slags maskin, og den samme rapporten:"
    ),
    "reproduce.text.points": (
        "Studiefilen og filen med punkter ({name}) står nedenfor. I mappen de ligger i, med "
        "scenariofiler med innholdet som står der, og med samme versjon av boligsim gir disse "
        "kommandoene de samme kjøringene til siste siffer på samme slags maskin, og den samme "
        "rapporten:"
    ),
    "reproduce.posix": (
        "Navn i dem står i anførselstegn slik skallet i Linux og macOS vil ha det; i PowerShell og "
        "ledeteksten i Windows skrives slike navn på andre måter."
    ),
    "reproduce.missing": (
        "Studien var ikke fullført da denne rapporten ble laget: Kommandoene gjør {runs} mer enn "
        "den hviler på."
    ),
    "reproduce.beyond": (
        "Studiefilen er endret underveis: Denne rapporten hviler på {runs} mer enn kommandoene "
        "gjør."
    ),
    "reproduce.versions": "Versjoner",
    "reproduce.program": "boligsim",
    "reproduce.code": "Modellens kode (hash)",
    "reproduce.runs": "Alle kjøringers adresser til sammen (hash)",
    "reproduce.python": "Python",
    "reproduce.system": "System",
    "reproduce.analysis": "{name}, i analysen",
    "reproduce.seeds": "Frø",
    "reproduce.seeds.value": "{low} til {high}",
    "reproduce.seeds.same": "de samme i alle punkter",
    "reproduce.seeds.own": "egne for hvert punkt",
    "reproduce.files": "Scenariofiler (hash av innholdet)",
    "reproduce.file": "Studiefilen",
    "reproduce.points": "Filen med punkter, {name}",
    "reproduce.points_hash": "{name}, slik den står her (hash)",
    "reproduce.cite": "Metoder",
    "reproduce.methods": (
        "Parvise t-intervaller; BCa- og «pigeonhole»-bootstrap (Efron 1987; Owen 2007) med "
        "scipy; toveis varians (Cameron, Gelbach og Miller 2011); Holm (1979) med statsmodels; "
        "sannsynligheten for å være best ved parvis bootstrap med likegyldighetssone (Efron og "
        "Tibshirani 1998; Kim og Nelson 2006); Sobol-indekser (Saltelli m.fl. 2010) og "
        "Morris-screening (Campolongo m.fl. 2007) med SALib; regresjon på rangtall (Saltelli og "
        "Marivoet 1990) med statsmodels; beslutningstre, permutasjonsviktighet og gaussisk "
        "prosess med scikit-learn; Aalen–Johansen-kurver for ventetid med konkurrerende utfall."
    ),
    "measures.language": "Definisjoner som ikke er oversatt, står på engelsk.",
    # ---- axes and what figures show
    "axis.days_since_need": "dager siden behovet oppsto",
    "axis.still_without": "fortsatt uten (%)",
    "axis.years": "år",
    "axis.days": "dager",
    "axis.sobol": "andel av variansen",
    "axis.morris": "endring over spennet, i gjennomsnitt ({unit})",
    "axis.one_at_a_time": "endring fra laveste til høyeste ({unit})",
    "axis.main_effects": "endring fra laveste til høyeste ({unit})",
    "axis.ranks": "standardisert koeffisient for rangtall",
    "axis.share_of_variance": "% av variansen",
    "sobol.total": "sammen med alle andre (total)",
    "sobol.alone": "alene (første orden)",
    "axis.floor": "det frøenes flaks alene knapt ville overstige",
    "shows.outcomes": "{measure}: gjennomsnitt og intervall for hvert alternativ",
    "shows.differences": "{measure}: forskjeller fra sammenligningsgrunnlaget, med intervaller",
    "shows.causes": "{title}: dager etter årsak, stablet",
    "shows.still_waiting": "Andel fortsatt uten bolig med hjelp, etter dager siden behovet oppsto",
    "shows.course": "{level}, måned for måned",
    "shows.flows": "Saker sendt mellom enheter, {arm}",
    "shows.map": "Hvor hvilket alternativ er best, etter {across} og {up}",
    "shows.leaning": "Hva det avhenger av: {of}",
    "shows.shares": "Andeler av variansen etter hvor den kommer fra",
}
