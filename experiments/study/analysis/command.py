"""``boligsim study analyse``: from the folder of a study to tables, figures and a report."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import shutil
import sys
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.jobs import DONE, RUN_FAILED, OrderError, as_typed, say

if TYPE_CHECKING:
    import pandas as pd

    from experiments.study.analysis.findings import Findings
    from experiments.study.analysis.fresh_runs import FreshRuns
    from experiments.study.analysis.page.shared import Provenance, Surroundings
    from experiments.study.analysis.report import Report
    from experiments.study.analysis.words import Words
    from experiments.study.description import Study
    from sim import Scenario

#: The folder inside that of a study that an analysis is written to.
FOLDER = "analysis"

#: The result for other programs, by which a folder is known to hold an analysis, and what it says
#: in every version.
SUMMARY = "summary.json"
_SAID = {"study", "baseline", "arms", "main_measure", "differences"}

#: Runs of each arm that are made anew for pictures over time, and to see whether the warm-up is
#: long enough: fewer tell little of that.
FRESH_RUNS = 20

#: Packages whose version can change a number or a picture of an analysis.
_ANALYSING = ("numpy", "scipy", "statsmodels", "SALib", "scikit-learn", "matplotlib")

#: More arms than this, and no runs are made anew unless the user says how many.
_MOST_ARMS = 12


@dataclass(frozen=True)
class AnalyseOrder:
    """What the user asked ``study analyse`` to do."""

    folder: Path
    language: str = "en"
    out: Path | None = None
    threshold: float = 1.0
    weights: tuple[str, ...] = ()
    fresh_runs: int | None = None
    as_json: bool = False


def analyse_study(order: AnalyseOrder) -> int:
    """Analyse the study in a folder and write everything; returns the exit code.

    Raises :class:`OrderError` on wrong input, with nothing written.
    """
    from experiments.study.addressing import code_version
    from experiments.study.analysis.cube import TableError
    from experiments.study.analysis.findings import NothingToSayError, analyse, used
    from experiments.study.analysis.naming import readable
    from experiments.study.analysis.report import Report
    from experiments.study.analysis.words import Words
    from experiments.study.store import StoreError, manifest, open_study
    from experiments.study.tables import read_runs
    from sim.measures import MEASURES

    folder = order.out or order.folder / FOLDER
    try:
        content = manifest(order.folder)
        study = open_study(order.folder)
        weights = _weights(order.weights, study, order.threshold)
        _demand_measures(study, content, order.folder)
        kept = [key for key in used(study) if key in content["measures"]]
        runs, damaged = read_runs(order.folder, kept)
    except StoreError as error:
        raise OrderError(str(error)) from None
    try:
        demand_no_other_files(folder, order.language)
    except OSError as error:
        return _cannot_write(folder, error)
    same_code = content["code"] == code_version()
    about_damage = _about_damage(order.folder, study, damaged, same_code=same_code)
    try:
        findings = analyse(study, runs, MEASURES, threshold=order.threshold, weights=weights)
    except (NothingToSayError, TableError) as error:
        raise OrderError("\n".join([*about_damage, f"{order.folder}: {error}"])) from None
    for line in about_damage:
        say(line)
    words = Words(order.language)
    around = _surroundings(order, study, content, runs, findings, words, weights)
    around = replace(around, damaged=damaged, same_code=same_code)
    names = readable(study, words, around.titles)
    report = Report(names.findings(findings), names.surroundings(around), words)
    try:
        written = write(folder, report, findings, runs)
    except OSError as error:
        return _cannot_write(folder, error)
    if order.as_json:
        json.dump(summary(findings), sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
    else:
        for line in report.brief:
            print(f"- {line}")
        print()
        print(written)
    return DONE


def _cannot_write(folder: Path, error: OSError) -> int:
    say(f"{folder}: cannot be written ({(error.strerror or str(error)).lower()})")
    return RUN_FAILED


def _weights(texts: Sequence[str], study: Study, threshold: float) -> dict[str, float] | None:
    """Weights as given on the command line, ``measure=weight``.

    They weigh losses counted in practical differences, which must therefore be something.
    """
    from sim.measures import MEASURES
    from sim.scenario.errors import Problem, nearest

    found: dict[str, float] = {}
    for text in texts:
        key, _, number = text.partition("=")
        key = key.strip()
        directed = [name for name in study.measures if MEASURES[name].better]
        if key not in directed:
            what = "a measure of the study that has a better and a worse"
            meant = nearest(key, directed)
            raise OrderError(str(Problem("--weight", None, key, "no such measure", what, meant)))
        try:
            value = float(number)
        except ValueError:
            value = -1.0
        if not 0.0 <= value < float("inf"):
            expected = "a number that is not negative"
            raise OrderError(str(Problem("--weight", None, key, repr(number), expected)))
        if not study.practical_difference(key) * threshold > 0.0:
            found_one = "a difference that matters in practice of 0"
            expected = "one above 0, to count losses in"
            raise OrderError(str(Problem("--weight", None, key, found_one, expected)))
        found[key] = value
    if found and not any(found.values()):
        raise OrderError("--weight: found nothing but zeros, expected a weight above zero")
    return found or None


def _demand_measures(study: Study, content: Mapping[str, Any], folder: Path) -> None:
    missing = [key for key in study.measures if key not in content["measures"]]
    if missing:
        raise OrderError(f"{folder}: the runs have no values of {', '.join(missing)}")


def _about_damage(
    folder: Path, study: Study, damaged: Sequence[str], *, same_code: bool
) -> list[str]:
    """A line for each chunk that could not be used."""
    then = "and are lost, since the model is of another version than the one that made them"
    if same_code:
        most = study.replications.most
        then = f"to do them again: boligsim study extend {as_typed(folder)} --replications {most}"
    return [
        f"{folder / name}: damaged, or not of this study; its runs are left out"
        f"{'; ' if same_code else ' '}{then}"
        for name in damaged
    ]


# ---- what is known beside the table ----------------------------------------------------------


def _surroundings(
    order: AnalyseOrder,
    study: Study,
    content: Mapping[str, Any],
    runs: pd.DataFrame,
    findings: Findings,
    words: Words,
    weights: Mapping[str, float] | None,
) -> Surroundings:
    from experiments import provenance
    from experiments.resources import resources_json
    from experiments.study.analysis.naming import titles
    from experiments.study.analysis.page.shared import Surroundings
    from experiments.study.analysis.varied import varied_numbers
    from experiments.study.points import Resolver
    from sim.resources import positions

    done = runs[runs["status"] == "done"]
    counts = done.groupby(["point", "arm"]).size()
    uneven = (int(counts.min()), int(counts.max()))
    scenarios, why = _scenarios(study, content, words)
    resources, assumed, total, varied = None, 0, 0, 0
    fresh: FreshRuns | None = None
    why_no_fresh = why
    if scenarios:
        resources = {arm: resources_json(one, positions(one)) for arm, one in scenarios.items()}
        assumed, total = provenance.assumptions(list(scenarios.values()))
        resolver = Resolver(study, Path(content["folder"]))
        varied = varied_numbers(study, resolver, scenarios.values())
        fresh, why_no_fresh = _fresh(order, study, scenarios, words)
    return Surroundings(
        provenance=_provenance(order, study, content, runs, words),
        resources=resources,
        why_no_resources=why,
        fresh=fresh,
        why_no_fresh=why_no_fresh,
        fresh_base=study.bases[0],
        assumed=assumed,
        total=total,
        varied=varied,
        undefined={key: int(done[key].isna().sum()) for key in findings.measures},
        uneven=uneven if uneven[0] != uneven[1] else None,
        weights=weights,
        titles=titles(study, Path(content["folder"]), words),
    )


def _scenarios(
    study: Study, content: Mapping[str, Any], words: Words
) -> tuple[dict[str, Scenario], str]:
    """The arms in the first base scenario as it stands, or why they cannot be made again."""
    from experiments.resources import ResourceError, settled
    from experiments.study.addressing import code_version
    from experiments.study.design import Point
    from experiments.study.points import Resolver, nothing
    from sim.scenario.errors import ScenarioError

    if content["code"] != code_version():
        return {}, words("fresh.other_code")
    resolver = Resolver(study, Path(content["folder"]))
    known = {tuple(parts): digest for *parts, digest in content["files"]}
    point = Point(0, study.bases[0], nothing(study))
    try:
        for arm in study.arms:
            parts = resolver.inputs(point, arm).parts
            if known.get(tuple(parts)) != resolver.digest(parts):
                return {}, words("fresh.other_files")
        made = {arm: resolver.scenario(resolver.inputs(point, arm)) for arm in study.arms}
        own = study.resources != "equal"
        return settled(made, own_resources=own), ""
    except ScenarioError:
        return {}, words("fresh.other_files")
    except (ResourceError, ValueError) as error:
        return {}, words("fresh.cannot_run", error=error)


def _fresh(
    order: AnalyseOrder, study: Study, scenarios: Mapping[str, Scenario], words: Words
) -> tuple[FreshRuns | None, str]:
    import sim
    from experiments.study.analysis.fresh_runs import fresh_runs
    from experiments.study.design import seeds

    wanted = order.fresh_runs
    if wanted is None:
        wanted = FRESH_RUNS if len(scenarios) <= _MOST_ARMS else 0
    if wanted == 0:
        return None, words("fresh.none_wanted")
    sim.compile_once(say)
    first = seeds(study, 1)
    return fresh_runs(scenarios, range(first, first + wanted)), ""


def _provenance(
    order: AnalyseOrder,
    study: Study,
    content: Mapping[str, Any],
    runs: pd.DataFrame,
    words: Words,
) -> Provenance:
    from experiments.study.analysis.again import (
        analyse_command,
        for_posix_only,
        missing_and_beyond,
        points_text,
        run_commands,
    )
    from experiments.study.analysis.page.shared import Provenance
    from experiments.study.description import from_json
    from experiments.study.running import replications_needed
    from experiments.study.store import STUDY

    machine = content["platform"]
    addresses = hashlib.sha256("".join(sorted(set(runs["run"]))).encode()).hexdigest()
    facts = [
        (words("reproduce.program"), str(content["boligsim"])),
        (words("reproduce.code"), str(content["code"])),
        (words("reproduce.runs"), addresses[:32]),
        (words("reproduce.python"), str(machine["python"])),
        (words("reproduce.system"), f"{machine['system']} {machine['machine']}"),
        *((name, str(version)) for name, version in content["packages"].items()),
        *(
            (words("reproduce.analysis", name=name), importlib.metadata.version(name))
            for name in _ANALYSING
        ),
    ]
    files = [
        (", ".join(name for name in parts if name), str(digest))
        for *parts, digest in content["files"]
    ]
    text = ""
    with suppress(OSError, UnicodeDecodeError):
        text = (order.folder / STUDY).read_text(encoding="utf-8")
    target, options = f"results/{study.name}", _options(order, words)
    asked = from_json(content["asked"])
    points = points_text(study)
    if points:
        digest = hashlib.sha256(points.encode()).hexdigest()
        facts.append((words("reproduce.points_hash", name=study.design.file), digest[:32]))
    needed = replications_needed(study, order.folder)
    missing, beyond = missing_and_beyond(runs, needed, len(study.arms))
    return Provenance(
        facts=facts,
        files=sorted(set(files)),
        study_file=text,
        commands=[
            *run_commands(asked, study, target),
            analyse_command(target, options),
        ],
        quoted_for_posix=any(for_posix_only(one) for one in (target, *options)),
        points_name=study.design.file,
        points=points,
        missing=missing,
        beyond=beyond,
    )


def _options(order: AnalyseOrder, words: Words) -> list[str]:
    """The options of ``study analyse`` that led to this report, where they are not the usual."""
    options = [] if words.language == "en" else ["--language", words.language]
    if order.threshold != 1.0:
        options += ["--threshold", repr(order.threshold)]
    for one in order.weights:
        options += ["--weight", one]
    if order.fresh_runs is not None:
        options += ["--fresh-runs", str(order.fresh_runs)]
    return options


# ---- writing ---------------------------------------------------------------------------------


def demand_no_other_files(folder: Path, language: str) -> None:
    """Refuse a folder in which an analysis would replace what is of somebody else.

    Raises :class:`OrderError`, or ``OSError`` if nobody may look there.
    """
    names = (f"report-{language}.html", f"figures-{language}", "tables", SUMMARY)
    if any((folder / name).exists() for name in names) and not _holds_an_analysis(folder):
        raise OrderError(f"{folder}: the folder holds other files; choose another one")


def _holds_an_analysis(folder: Path) -> bool:
    try:
        told = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(told, dict) and told.keys() >= _SAID


def write(folder: Path, report: Report, findings: Findings, runs: pd.DataFrame) -> Path:
    """Write report, tables and figures; returns the path of the report.

    Tables and summary are of ``findings``, which have the names of the study file.

    What an earlier analysis in the same language left is replaced; each file is put there whole.
    """
    language = report.words.language
    page = folder / f"report-{language}.html"
    draft = folder / f".{uuid.uuid4().hex}.part"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        draft.mkdir()
        (draft / page.name).write_text(report.html(), encoding="utf-8", newline="\n")
        pictures = draft / f"figures-{language}"
        pictures.mkdir()
        for one in report.pictures():
            (pictures / f"{one.name}.svg").write_text(one.alone(), encoding="utf-8", newline="\n")
        data = draft / "tables"
        data.mkdir()
        for name, table in tables(findings).items():
            table.to_csv(data / f"{name}.csv", index=False, lineterminator="\n")
            table.to_parquet(data / f"{name}.parquet", index=False)
        runs.to_parquet(data / "runs.parquet", index=False)
        told = json.dumps(summary(findings), indent=2, ensure_ascii=False) + "\n"
        (draft / SUMMARY).write_text(told, encoding="utf-8", newline="\n")
        # The summary first: cut short after it, the folder is known to hold an analysis.
        for part in sorted(draft.iterdir(), key=lambda part: (part.name != SUMMARY, part.name)):
            place = folder / part.name
            if place.is_dir():
                shutil.rmtree(place)
            part.replace(place)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return page


def tables(findings: Findings) -> dict[str, pd.DataFrame]:
    """Everything in tidy tables: means, differences, ranking, regret, sensitivity, conditions."""
    import pandas as pd

    found: dict[str, list[dict[str, Any]]] = {
        "means": [
            {
                "arm": arm,
                "measure": key,
                "unit": findings.measures[key].unit,
                "mean": one.mean,
                "low": one.low,
                "high": one.high,
                "runs": one.count,
            }
            for arm, members in findings.levels.items()
            for key, one in members.items()
        ],
        "differences": [_difference_row(findings, one) for one in findings.differences],
        "ranking": [
            {
                "measure": ranking.measure,
                "arm": one.arm,
                "mean": one.mean,
                "probability_best": one.best,
                "probability_good_enough": one.good_enough,
            }
            for ranking in findings.rankings
            for one in ranking.ranks
        ],
        "regret": [
            {
                "measure": one.measure,
                "arm": one.arm,
                "mean": one.mean,
                "practical_differences": one.times,
                "worst_point": one.worst,
            }
            for one in (findings.several.regrets if findings.several else ())
        ],
        "sensitivity": [
            {
                "method": one.method,
                "measure": one.measure,
                "of": one.of,
                "uncertainty": influence.uncertainty,
                "size": influence.size,
                "low": influence.low,
                "high": influence.high,
                "clear": influence.clear,
                "alone": influence.alone,
                "alone_low": influence.alone_low,
                "alone_high": influence.alone_high,
                "spread": influence.spread,
                "floor": one.floor,
            }
            for one in findings.sensitivities
            for influence in one.influences
        ],
        "sensitivity_pairs": [
            {
                "measure": one.measure,
                "of": one.of,
                "uncertainty": pair.one,
                "other": pair.other,
                "size": pair.size,
                "low": pair.low,
                "high": pair.high,
                "clear": pair.clear,
            }
            for one in findings.sensitivities
            for pair in one.pairs
        ],
        "variance": [
            {
                "measure": one.measure,
                "source": source,
                "share": share,
                "low": one.intervals.get(key, (None, None))[0],
                "high": one.intervals.get(key, (None, None))[1],
            }
            for one in findings.contributions
            for source, key, share in (
                *((f"lever:{lever}", lever, share) for lever, share in one.levers.items()),
                ("levers together", "together", one.together),
                ("uncertainties", "uncertainties", one.uncertainties),
                ("interplay and chance", "interplay", one.interplay),
            )
        ],
        "conditions": _condition_rows(findings),
    }
    return {name: pd.DataFrame(rows) for name, rows in found.items() if rows}


def _difference_row(findings: Findings, one: Any) -> dict[str, Any]:
    low, high = one.bootstrap or (None, None)
    return {
        "arm": one.arm,
        "baseline": one.baseline,
        "measure": one.measure,
        "unit": findings.measures[one.measure].unit,
        "difference": one.estimate.mean,
        "low": one.estimate.low,
        "high": one.estimate.high,
        "bootstrap_low": low,
        "bootstrap_high": high,
        "pairs": one.estimate.count,
        "practical_difference": findings.measures[one.measure].practical,
        "p": one.p,
        "p_holm": one.p_adjusted,
        "verdict": str(one.verdict),
        "difference_that_matters_ruled_out": one.alike,
        "variance_removed": one.removed,
        "interval_covers": one.rests_on,
        "replications_needed": one.runs_needed,
    }


def _condition_rows(findings: Findings) -> list[dict[str, Any]]:
    found = findings.conditions
    if found is None:
        return []
    return [
        {
            "point": findings.main_cube.points[place],
            **dict(zip(findings.condition_names, findings.settings[place].tolist(), strict=True)),
            "better": str(found.labels.better[row]),
            "margin": float(found.labels.margin[row]),
        }
        for row, place in enumerate(found.labels.points)
    ]


def summary(findings: Findings) -> dict[str, Any]:
    """What came out, for other programs; what is not known is ``None``."""
    found = findings.conditions
    rule = found.rule if found is not None else None
    return {
        "study": findings.study.name,
        "baseline": findings.baseline,
        "arms": list(findings.arms),
        "runs": findings.counts.done,
        "failed": findings.counts.failed,
        "points": findings.counts.points,
        "main_measure": findings.main.key,
        "differences": [_difference_row(findings, one) for one in findings.differences],
        "ranking": {
            one.measure: {
                "selected": one.selected,
                "candidates": list(one.candidates),
                "probability_best": {rank.arm: rank.best for rank in one.ranks},
                "probability_good_enough": {rank.arm: rank.good_enough for rank in one.ranks},
            }
            for one in findings.rankings
        },
        "pareto": list(findings.several.pareto) if findings.several else None,
        "conditions": None
        if found is None
        else {
            "verdict": found.verdict,
            "points": {name or "undecided": count for name, count in found.counts},
            "better_somewhere": list(found.somewhere),
            "importance": dict(found.importance),
            "rule": None
            if rule is None
            else {
                "found": rule.found,
                "held_out_accuracy": rule.accuracy,
                "low": rule.low,
                "high": rule.high,
                "commonest_verdict_accuracy": rule.naive,
                "p": rule.p,
            },
        },
        "leans_on": [
            {
                "measure": one.measure,
                "of": one.of,
                "method": one.method,
                "luck_of_seeds_known": not one.luck_unknown,
                "clear": [influence.uncertainty for influence in one.clear],
                "clear_together": [[pair.one, pair.other] for pair in one.pairs if pair.clear],
            }
            for one in findings.sensitivities
        ],
    }
