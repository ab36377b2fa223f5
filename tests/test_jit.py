"""Compiled code is never older than its source, and checked builds stay apart."""

import ast
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numba
import numpy as np
import pytest

from sim import draws, jit

JIT = Path(jit.__file__)

RULE = """
from sim.jit import rule
from sim.names import LIMIT

@rule
def waits(days):
    return days * 2.0 + LIMIT
"""

KERNEL = """
import numpy as np
from sim.jit import entry
from sim.pathway.waiting import waits

@entry
def advance(days, at):
    return waits(days[at])
"""

CALL = """
import sys
import numpy as np
from sim import jit
before = jit.needs_compiling()
from sim import kernel
value = kernel.advance(np.array([1.0, 2.0, 3.0]), int(sys.argv[1]))
print(value, before, jit.needs_compiling(), jit.CACHE_FOLDER)
"""

WHETHER_READY_TO_COMPILE = """
print("numba.np.linalg" in sys.modules)
"""


class Package:
    """A small package named ``sim`` with the real ``jit.py`` and a cache of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.cache = folder / "cache"
        self.write("__init__.py", "")
        self.write("pathway/__init__.py", "")
        self.write("names.py", "LIMIT = 10\n")
        self.write("pathway/waiting.py", RULE)
        self.write("kernel.py", KERNEL)
        shutil.copy(JIT, folder / "sim" / "jit.py")

    def write(self, name, text):
        path = self.folder / "sim" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def call(self, at=1, **environment):
        """What a new process finds: value, empty cache before, after, cache folder."""
        done = self.process(at, **environment)
        assert done.returncode == 0, done.stderr
        value, before, after, folder = done.stdout.split(maxsplit=3)
        return float(value), before == "True", after == "True", folder.strip()

    def process(self, at=1, then="", **environment):
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("NUMBA_")}
        return subprocess.run(
            [sys.executable, "-W", "error", "-B", "-c", CALL + then, str(at)],
            cwd=self.folder,
            env=inherited | {"NUMBA_CACHE_DIR": str(self.cache)} | environment,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def package(tmp_path):
    return Package(tmp_path)


def test_a_change_of_an_imported_rule_or_constant_changes_results(package):
    value, before, after, first = package.call()
    assert (value, before, after) == (14.0, True, False)
    assert package.call() == (14.0, False, False, first)

    package.write("pathway/waiting.py", RULE.replace("2.0", "3.0"))
    value, before, _, second = package.call()
    assert (value, before) == (16.0, True)

    package.write("names.py", "LIMIT = 20\n")
    value, before, _, third = package.call()
    assert (value, before) == (26.0, True)

    # The first text again: its code is still there.
    package.write("pathway/waiting.py", RULE)
    package.write("names.py", "LIMIT = 10\n")
    assert package.call() == (14.0, False, False, first)
    assert len({first, second, third}) == 3


def test_what_is_kept_is_read_without_making_numba_ready_to_compile(package):
    first = package.process(then=WHETHER_READY_TO_COMPILE)
    later = package.process(then=WHETHER_READY_TO_COMPILE)
    assert first.stdout.split()[0] == later.stdout.split()[0] == "14.0", later.stderr
    assert (first.stdout.split()[-1], later.stdout.split()[-1]) == ("True", "False")


def test_bounds_are_checked_beside_a_warm_cache_and_only_when_asked(package):
    _, _, _, normal = package.call()
    beyond = package.process(at=3, NUMBA_BOUNDSCHECK="1")
    assert "IndexError" in beyond.stderr
    value, _, _, checked = package.call(NUMBA_BOUNDSCHECK="1")
    assert value == 14.0
    assert checked != normal
    # With both caches warm, each run uses its own.
    assert "IndexError" in package.process(at=3, NUMBA_BOUNDSCHECK="1").stderr
    assert package.call(at=3)[1:] == (False, False, normal)


def test_without_the_compiler_nothing_is_cached(package):
    assert package.call(NUMBA_DISABLE_JIT="1") == (14.0, False, False, "None")
    assert not package.cache.exists()


def test_a_cache_that_cannot_be_written_is_replaced(package, tmp_path):
    package.cache.write_text("a file where the folder should be", encoding="utf-8")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary))
    value, before, after, folder = package.call(**places)
    assert (value, before, after) == (14.0, True, False)
    assert Path(folder).is_relative_to(temporary)
    assert package.call(**places) == (14.0, False, False, folder)


def test_where_nothing_can_be_kept_everything_still_runs(monkeypatch, tmp_path):
    obstacle = tmp_path / "file"
    obstacle.write_text("", encoding="utf-8")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(obstacle))
    monkeypatch.setattr(jit.tempfile, "gettempdir", lambda: str(obstacle))
    assert jit._prepare() is None
    monkeypatch.setattr(jit, "CACHE_FOLDER", None)
    monkeypatch.setattr(jit, "COMPILING", True)
    assert jit.needs_compiling()
    assert jit.entry(lambda days: days + 1)(1) == 2


def test_a_rule_that_an_entry_has_taken_in_can_be_called_by_others(monkeypatch):
    def first_word(word):
        words = draws.philox(word, word, word, word, word, word)
        for _ in range(3):
            words = draws.philox(words[0], words[1], words[2], words[3], word, word)
        return words[0]

    monkeypatch.setattr(jit, "CACHE_FOLDER", None)
    by_entry, by_others = jit.entry(first_word), numba.njit(first_word)
    words = [np.uint64(word) for word in range(3)]
    assert [by_entry(word) for word in words] == [by_others(word) for word in words]


def test_a_rule_is_compiled_once_for_all_widths_of_whole_numbers(monkeypatch):
    @jit.rule
    def twice(number, more):
        return 2 * number + more

    def called(row, number, small):
        return twice(row.kind, 1) + twice(number, number) + twice(7, small[0]) + twice(0.25, 0)

    monkeypatch.setattr(jit, "CACHE_FOLDER", None)
    row = np.array([(-3,)], dtype=[("kind", "i2")]).view(np.recarray)[0]
    small = np.array([200], dtype=np.uint8)
    assert jit.entry(called)(row, 2**40, small) == (-6 + 1) + 3 * 2**40 + (14 + 200) + 0.5
    kinds = {tuple(map(str, kinds)) for kinds in twice.signatures}
    assert kinds == {("int64", "int64"), ("int64", "uint8"), ("float64", "int64")}


HARDLY_CALLED = """
from sim.jit import rule

