"""The sentences of reports in English."""

from __future__ import annotations

TEXTS = {
    # ---- counted things, one and several
    "count.run": "run|runs",
    "count.arm": "alternative|alternatives",
    "count.point": "set of conditions|sets of conditions",
    "count.replication": "replication|replications",
    "count.comparison": "comparison|comparisons",
    "count.assumption": "assumption|assumptions",
    "count.seed": "seed|seeds",
    "count.drawn": "independent point|independent points",
    "count.measure": "measure|measures",
    "count.file": "file|files",
    # ---- small words
    "interval": "{low} to {high}",
    "lower": "lower",
    "higher": "higher",
    "shorter": "shorter",
    "longer": "longer",
    "better": "better",
    "worse": "worse",
    "spelt.<": "less than {told}",
    "spelt.>": "more than {told}",
    "quoted": "“{text}”",
    "assumption": "assumption",
    "not_defined": "not defined",
    "base": "base scenario",
    "alone": "as it is",
    "level.yes": "yes",
    "level.no": "no",
    "part.organisation": "organisation",
    "part.municipality": "municipality",
    "part.strategy": "strategy",
    # ---- verdicts
    "verdict.lower": "lower",
    "verdict.higher": "higher",
    "verdict.better": "{direction} (better)",
    "verdict.worse": "{direction} (worse)",
    "verdict.not_apart": "cannot be told apart",
    "verdict.alike": "no difference that matters",
    "verdict.no_interval": "no interval",
    "verdict.undefined": "not defined",
    # ---- marks of figures
    "mark.baseline": "the one compared with",
    "mark.better": "better",
    "mark.worse": "worse",
    "mark.different": "different",
    "mark.not_apart": "not clearly different from it",
    "mark.mean": "mean",
    # ---- frame
    "kind": "Report of a simulation study",
    "contents": "Contents",
    "h.brief": "In brief",
    "h.compared": "What was compared",
    "h.results": "Results",
    "h.sure": "How sure is this?",
    "h.aims": "Several aims at once",
    "h.where": "Where is which better?",
    "h.rests": "What the result rests on",
    "h.cannot": "What this study cannot say",
    "h.reproduce": "How to make it again",
    "h.measures": "What the measures mean",
    "question": "The question",
    # ---- in brief
    "brief.single": "{measure}: {mean} on average (95 % interval {interval}).",
    "brief.clear": (
        "{measure}: {size} {direction} with {arm} than with {baseline}{judged} (95 % interval of "
        "the difference {interval})."
    ),
    "brief.judged": ", which is {judged}",
    "brief.alike": (
        "{measure}: {arm} and {baseline} do not differ by as much as matters in practice "
        "({practical}); the 95 % interval of the difference is {interval}."
    ),
    "brief.not_apart": (
        "{measure}: {arm} cannot be told apart from {baseline} (95 % interval of the difference "
        "{interval}; what matters in practice is {practical})."
    ),
    "brief.no_interval": (
        "{measure}: {arm} against {baseline}: there are too few runs to say anything."
    ),
    "brief.many": (
        "{measure}, against {baseline}: better with {better}; worse with {worse}; no difference "
        "that matters with {alike}; cannot be told apart: {apart}."
    ),
    "brief.many.nobody": "none",
    "brief.selected": (
        "Of all compared, {arm} does best on this measure: with a probability of {chance} no "
        "other beats it by as much as matters in practice."
    ),
    "brief.candidates": "No single one can be named best on this measure; these may be: {arms}.",
    "brief.depends": "Which is better depends on local conditions: {counts}.",
    "brief.one": (
        "Of the local conditions looked at, {arm} is clearly best under some, beyond what chance "
        "explains, and no other is: {counts}."
    ),
    "brief.few_seeds": (
        "Whether one is best under some local conditions cannot be told from fewer than {least} "
        "seeds that all points share."
    ),
    "brief.nowhere": (
        "Under none of the local conditions looked at does one clearly do best, beyond what "
        "chance explains: {counts}."
    ),
    "brief.count.better": "{arm} at {share} of the points",
    "brief.count.undecided": "undecided at {share}",
    "brief.trade.better": (
        "Other measures, {arms}: clearly better in {better}; clearly worse in none."
    ),
    "brief.trade.worse": (
        "Other measures, {arms}: clearly worse in {worse}; clearly better in none."
    ),
    "brief.trade": "Other measures, {arms}: clearly better in {better}; clearly worse in {worse}.",
    "brief.rests": "The result leans most on: {names}.",
    "brief.rests.hardly": "The result hardly depends on: {names}.",
    "brief.rests.often": "The differences lean most often on: {names}.",
    "brief.rests.none": (
        "That the difference depends on {names} is not shown: in these runs it leans clearly on "
        "nothing that was varied."
    ),
    "brief.rests.none.single": (
        "That {measure} depends on {names} is not shown: in these runs it leans clearly on "
        "nothing that was varied."
    ),
    "brief.rests.all": "any of the {count} conditions and assumptions",
    "brief.rests.luck": (
        "What the result leans on cannot be told from the luck of the seeds: that takes five at "
        "each point."
    ),
    "brief.rests.few": (
        "What the result leans on cannot be said: there are too few points for the number of "
        "conditions."
    ),
    "brief.failed": "{failed} of {all} runs failed and are missing from the results.",
    # ---- what was compared
    "compared.arms": (
        "{arms} are compared, each run {replications} at {points}. All meet the same households "
        "with the same needs and the same luck: run number one of each, run number two of each, "
        "and so on. The first is the one the others are compared with."
    ),
    "compared.arms.here": (
        "{arms} are compared, each run {replications}. All meet the same households with the "
        "same needs and the same luck: run number one of each, run number two of each, and so "
        "on. The first is the one the others are compared with."
    ),
    "compared.single": (
        "There is nothing to compare: one setting was run {replications} at {points}."
    ),
    "compared.times": "{count} times",
    "compared.once": "once",
    "compared.equal": (
        "Resources are equal: all have as many positions, maintenance crews and follow-up "
        "workers as the first, split over their units by the work each is expected to get."
    ),
    "compared.own": (
        "Resources are not equal: each has the positions, crews and follow-up workers that its "
        "own files give or lead to. Differences are those of organisation and of resources "
        "together."
    ),
    "compared.own.as_many": (
        "Resources were not made equal: each has the positions, maintenance crews and follow-up "
        "workers that its own files give or lead to, in the base scenario as many as the first."
    ),
    "compared.no_resources": "What resources each had could not be worked out again: {why}.",
    "compared.resources": "Resources in the base scenario, and the use they are expected to see.",
    "compared.resources.elsewhere": (
        "Under other conditions the numbers may be others; there, too, all have those of the first."
    ),
    "compared.resources.elsewhere.own": "Under other conditions the numbers may be others.",
    "t.arm": "Alternative",
    "t.positions": "Positions",
    "t.use": "expected use",
    "t.units": "units with staff",
    "t.crews": "Maintenance crews",
    "t.workers": "Follow-up workers",
    "compared.uncertainties": (
        "What a municipality cannot know or decide was varied as well ({design}):"
    ),
    "compared.base": "Everything else is as in {bases}.",
    "compared.bases": "Everything else is as in these scenarios in turn: {bases}.",
    "t.uncertainty": "Condition or assumption",
    "t.range": "Range",
    "t.values": "Values that were run",
    "t.distribution": "Distribution",
    "t.source": "Source",
    "range": "{low} to {high}",
    "named": "What the names stand for",
    "named.multiplied": "a factor that multiplies: {meaning}",
    "named.as_base": "as in the base scenario",
    "t.name": "Name here",
    "t.in_files": "In the files",
    "t.what": "What it is",
    "range.chosen": "{count} values, {range}",
    "design.full factorial": "all combinations of chosen values",
    "design.one at a time": "one at a time, all else as it is",
    "design.latin hypercube": "spread evenly over all of them at once, a Latin hypercube",
    "design.sobol": "a Sobol design, made for sensitivity analysis",
    "design.morris": "a Morris design, made to find out which matter at all",
    "design.points file": "points given in a file",
    "distribution.uniform": "uniform",
    "distribution.log-uniform": "log-uniform",
    "distribution.triangular": "triangular, most likely {mode}",
    "distribution.normal": "normal around {mode}, standard deviation {spread}",
    "distribution.choice": "each as likely",
    "source.table": "parameter table: {source}",
    "source.none": "the study file",
    # ---- results
    "results.legend": "Dot: mean; bar: 95 % interval; the thin grey line is the one compared with.",
    "results.legend.single": "Dot: mean; bar: 95 % interval.",
    "results.differences": (
        "The difference from {baseline}, run by run on the same households. {bars} The grey band "
        "is what does not matter in practice: a difference counts only outside it."
    ),
    "results.bars": "Bar: 95 % interval (t).",
    "results.bars.bootstrap": "Thick bar: 95 % interval (t); thin bar below it: by bootstrap.",
    "results.table": "All differences from {baseline}",
    "t.measure": "Measure",
    "t.mean": "Mean",
    "t.difference": "Difference",
    "t.interval": "95 % interval",
    "t.bootstrap": "Bootstrap",
    "t.matters": "Matters from",
    "t.p": "Chance (Holm)",
    "t.verdict": "Verdict",
    "results.waits": "Waiting for a home, by cause",
    "results.waits.text": (
        "Days on the way from need to home, of those who got a home with help, by what they "
        "waited for. The parts add up to the number at the end of the bar."
    ),
    "results.vacancy": "Empty dwellings, by cause",
    "results.vacancy.text": (
        "Days a dwelling stands empty between two tenants, by what it waits for. The parts add "
        "up to the number at the end of the bar."
    ),
    "causes.rest": "other causes together",
    "results.still": "How long until a home",
    "results.still.text": (
        "The share of those who need a home and do not have one by the municipality's help after "
        "so many days. Who gave up or found another way out counts as without."
    ),
    "results.courses": "Over time",
    "results.courses.text": (
        "Month by month. Shaded: the warm-up before observation begins, in which queues and "
        "lists build up from nothing."
    ),
    "results.courses.changing": (
        "Month by month from the start of observation; something changes on the way."
    ),
    "results.flows": "Cases sent from unit to unit",
    "results.flows.text": (
        "The wider an arrow, the more cases are sent that way; the larger a dot, the more come "
        "and go there. In all, on average over {runs}: {numbers}."
    ),
    "results.flows.one": "{count} a year with {arm}",
    "results.flows.between": "{count} a year with {arm} (95 % interval {interval})",
    "results.fresh": (
        "From {runs} of each, made again for these pictures with the study's first seeds in the "
        "base scenario {base} as it stands."
    ),
    "results.bands": "The bands are 95 % intervals of the mean.",
    "results.no_bands": "So few runs allow no bands: the lines are means.",
    "results.followed": (
        "Of so many, these are shown: the one compared with, and those that come out best on "
        "{measure}: {arms}."
    ),
    "results.no_fresh": "Pictures over time are left out: {why}.",
    "fresh.none_wanted": "none were asked for",
    "fresh.other_code": "the model has changed since the runs were made",
    "fresh.other_files": "scenario files have changed, or are gone, since the runs were made",
    "fresh.cannot_run": "the base scenario cannot be run ({error})",
    # ---- how sure
    "sure.runs": "The study rests on {runs}: {arms}, {points}, {replications} at each.",
    "sure.failed": "{count} more failed. The commonest errors:",
    "sure.damaged": (
        "{files} of runs could not be used and their runs are missing here ({names}); {then}."
    ),
    "sure.damaged.again": "going on with the study does them again",
    "sure.damaged.lost": "they are lost, since the model has changed since they were made",
    "sure.undefined": (
        "In some runs a measure is not defined (there is nobody it is about); these are left out: "
        "{listed}."
    ),
    "sure.undefined.one": "{measure} in {count}",
    "sure.pairing": (
        "Comparing run by run on the same households removed {middle} of the variance that "
        "independent runs would have had (median over all comparisons; {low} to {high}). Without "
        "it, as sharp a result would take {times} times as many runs."
    ),
    "sure.pairing.harm": (
        "Comparing run by run did not help here (share of the variance removed: median {middle}, "
        "{low} to {high})."
    ),
    "sure.rests.seeds": (
        "Intervals cover the luck of the draw between runs (Student's t over replications), not "
        "the uncertainty of the numbers put in."
    ),
    "sure.rests.points": (
        "Intervals cover the spread over the conditions drawn (Student's t over points). They do "
        "not cover the luck of the few seeds, which are the same everywhere."
    ),
    "sure.rests.points_own": (
        "Intervals are for the mean over the conditions drawn (Student's t over points). They "
        "cover which conditions were drawn, and the luck of the seeds, which are others at every "
        "point."
    ),
    "sure.rests.both": (
        "Intervals are for the mean over the conditions drawn. They cover two kinds of luck: "
        "which conditions were drawn, and which seeds (two-way variance, Student's t with "
        "Satterthwaite's degrees of freedom)."
    ),
    "sure.rests.nothing": "There is one run of each: no interval can be given.",
    "sure.rests.too_few": "Where a measure is defined in too few runs, no interval can be given.",
    "sure.blocked": "Points that this design draws together count as one when intervals are made.",
    "sure.fixed_points": (
        "The points were chosen, not drawn: means are over these points alone, each counting alike."
    ),
    "sure.holm": (
        "With {comparisons}, some would seem clear by chance. Verdicts allow for that (Holm): a "
        "difference is called clear only if the chance of even one false alarm among all of them "
        "stays below 5 %, and the difference is larger than what matters in practice."
    ),
    "sure.bootstrap.same": (
        "Intervals by bootstrap, which assume no normal distribution, lead to the same statement "
        "about zero in all {all}."
    ),
    "sure.bootstrap": (
        "Intervals by bootstrap, which assume no normal distribution, lead to the same statement "
        "about zero in {same} of {all}; look at the others with care: {listed}."
    ),
    "sure.stock.few": (
        "No bootstrap interval and no probability of being best is given, since there are only "
        "{stock} to draw anew. From fewer than {fewest} they would look far surer than they are."
    ),
    "sure.stock.some": (
        "The bootstrap draws anew from {stock} only, so its intervals and the probabilities of "
        "being best look somewhat surer than they are. Verdicts on differences do not rest on them."
    ),
    "sure.stock.none": (
        "No bootstrap interval and no probability of being best is given, since the points were "
        "chosen and each has seeds of its own: there is nothing to draw anew."
    ),
    "sure.bootstrap.one": "{measure} with {arm}",
    "sure.needed": (
        "Some comparisons stay open only for want of runs. For an interval no wider than what "
        "matters in practice to either side, about this many replications are needed: {listed}."
    ),
    "sure.needed.one": "{measure} with {arm}: {count}",
    "sure.ranking": "The probability of being best",
    "sure.ranking.text": (
        "The means were drawn anew {times} times from the same runs, all alternatives together "
        "(paired bootstrap). Best: the share in which one comes out first. Good enough: the "
        "share in which no other beats it by as much as matters in practice. This is the luck of "
        "the draw only."
    ),
    "t.best": "Best",
    "t.good_enough": "Good enough",
    "sure.warm_up": (
        "Warm-up: {levels} queues and lists were followed from the first day in {runs} of each, "
        "and the second half of the observation was set against the first. Settled, so that a "
        "drift of more than 5 % is ruled out: {settled}. Drifting: {drifting}. Cannot be told with "
        "so many runs: {open}."
    ),
    "sure.warm_up.drifts": (
        "These still drift once observation has begun, by 5 % or more and by more than chance "
        "explains (one in twenty would seem to by chance); a mean over the observation is then one "
        "of something that moves: {listed}."
    ),
    "sure.warm_up.few": (
        "Whether the warm-up is long enough is not judged from {runs} of each: it takes at least "
        "{fewest} (--fresh-runs)."
    ),
    "sure.warm_up.none": "Whether the warm-up is long enough was not looked at in this report.",
    "sure.warm_up.one": "{level} with {arm} ({change} on {mean})",
    # ---- several aims
    "aims.text": (
        "No aim is weighed against another here. The table shows what each loses to the best in "
        "each aim: 0 is the best."
    ),
    "aims.text.weights": (
        "The table shows what each loses to the best in each aim, before any weighing: 0 is the "
        "best."
    ),
    "aims.pareto": (
        "As the means have it, none is better than these in one aim without being worse in "
        "another: {arms}."
    ),
    "aims.all": "As the means have it, each is better than every other in some aim.",
    "aims.beaten": "Clearly better in some aim and clearly worse in none: {listed}.",
    "aims.beaten.one": "{winners} against {arm}",
    "aims.no_beaten": (
        "None is clearly worse than another in some aim without being clearly better in another."
    ),
    "aims.worst": "In brackets: the loss at the point where it is greatest.",
    "aims.scores": (
        "With the weights you gave ({weights}), the mean loss in practical differences is: "
        "{listed}."
    ),
    # ---- where
    "where.text": (
        "At each of {points} the alternatives were compared on {measure}. One is better at a "
        "point if it beats every other by more than what matters in practice ({practical}) and "
        "by more than the luck of the seeds explains."
    ),
    "where.text.no_noise": (
        "At each of {points} the alternatives were compared on {measure}. One is better at a "
        "point if it beats every other by more than what matters in practice ({practical}). "
        "There is a single run of each at a point, so luck and conditions cannot be told apart "
        "at single points."
    ),
    "where.text.rule": "Only a rule that holds at points it has not seen counts.",
    "where.text.common": (
        "The same seeds serve all points, so that luck may favour one at many points at once. One "
        "therefore counts as better under some conditions only if it is so at some point by a "
        "margin that luck would hardly give at any of so many."
    ),
    "where.counts": "{counts}.",
    "where.depends": (
        "So the order depends on the conditions: each of {arms} is better under some of them, "
        "beyond what chance explains."
    ),
    "where.one": (
        "Only {arm} is better under some conditions beyond what chance explains; nowhere is "
        "another one shown to be better."
    ),
    "where.undecided": (
        "The verdict is undecided: none is better under some conditions beyond what chance "
        "explains."
    ),
    "where.few_seeds": (
        "The verdict is undecided: with fewer than {least} seeds that all points share, the luck "
        "of these few may be all that the points show."
    ),
    "where.typical": "Where it is better, {arm} beats the next best by {size} on average.",
    "where.important": "The conditions that matter most for the difference: {names}.",
    "where.important.other": (
        "Asked here is how much worse the difference at points not seen is foretold without a "
        "condition, by a model that sees bends and interplay; in “{section}”, how far each "
        "condition moves it over its range, and whether that is clear of chance. Where the two "
        "name others, rely on those that both name."
    ),
    "where.unimportant": (
        "No single condition foretells the difference at points not seen; the map shows the two "
        "that come nearest to it."
    ),
    "where.map": "Each mark is a point, placed by two of its conditions; the others vary as well.",
    "where.map.choice": (
        "Where a condition is a choice, its points lie in a strip; where in the strip says nothing."
    ),
    "where.map.surface": (
        "Behind them the difference between the two, smoothed: the solid line is where it is "
        "nothing, the dashed lines where it begins to matter."
    ),
    "where.rule": "In words",
    "where.rule.found": (
        "A few clauses foretell the verdict at {accuracy} of points they have not seen (95 % "
        "interval {interval}); always saying “{commonest}” is right at {naive}."
    ),
    "where.rule.not": (
        "No rule of a few clauses was found that can be relied on: the best one foretells "
        "{accuracy} of points it has not seen (95 % interval {interval}), and always saying "
        "“{commonest}” is right at {naive}."
    ),
    "where.rule.same": (
        "The verdict is the same at every point: there is nothing for a rule to tell apart."
    ),
    "where.rule.few": "There are too few points to look for a rule.",
    "where.leaf": "If {clauses}: {label} ({right} of {points}).",
    "where.leaf.size": "If {clauses}: {label} ({right} of {points}; on average {size}).",
    "where.leaf.always": "Always: {label} ({right} of {points}).",
    "where.leaf.apart": "{size} {direction} with {arm}",
    "where.clause.above": "{condition} is above {value}",
    "where.clause.below": "{condition} is at most {value}",
    "where.clause.between": "{condition} is above {low} and at most {high}",
    "where.clause.is": "{condition} is {value}",
    "where.and": " and ",
    "where.or": " or ",
    "where.label.better": "{arm} is better",
    "where.label.undecided": "undecided",
    "where.pairs": "Each against {baseline}",
    "where.pairs.text": (
        "At how many points each is better, worse, or undecided, on {measure}; and whether a few "
        "clauses foretell which."
    ),
    "t.better_at": "Better at",
    "t.worse_at": "Worse at",
    "t.undecided_at": "Undecided at",
    "t.rule": "Rule holds at (unseen points)",
    "t.naive": "Without a rule",
    "where.no_rule": "no rule",
    "conditions.undecided": "undecided",
    "conditions.better": "{arm} is better",
    # ---- what it rests on
    "rests.none": (
        "No assumption was varied in this study. What it rests on can be found out with "
        "“boligsim compare --uncertainty”, or with a study that names uncertainties."
    ),
    "rests.sobol": (
        "Shares of the variance over the ranges: alone, and together with all others (Sobol "
        "indices, 95 % intervals by bootstrap). If the two differ much, it is the combination "
        "that matters."
    ),
    "rests.floor": (
        "The dashed line is what the luck of the seeds alone, if nothing that was varied had any "
        "effect, would make the largest of them exceed in one case of twenty (from how runs of "
        "the same point differ). Hollow bars are not above it, or their interval reaches down to "
        "as good as nothing; of two together the same is asked."
    ),
    "rests.floor.unknown": (
        "With fewer than five seeds at each point none of this can be told from the luck of the "
        "seeds, which makes all bars longer: nothing is called clear, and bars are hollow."
    ),
    "rests.pairs": "What only acts together",
    "rests.pairs.text": (
        "The share of the variance that two of them have together and neither has alone "
        "(second-order Sobol indices, 95 % intervals by bootstrap; the largest of each). A share "
        "may come out below nothing where it is too small to be told from chance."
    ),
    "t.from": "Where it comes from",
    "t.pair": "Two together",
    "t.share": "Share of the variance",
    "rests.morris": (
        "How much the result moves from one end of the range to the other, on average over "
        "settings of the rest (Morris screening, mean of absolute elementary effects, 95 % "
        "intervals by bootstrap)."
    ),
    "rests.one at a time": (
        "How much the result changes from the lowest to the highest value, all else as it is. "
        "What several do together is not looked at. Hollow bars are not clear of zero, allowing "
        "for how many there are."
    ),
    "rests.main effects": (
        "How much the result changes from the lowest to the highest value, on average over all "
        "combinations of the rest (main effects), with 95 % intervals over seeds. Hollow bars "
        "are not clear of zero, allowing for how many there are."
    ),
    "rests.ranks": (
        "Standardised regression of ranks: the sign is the direction, the square roughly the "
        "share of the variance; 95 % intervals. Hollow bars are not clear of chance, allowing "
        "for how many there are. Together they explain {explained} of the variance of the ranks; "
        "the rest is interplay, bends and luck."
    ),
    "rests.of.difference": "{measure}: {arm} less {baseline}",
    "rests.of.outcome": "{measure}: {arm}",
    "rests.words.leans": (
        "The difference in {measure}, {arm} less {baseline}, leans most on {names}."
    ),
    "rests.words.outcome": "{measure} with {arm} leans most on {names}.",
    "rests.words.single": "{measure} leans most on {names}.",
    "rests.words.leans.hardly": (
        "The difference in {measure}, {arm} less {baseline}, hardly depends on {names}."
    ),
    "rests.words.outcome.hardly": "{measure} with {arm} hardly depends on {names}.",
    "rests.words.single.hardly": "{measure} hardly depends on {names}.",
    "rests.words.single_none": "{measure} leans clearly on none of them.",
    "rests.words.none": (
        "The difference in {measure}, {arm} less {baseline}, leans clearly on none of them."
    ),
    "rests.words.outcome_none": "{measure} with {arm} leans clearly on none of them.",
    "rests.words.luck": (
        "What the difference in {measure}, {arm} less {baseline}, leans on cannot be told from the "
        "luck of the seeds: that takes five at each point."
    ),
    "rests.words.outcome_luck": (
        "What {measure} with {arm} leans on cannot be told from the luck of the seeds: that takes "
        "five at each point."
    ),
    "rests.words.single_luck": (
        "What {measure} leans on cannot be told from the luck of the seeds: that takes five at "
        "each point."
    ),
    "rests.words.few": (
        "There are too few points, for the number of conditions, to say what the result leans on."
    ),
    "rests.up": "more of it: higher",
    "rests.down": "more of it: lower",
    "rests.moves": "moves it by {size} over its range, 95 % interval {interval}",
    "rests.moves.most": "moves it by up to {size} over its range, 95 % interval {interval}",
    "rests.share": "{share} of the variance",
    "rests.share.most": "up to {share} of the variance",
    "rests.share.ranks": "roughly {share} of the variance of the ranks",
    "rests.share.ranks.most": "up to roughly {share} of the variance of the ranks",
    "rests.matters": "What matters in practice is {practical}.",
    "rests.shares": "What is decided, and what is not",
    "rests.shares.text": (
        "Where the spread of each measure over all runs comes from: what is decided (the "
        "levers), what is not (conditions and assumptions), and their interplay, chance included. "
        "Intervals of 95 % by bootstrap, where there are at least 5 seeds or points to draw anew; "
        "they are somewhat too narrow where few seeds are common to all points."
    ),
    "shares.together": "levers in combination",
    "shares.uncertainties": "conditions and assumptions",
    "shares.interplay": "interplay and chance",
    "rests.assumptions": (
        "Of {total} numbers that went into these scenarios, {assumed} are assumptions; the rest "
        "have a source. Of all these numbers {varied} were varied; the others were held fast{but}."
    ),
    "rests.assumptions.unknown": (
        "How many of the numbers are assumptions could not be worked out again: {why}."
    ),
    "rests.assumptions.fixed": (
        "Of {total} numbers that went into these scenarios, {assumed} are assumptions; the rest "
        "have a source. All were held fast{but}."
    ),
    "rests.but": ", but for what the alternatives differ in",
    # ---- what it cannot say
    "cannot.model": (
        "What will happen in your municipality. The model shows what follows from its rules and "
        "numbers; effects come from who holds which task, what people come to know, how long "
        "things take, and what is scarce."
    ),
    "cannot.fixed": (
        "What would come out with other numbers: every number was held fast{but}, and intervals "
        "cover the luck of the draw only."
    ),
    "cannot.ranges": (
        "What holds outside the ranges that were varied, or for what was not varied. The ranges "
        "are assumptions too."
    ),
    "cannot.values": (
        "What holds between or outside the values that were run, or for what was not varied. "
        "Which values to run is a choice too."
    ),
    "cannot.average": (
        "What holds in one place, from a mean over conditions: see “Where is which better?”."
    ),
    "cannot.place": "What holds in other places than {bases}.",
    "cannot.place.others": (
        "What holds in other places than these: {bases}, as it is or with the municipality "
        "{others} in it."
    ),
    "cannot.place.several": (
        "What holds in other places than these: {bases}, as it is or with the municipalities "
        "{others} in turn."
    ),
    "cannot.measures": (
        "Which is best on the whole. Only the measures chosen for the study were looked at, and "
        "no aim was weighed against another."
    ),
    "cannot.weights": (
        "Which is best on the whole. Only the measures chosen for the study were looked at, and "
        "the weights are of your choice: with others, another may come first."
    ),
    "cannot.apart": (
        "That two are alike, where they “cannot be told apart”: it may only be that there are "
        "too few runs. Where a difference that matters is ruled out, the verdict is “no "
        "difference that matters”."
    ),
    "cannot.own_resources": (
        "How much of a difference is organisation, and how much more or fewer people: resources "
        "were not made equal."
    ),
    "cannot.failed": (
        "What the failed runs would have shown. If they failed under certain conditions, the "
        "results are one-sided."
    ),
    "cannot.people": "Whether people are content, or treated with respect.",
    # ---- how to make it again
    "reproduce.text": (
        "The study file is printed below. In its folder, with scenario files of the content "
        "listed there and the same version of boligsim, these commands give the same runs to the "
        "last bit on the same kind of computer, and the same report:"
    ),
    "reproduce.text.points": (
        "The study file and its file of points ({name}) are printed below. In their folder, with "
        "scenario files of the content listed there and the same version of boligsim, these "
        "commands give the same runs to the last bit on the same kind of computer, and the same "
        "report:"
    ),
    "reproduce.posix": (
        "Names in them are quoted for a shell like that of Linux or macOS; in PowerShell and the "
        "command prompt of Windows such names are quoted in other ways."
    ),
    "reproduce.missing": (
        "The study had not been completed when this report was made: the commands do {runs} more "
        "than it rests on."
    ),
    "reproduce.beyond": (
        "The study file was changed on the way: this report rests on {runs} more than the "
        "commands do."
    ),
    "reproduce.versions": "Versions",
    "reproduce.program": "boligsim",
    "reproduce.code": "Code of the model (hash)",
    "reproduce.runs": "All run addresses together (hash)",
    "reproduce.python": "Python",
    "reproduce.system": "System",
    "reproduce.analysis": "{name}, in the analysis",
    "reproduce.seeds": "Seeds",
    "reproduce.seeds.value": "{low} to {high}",
    "reproduce.seeds.same": "the same at all points",
    "reproduce.seeds.own": "of its own for each point",
    "reproduce.files": "Scenario files (hash of their content)",
    "reproduce.file": "The study file",
    "reproduce.points": "The file of points, {name}",
    "reproduce.points_hash": "{name}, as printed (hash)",
    "reproduce.cite": "Methods",
    "reproduce.methods": (
        "Paired t intervals; BCa and pigeonhole bootstrap (Efron 1987; Owen 2007) by scipy; "
        "two-way variance (Cameron, Gelbach and Miller 2011); Holm (1979) by statsmodels; "
        "probability of being best by paired bootstrap with an indifference zone (Efron and "
        "Tibshirani 1998; Kim and Nelson 2006); Sobol indices (Saltelli and others 2010) and "
        "Morris screening (Campolongo and others 2007) by SALib; rank regression (Saltelli and "
        "Marivoet 1990) by statsmodels; decision tree, permutation importance and Gaussian "
        "process by scikit-learn; Aalen–Johansen curves for waits with competing ends."
    ),
    "measures.language": "",
    # ---- axes and what figures show
    "axis.days_since_need": "days since the need arose",
    "axis.still_without": "still without (%)",
    "axis.years": "years",
    "axis.days": "days",
    "axis.sobol": "share of the variance",
    "axis.morris": "change over the range, on average ({unit})",
    "axis.one_at_a_time": "change from lowest to highest ({unit})",
    "axis.main_effects": "change from lowest to highest ({unit})",
    "axis.ranks": "standardised coefficient of ranks",
    "axis.share_of_variance": "% of the variance",
    "sobol.total": "with all others (total)",
    "sobol.alone": "alone (first order)",
    "axis.floor": "what luck of the seeds alone would hardly exceed",
    "shows.outcomes": "{measure}: mean and interval of each",
    "shows.differences": "{measure}: differences from the one compared with, with intervals",
    "shows.causes": "{title}: days by cause, stacked",
    "shows.still_waiting": "Share still without a home with help, by days since the need arose",
    "shows.course": "{level}, month by month",
    "shows.flows": "Cases sent between units, {arm}",
    "shows.map": "Where which is better, by {across} and {up}",
    "shows.leaning": "What it leans on: {of}",
    "shows.shares": "Shares of the variance by where it comes from",
}
