"""The commands of studies, from order to store: read, check, run, tell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.jobs import DONE, INTERRUPTED, RUN_FAILED, OrderError, as_typed, leave, say

if TYPE_CHECKING:
    from experiments.study.description import Study
    from experiments.study.estimating import Estimate
    from experiments.study.executors import Workers
    from experiments.study.opening import Texts
    from experiments.study.points import Resolver
    from experiments.study.running import Outcome
    from experiments.study.status import Status
    from experiments.study.store import Store

#: Where studies that come with the program lie.
BOX = Path(__file__).resolve().parent.parent / "studies"

#: Where a study is kept if the user does not say.
RESULTS = "results"

#: Different errors of failed runs that are told.
_ERRORS_TOLD = 3


@dataclass(frozen=True)
class Where:
    """Who does the runs: so many threads or processes, or a cluster."""

    workers: int | None = None
    processes: bool = False
    cluster: str | None = None


@dataclass(frozen=True)
class RunOrder:
    """What the user asked ``study run`` to do."""

    file: str
    out: Path | None = None
    where: Where = Where()
    resume: bool = False
    anew: bool = False
    update: bool = False
    retry_failed: bool = False
    dry_run: bool = False
    as_json: bool = False


@dataclass(frozen=True)
class ExtendOrder:
    """What the user asked ``study extend`` to do."""

    folder: Path
    replications: int | None = None
    points: int | None = None
    where: Where = Where()
    dry_run: bool = False
    as_json: bool = False


@dataclass(frozen=True)
class _Ready:
    """A study that is ready to be run: as it is to be run, as its file has it, its texts.

    ``notes``: what is no mistake, but may not be meant.
    """

    study: Study
    asked: Study
    resolver: Resolver
    texts: Texts
    folder: Path
    notes: tuple[str, ...] = ()


# ---- the box -------------------------------------------------------------------------------


def studies() -> dict[str, Path]:
    """The studies in the box by name."""
    return {path.stem: path for path in sorted(BOX.glob("*.yaml"))}


def list_studies(*, as_json: bool) -> None:
    """Print what studies are in the box."""
    from sim.scenario.reading import title_in

    found = {name: title_in(path) or name for name, path in studies().items()}
    if as_json:
        print(json.dumps([{"name": name, "title": title} for name, title in found.items()]))
        return
    width = max((len(name) for name in found), default=0)
    for name, title in found.items():
        print(f"{name:<{width}}  {title}")


def print_schema() -> None:
    """Print the JSON Schema of study files."""
    from experiments.study.json_schema import study_schema

    # Plain ASCII, so that a shell may write it to a file in any encoding.
    print(json.dumps(study_schema(), indent=2, allow_nan=False))


def _find(file: str) -> Path:
    """The study file of that path, or of that name in the box."""
    path = Path(file)
    try:
        if path.is_file():
            return path
    except (OSError, ValueError):
        pass
    known = studies()
    name = file.removesuffix(".yaml")
    if name in known:
        return known[name]
    from sim.scenario.errors import Problem, nearest, printable

    found = "no such file, and no study of that name in the box"
    if _is_folder(path):
        found = "a folder"
    expected = "the path of a study file or the name of a study in the box"
    raise OrderError(str(Problem(printable(file), None, "", found, expected, nearest(name, known))))


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


# ---- commands ------------------------------------------------------------------------------


def begin_or_go_on(order: RunOrder) -> int:
    """``study run``; returns the exit code.  Raises :class:`OrderError` on wrong input."""
    from experiments.study.opening import as_grown, is_store
    from experiments.study.reading import read_study

    with _as_order_errors():
        path = _find(order.file)
        asked = read_study(path)
        folder = order.out if order.out is not None else Path(RESULTS) / asked.name
        if order.resume and not is_store(folder):
            raise OrderError(f"{folder}: found no study to go on with; begin it without --resume")
        study = as_grown(asked, folder)
        ready = _checked(study, asked, path.parent, folder, path.read_text(encoding="utf-8-sig"))
        if order.dry_run:
            return _tell_estimate(ready, order.where, as_json=order.as_json)
        return _run(
            ready,
            order.where,
            anew=order.anew,
            update=order.update,
            retry_failed=order.retry_failed,
            as_json=order.as_json,
        )


def extend(order: ExtendOrder) -> int:
    """``study extend``; returns the exit code.  Raises :class:`OrderError` on wrong input."""
    from experiments.study.description import from_json
    from experiments.study.layout import STUDY, manifest

    with _as_order_errors():
        content = manifest(order.folder)
        before = from_json(content["study"])
        study = _extended(before, order)
        try:
            text = (order.folder / STUDY).read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise OrderError(f"{order.folder / STUDY}: cannot be read ({error})") from None
        beside = Path(content["folder"])
        asked = from_json(content["asked"])
        ready = _checked(study, asked, beside, order.folder, text)
        if order.dry_run:
            return _tell_estimate(ready, order.where, as_json=order.as_json)
        return _run(ready, order.where, as_json=order.as_json)


def tell_status(folder: Path, *, as_json: bool) -> int:
    """``study status``; returns the exit code.  Raises :class:`OrderError` for no study."""
    from experiments.study.status import status

    with _as_order_errors():
        found = status(folder)
    if as_json:
        print(json.dumps(found.as_json(), indent=2))
    else:
        _print_status(found)
    return DONE


@contextmanager
def _as_order_errors() -> Iterator[None]:
    """Whatever is wrong with what the user gave, as the message it is."""
    from experiments.study.executors import WorkersError
    from experiments.study.layout import StoreError
    from sim.scenario import ScenarioError

    try:
        yield
    except ScenarioError as error:
        raise OrderError("\n".join(str(problem) for problem in error.problems)) from error
    except (StoreError, WorkersError) as error:
        raise OrderError(str(error)) from error


def _checked(study: Study, asked: Study, beside: Path, folder: Path, text: str) -> _Ready:
    """The study once all that it names has been found to be there."""
    from experiments.study.checking import beyond_the_table, checked
    from experiments.study.opening import Texts
    from experiments.study.staffing import made_equal

    whole, resolver = checked(study, beside)
    notes = (*beyond_the_table(whole), *made_equal(whole, resolver))
    texts = Texts(text, beside.resolve())
    return _Ready(whole, asked, resolver, texts, folder, notes)


def _extended(study: Study, order: ExtendOrder) -> Study:
    """``study`` with more replications or points.  Raises :class:`OrderError` for fewer."""
    from experiments.study.description import SIZED, SOBOL
    from experiments.study.design import count
    from experiments.study.schema import MOST_POINTS

    if order.replications is None and order.points is None:
        raise OrderError("extend: found nothing to extend, expected --replications or --points")
    if order.points is not None:
        design = study.design
        if design.kind not in SIZED:
            raise OrderError(
                f"--points: found a {design.kind} design, expected one that can grow "
                f"({', '.join(SIZED)}); change the study file and run it with --update"
            )
        if order.points < design.size:
            raise OrderError(
                f"--points: found {order.points}, expected {design.size} (what there is) or more"
            )
        if design.kind == SOBOL and order.points & (order.points - 1):
            raise OrderError(f"--points: found {order.points}, expected a power of two")
        if order.points > design.size:
            blocks = (*design.blocks, order.points - design.size)
            study = replace(study, design=replace(design, blocks=blocks))
            settings = count(study)
            if settings > MOST_POINTS:
                raise OrderError(
                    f"--points: found {order.points}, which makes {settings} settings of the "
                    f"uncertainties, expected at most {MOST_POINTS}"
                )
    if order.replications is not None:
        plan = study.replications
        if order.replications < plan.most:
            raise OrderError(
                f"--replications: found {order.replications}, expected {plan.most} (what is "
                "planned) or more"
            )
        least = order.replications if plan.fixed else plan.least
        plan = replace(plan, least=least, most=order.replications)
        study = replace(study, replications=plan)
    return study


def _run(
    ready: _Ready,
    where: Where,
    *,
    as_json: bool,
    anew: bool = False,
    update: bool = False,
    retry_failed: bool = False,
) -> int:
    """Find workers, open the store, do what is missing, and tell what came of it."""
    import sim
    from experiments.progress import progress
    from experiments.study import design
    from experiments.study.opening import open_store
    from experiments.study.running import carry_out

    study = ready.study
    with _workers(where) as workers:  # before the store: there is none if they cannot be had
        store = open_store(
            ready.folder, ready.resolver, ready.texts, ready.asked, anew=anew, update=update
        )
        try:
            for note in (*ready.notes, *store.notes):
                say(note)
            if store.count:
                say(f"{ready.folder}: going on; {_runs(store.count)} there already")
            sim.compile_once(say)
            design.rows(study)  # made now, so that once it is said there are runs
            say(f"{_size(study)}, in {workers.where}")
            most = design.count(study) * len(study.arms) * study.replications.most
            with progress(most) as report:
                outcome = carry_out(
                    store, ready.resolver, workers, report=report, retry_failed=retry_failed
                )
            if outcome.complete:
                _describe_end(store)
        finally:
            store.close()
    code = _tell_outcome(ready, outcome, as_json=as_json)
    if outcome.abandoned:
        leave(code)
    return code


def _describe_end(store: Store) -> None:
    """Join small files and note down that all is there; neither is needed to go on."""
    from experiments import provenance
    from experiments.study.layout import FullError

    try:
        store.merge()
        store.describe({"complete": True, "last": provenance.now()})
    except FullError as error:
        say(str(error))


@contextmanager
def _workers(where: Where) -> Iterator[Workers]:
    """Those who do the runs, let go in the end."""
    workers = _found_workers(where)
    try:
        yield workers
    finally:
        workers.close()


def _found_workers(where: Where) -> Workers:
    from experiments.runner import default_threads
    from experiments.study.executors import in_cluster, in_processes, in_threads

    if where.cluster is not None:
        if where.workers is not None or where.processes:
            raise OrderError("--cluster: found --workers or --processes beside it, expected one")
        return in_cluster(where.cluster)
    count = where.workers or default_threads()
    return in_processes(count) if where.processes else in_threads(count)


# ---- telling -------------------------------------------------------------------------------


def _runs(count: int) -> str:
    from experiments.formatting import counted

    return counted(count, "run")


def _size(study: Study) -> str:
    """How large a study is, in words."""
    from experiments.formatting import counted
    from experiments.study import design

    points, arms, plan = design.count(study), len(study.arms), study.replications
    often = counted(plan.most, "replication")
    if not plan.fixed:
        often = f"{plan.least} to {often}"
    parts = [counted(arms, "arm"), counted(points, "point"), often]
    return f"{study.title}: {' x '.join(parts)}"


def _tell_outcome(ready: _Ready, outcome: Outcome, *, as_json: bool) -> int:
    """Print what came of it; returns the exit code."""
    total = outcome.found + outcome.finished
    if as_json:
        told = {
            "folder": str(ready.folder),
            "planned": outcome.planned,
            "found": outcome.found,
            "finished": outcome.finished,
            "failed": outcome.failed,
            "complete": outcome.complete,
            "interrupted": outcome.interrupted,
            "trouble": outcome.trouble or None,
            "seconds": outcome.seconds,
        }
        print(json.dumps(told, indent=2))
    say(
        f"{_runs(outcome.finished)} in {_duration(outcome.seconds)}; "
        f"{total} of {outcome.planned} are in {ready.folder}"
    )
    if outcome.failed:
        say(f"{_runs(outcome.failed)} failed, the first with: {outcome.first_error}")
    if outcome.complete:
        say(f"next: boligsim study analyse {as_typed(ready.folder)}")
        return RUN_FAILED if outcome.failed else DONE
    if outcome.trouble:
        say(outcome.trouble)
    folder = as_typed(ready.folder)
    say(f"to go on: boligsim study extend {folder} --replications {_most(ready)}")
    return INTERRUPTED if outcome.interrupted and not outcome.trouble else RUN_FAILED


def _most(ready: _Ready) -> int:
    return ready.study.replications.most


def _tell_estimate(ready: _Ready, where: Where, *, as_json: bool) -> int:
    """Print what the study asks for; returns the exit code."""
    import sim
    from experiments.study.estimating import estimate

    with _workers(where) as workers:
        count = workers.count
    sim.compile_once(say)
    found = estimate(ready.study, ready.resolver)
    for note in ready.notes:
        say(note)
    if as_json:
        print(json.dumps(found.as_json(count), indent=2))
        return DONE
    study = ready.study
    print(_size(study))
    runs = f"{found.most}" if found.least == found.most else f"{found.least} to {found.most}"
    print(f"runs   {runs}")
    print(
        f"time   {_span(found, count)} in {workers.where} "
        f"({1000 * found.run_seconds:.0f} ms a run, "
        f"{1000 * (found.resolve_seconds + found.prepare_seconds):.0f} ms to prepare an arm at a "
        "point)"
    )
    print(f"disk   {_megabytes(found.disk(found.most))}")
    return DONE


def _span(found: Estimate, workers: int) -> str:
    ends = [_duration(found.seconds(runs, workers)) for runs in (found.least, found.most)]
    return f"about {' to '.join(dict.fromkeys(ends))}"


def _print_status(found: Status) -> None:
    study = found.study
    print(_size(study))
    print(f"done      {found.done} of {found.planned} runs")
    if found.failed:
        print(f"failed    {found.failed}")
        for error, count in found.errors[:_ERRORS_TOLD]:
            print(f"          {count} x {error}")
    for name in found.damaged:
        then = "going on does its runs again" if found.same_code else "its runs are lost"
        print(f"damaged   {found.folder / name} cannot be used; {then}")
    print(f"begun     {found.started}, {_megabytes(found.bytes)} in {found.folder}")
    if found.user:
        print(f"in use    by {found.user}")
    elif not found.same_code:
        print(
            f"code      {found.code}, which is not the version installed here; "
            "it can be analysed, but not gone on with"
        )
    elif found.missing > 0:
        print(f"to go on  boligsim study extend {as_typed(found.folder)} --replications", end=" ")
        print(study.replications.most)


def _duration(seconds: float) -> str:
    """A time for readers: ``45 s``, ``12 min``, ``3.4 h``, ``5.1 days``."""
    if seconds < 120:
        return f"{seconds:.2g} s" if seconds < 10 else f"{seconds:.0f} s"
    if seconds < 7200:
        return f"{seconds / 60:.0f} min"
    if seconds < 48 * 3600:
        return f"{seconds / 3600:.1f} h"
    return f"{seconds / 86400:.1f} days"


def _megabytes(count: int) -> str:
    if count < 1e6:
        return f"{count / 1e3:.0f} kB"
    return f"{count / 1e6:.0f} MB" if count < 1e9 else f"{count / 1e9:.1f} GB"