@rule
def deep(days):
    return days * days + 1.0

@rule
def never(days):
    return deep(days) if int(days) * 0 != 0 else 0.0

@rule
def between(days):
    return deep(days) + 1.0

@rule
def waits(days):
    return between(days) + never(days)
"""


def test_an_entry_takes_in_what_the_first_to_name_it_never_calls(package):
    package.write("pathway/waiting.py", HARDLY_CALLED)
    assert package.call()[0] == 2.0 * 2.0 + 1.0 + 1.0


def test_what_is_kept_of_an_entry_finds_it_by_name_and_says_no_more(monkeypatch):
    monkeypatch.setattr(jit, "CACHE_FOLDER", None)
    counted = jit.entry(lambda days: days.sum() if days[0] > 0 else 1.0)
    assert counted(np.arange(3.0)) == 1.0
    (compiled,) = counted.overloads.values()
    kept = compiled.library._get_module_for_linking().functions
    told = {
        one.name: [str(line) for block in one.blocks for line in block.instructions] for one in kept
    }
    assert compiled.fndesc.llvm_cpython_wrapper_name in told
    assert {line.strip() for lines in told.values() for line in lines} == {"unreachable"}


def test_compiled_code_may_not_call_an_entry(monkeypatch):
    monkeypatch.setattr(jit, "CACHE_FOLDER", None)
    twice = jit.entry(lambda days: 2 * days)
    calls_it = numba.njit(lambda days: twice(days))
    with pytest.raises(numba.TypingError, match="is an entry: only Python calls it"):
        calls_it(1)
    assert twice(1) == 2


@pytest.mark.parametrize("compiling", [True, False])
def test_a_row_is_cleared_and_no_other(monkeypatch, compiling):
    def clear_third(table):
        clear_row(table, 2)

    clear_row = jit.clear_row if compiling else jit._cleared
    monkeypatch.setattr(jit, "CACHE_FOLDER", None)
    clear = jit.entry(clear_third) if compiling else clear_third
    row = np.dtype([("name", "i8"), ("kind", "i2"), ("day", "f8")], align=True)
    for table in (np.ones((5, 3)), np.ones(5, row).view(np.recarray), np.ones((4, 7), np.int16)):
        table.view(np.uint8)[:] = 255
        clear(table)
        cleared = [
            bool((table[number : number + 1].view(np.uint8) == 0).all()) for number in range(4)
        ]
        assert cleared == [False, False, True, False]
        kept = np.delete(table.view(np.uint8).reshape(len(table), -1), 2, axis=0)
        assert (kept == 255).all()


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="needs POSIX permissions")
def test_a_temporary_folder_that_others_may_write_is_not_trusted(tmp_path):
    ours = tmp_path / "ours"
    assert jit._own(ours)
    ours.chmod(0o777)
    assert not jit._own(ours)
    link = tmp_path / "link"
    link.symlink_to(tmp_path)
    assert not jit._own(link)


def test_only_folders_long_unused_are_deleted(tmp_path):
    def folder(name, days):
        path = tmp_path / name
        (path / "sub").mkdir(parents=True)
        (path / "sub" / "kernel.advance.nbc").write_bytes(b"code")
        then = time.time() - days * 86400
        os.utime(path, (then, then))
        return path

    old, recent = folder("compiled-old", 8), folder("compiled-recent", 6)
    current, foreign = folder("compiled-current", 8), folder("other", 8)
    jit._delete_unused(tmp_path, current)
    assert not old.exists()
    assert recent.exists()
    assert current.exists()
    assert foreign.exists()
    jit._delete_unused(tmp_path / "missing", current)


def test_what_others_delete_meanwhile_is_no_error(tmp_path, monkeypatch):
    names = ["compiled-gone", "compiled-old"]
    old = tmp_path / names[1]
    old.mkdir()
    os.utime(old, (0, 0))
    monkeypatch.setattr(Path, "glob", lambda self, _: iter(self / name for name in names))
    jit._delete_unused(tmp_path, tmp_path / "compiled-current")
    assert not old.exists()


def test_the_fingerprint_depends_on_compiled_sources_only(package, monkeypatch):
    sim = package.folder / "sim"
    first = jit.fingerprint(sim)
    assert jit.fingerprint(sim) == first

    package.write("measures.py", "raise SystemExit('imported')\n")
    assert jit.fingerprint(sim) == first
    package.write("pathway/new.py", "raise SystemExit('imported')\n")
    assert jit.fingerprint(sim) != first

    seen = {jit.fingerprint(sim)}
    monkeypatch.setattr(jit.numba, "__version__", "0.0")
    seen.add(jit.fingerprint(sim))
    monkeypatch.setattr(jit.platform, "python_version", lambda: "3.99.0")
    seen.add(jit.fingerprint(sim))
    monkeypatch.setattr(jit.config, "BOUNDSCHECK", 1)
    seen.add(jit.fingerprint(sim))
    shutil.copytree(sim, package.folder / "copy")
    seen.add(jit.fingerprint(package.folder / "copy"))
    assert len(seen) == 5


def imported(path):
    """The modules of ``sim`` that the module at ``path`` imports when it is loaded."""
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.Import):
            names = [alias.name for alias in statement.names]
        elif isinstance(statement, ast.ImportFrom):
            names = [f"{statement.module}.{alias.name}" for alias in statement.names]
            names.append(statement.module)
        else:
            continue
        for name in names:
            module = JIT.parents[1].joinpath(*name.split(".")).with_suffix(".py")
            if module.is_relative_to(JIT.parent) and module.is_file():
                yield module


def asks_only(path):
    """Whether a module takes nothing from ``sim.jit`` but the question what is compiled."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    taken = [
        alias.name
        for statement in ast.walk(tree)
        if isinstance(statement, ast.ImportFrom) and statement.module == "sim.jit"
        for alias in statement.names
    ]
    return set(taken) == {"needs_compiling"}


def test_all_that_compiled_modules_import_is_in_the_fingerprint():
    counted = set(jit._sources(JIT.parent))
    used = {module for path in counted for module in imported(path)}
    users = {path for path in JIT.parent.rglob("*.py") if JIT in imported(path)}
    used |= {path for path in users if not asks_only(path)}
    assert JIT in used
    assert {path.name for path in users - used} <= {"running.py"}
    assert not used - counted
