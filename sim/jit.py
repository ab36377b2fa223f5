"""The one place that knows numba: options of compiled functions and the cache folder.

Inner functions carry ``@rule``, the few that Python calls carry ``@entry``.  Only entries
are cached on disk; what they call is compiled into them.  numba does not notice when an
imported rule or constant changes, so a cache may hold yesterday's model.  Entries are
therefore cached in a folder named by everything that shapes the machine code: the text of
all compiled modules, the versions of numba and Python, the processor, and switches such as
``NUMBA_BOUNDSCHECK``.  Any change of these means another folder.

By itself numba would optimise every rule together with all that it calls and make machine
code of it, though only entries ever run.  Here a rule is kept as it is, without what it calls,
until an entry takes in both; the entry is then optimised as a whole, knowing that nobody else calls
its rules.  And a rule is compiled for one width of whole numbers, not for all that it is called
with.  That takes a quarter of the time to compile and a third of the memory, and the code is a
tenth faster.  Of an entry only the machine code is kept, for no compiled code calls it; to read
that again, numba is not made ready to compile.

A tuple of arrays is handed from one compiled function to the next as several hundred
numbers, which would take longer than most rules do.  An entry therefore hands on a reference
to it (:func:`by_reference`), which to a rule looks just the same.

With ``NUMBA_DISABLE_JIT=1`` both decorators return the plain Python function.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property, update_wrapper
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any, TypeVar

import numba
import numpy as np
from llvmlite import binding, ir  # type: ignore[import-untyped]
from numba import config, types
from numba.core import cgutils
from numba.core.caching import FunctionCache
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler, CompilerBase
from numba.core.errors import TypingError
from numba.core.imputils import lower_getattr_generic
from numba.core.runtime import rtsys
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import intrinsic, models, register_model
from numba.np import arrayobj
from platformdirs import user_cache_path

Function = TypeVar("Function", bound=Callable[..., Any])
Fields = TypeVar("Fields", bound=tuple[Any, ...])

#: The modules whose text shapes the machine code, relative to the package: those with
#: compiled functions and those that these import.  A folder stands for every module in it;
#: what does not exist is skipped.
COMPILED_MODULES = (
    "jit.py",
    "names.py",
    "quantities.py",
    "draws.py",
    "agenda.py",
    "state.py",
    "bearing.py",
    "bearing_rules.py",
    "ordering.py",
    "arrivals.py",
    "households.py",
    "bookkeeping.py",
    "allowances.py",
    "own_solutions.py",
    "strategy.py",
    "seeing.py",
    "cases.py",
    "places.py",
    "keys.py",
    "lines.py",
    "homes_sought.py",
    "people.py",
    "bodies.py",
    "desks.py",
    "episodes.py",
    "tenancies.py",
    "purchases.py",
    "searches.py",
    "vacating.py",
    "pathway",
    "kernel.py",
    "survival.py",
    "measures/afterwards.py",
    "measures/counting.py",
    "measures/letting.py",
)

#: The module that holds the entry a run needs.
ENTRY_MODULE = "kernel.py"

#: Days without use after which a cache folder of another version is deleted.
KEPT_DAYS = 7.0

_PACKAGE = Path(__file__).resolve().parent
_SWITCHES = ("BOUNDSCHECK", "DEBUGINFO_DEFAULT", "OPT", "LOOP_VECTORIZE", "SLP_VECTORIZE")
_PREFIX = "compiled-"


def _sources(package: Path) -> Iterator[Path]:
    for name in COMPILED_MODULES:
        path = package / name
        if path.is_dir():
            yield from sorted(path.rglob("*.py"))
        elif path.is_file():
            yield path


def fingerprint(package: Path = _PACKAGE) -> str:
    """What the machine code of ``package`` depends on, as 20 hexadecimal digits.

    Reads the source files without importing them.
    """
    digest = hashlib.sha256()

    def include(*parts: object) -> None:
        for part in parts:
            data = part if isinstance(part, bytes) else str(part).encode()
            digest.update(len(data).to_bytes(8, "little") + data)

    for path in _sources(package):
        include(path.relative_to(package).as_posix(), path.read_bytes())
    include(numba.__version__, platform.python_version(), platform.machine())
    include(binding.get_host_cpu_name())
    for switch in _SWITCHES:
        include(switch, getattr(config, switch, None))
    # numba ties a cached entry to its file's place and time of change; a copy with the same
    # text would find the folder full and yet compile.
    include(package)
    with suppress(OSError):
        include((package / ENTRY_MODULE).stat().st_mtime_ns)
    return digest.hexdigest()[:20]


def _writable(folder: Path) -> bool:
    """Whether files can be made in ``folder``; it is made if need be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _root() -> Path | None:
    """The folder that holds the cache folders of all versions.

    ``NUMBA_CACHE_DIR`` if set, else the user's cache folder; if that cannot be written, one
    of the user's own in the system's temporary folder.  ``None`` if nothing can be kept.
    """
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    first = Path(chosen).absolute() if chosen else user_cache_path("boligsim", appauthor=False)
    if _writable(first):
        return first
    with suppress(OSError):
        second = Path(tempfile.gettempdir()) / f"boligsim-cache-{_user()}"
        if _own(second):
            return second
    return None


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")


def _own(folder: Path) -> bool:
    """Whether ``folder``, in a place all may write to, is ours alone.

    The cache holds machine code that will be run, so nobody else may write there.
    """
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if hasattr(os, "getuid"):
            found = folder.lstat()
            if folder.is_symlink() or found.st_uid != os.getuid() or found.st_mode & 0o022:
                return False
    except OSError:
        return False
    return _writable(folder)


def _delete_unused(root: Path, current: Path) -> None:
    """Delete cache folders of other versions that nobody has touched for ``KEPT_DAYS``.

    Another process may do the same or delete what we look at; whatever fails is left.
    """
    oldest = time.time() - KEPT_DAYS * 86400
    with suppress(OSError):
        for folder in root.glob(f"{_PREFIX}*"):
            with suppress(OSError):
                if folder != current and folder.stat().st_mtime < oldest:
                    shutil.rmtree(folder, ignore_errors=True)


def _prepare() -> Path | None:
    root = _root()
    if root is None:
        return None
    folder = root / f"{_PREFIX}{fingerprint()}"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        os.utime(folder)
    _delete_unused(root, folder)
    return folder


#: Whether functions are compiled at all.
COMPILING = not config.DISABLE_JIT

#: Where this version's machine code is kept; ``None`` if it is not.
CACHE_FOLDER: Path | None = _prepare() if COMPILING else None


def needs_compiling() -> bool:
    """Whether the first run will compile the kernel: nothing is cached for this version."""
    if CACHE_FOLDER is None:
        return COMPILING
    pattern = f"*/{Path(ENTRY_MODULE).stem}.*.nbc"
    return next(CACHE_FOLDER.glob(pattern), None) is None


class _RuleCode(JITCodeLibrary):  # type: ignore[misc]
    """The code of a rule, to be taken in by an entry, which takes in what it calls as well."""

    _linking_libraries: list[JITCodeLibrary]

    def finalize(self) -> None:
        """Keep apart what is called; numba would copy it into every rule that calls it."""
        self.called = tuple(dict.fromkeys(self._linking_libraries))
        self._linking_libraries = []
        for library in self.called:
            self._reload_init.update(library._reload_init)
        super().finalize()

    def _get_module_for_linking(self) -> Any:
        """The rule with all that it calls, for code that is no entry."""
        whole = self.alone().clone()
        for library in _with_what_they_call(self.called):
            whole.link_in(_alone(library), preserve=True)
        return whole

    def alone(self) -> Any:
        """The rule without what it calls."""
        return super()._get_module_for_linking()

    def _optimize_final_module(self) -> None:
        """Leave that to the entry."""

    def _finalize_final_module(self) -> None:
        """Make no machine code, only the places for numba's references to Python modules."""
        self._finalize_dynamic_globals()
        places = self._codegen._create_empty_module(self.name)
        for variable in self._final_module.global_variables:
            if variable.name.startswith(_ENVIRONMENT):
                place = ir.GlobalVariable(places, cgutils.voidptr_t, variable.name)
                place.linkage = "common"
                place.initializer = ir.Constant(cgutils.voidptr_t, None)
        self._codegen._add_module(binding.parse_assembly(str(places)))
        self._finalized = True


def _with_what_they_call(libraries: Iterable[JITCodeLibrary]) -> Iterable[JITCodeLibrary]:
    """The libraries and all that they call in turn, each once and after all that call it.

    LLVM leaves out a function that nothing asks for yet.
    """
    order: TopologicalSorter[JITCodeLibrary] = TopologicalSorter()
    waiting, found = list(libraries), set()
    while waiting:
        library = waiting.pop()
        if library not in found:
            found.add(library)
            order.add(library)
            for called in getattr(library, "called", ()):
                order.add(called, library)
                waiting.append(called)
    return order.static_order()


def _alone(library: JITCodeLibrary) -> Any:
    """The code of a library without the rules that it calls."""
    return library.alone() if isinstance(library, _RuleCode) else library._get_module_for_linking()


class _EntryCode(JITCodeLibrary):  # type: ignore[misc]
    """The code of an entry and of all its rules, which no other compiled code calls."""

    _linking_libraries: list[JITCodeLibrary]

    def finalize(self) -> None:
        for library in _with_what_they_call(self._linking_libraries):
            self._final_module.link_in(_alone(library), preserve=True)
        for library in self._linking_libraries:
            self._reload_init.update(library._reload_init)
        self._linking_libraries = []
        super().finalize()

    def _optimize_final_module(self) -> None:
        for function in self._final_module.functions:
            if function.linkage == binding.Linkage.linkonce_odr and not function.is_declaration:
                function.linkage = binding.Linkage.internal
                # LLVM's loader knows even these by name.  Were the name kept, other compiled
                # code that calls the rule would be led here, where it may take other arguments.
                function.name = f"{self.name}.{function.name}"
        super()._optimize_final_module()

    def _get_module_for_linking(self) -> Any:
        """The names of what Python calls, to be found when the entry is loaded, without its text.

        numba keeps the text beside the machine code, for other code to take in, and reads all
        of it whenever the entry is loaded.  An entry is taken in by nobody.
        """
        self._ensure_finalized()
        names = self._codegen._create_empty_module(self.name)
        for function in self.get_defined_functions():
            if function.linkage == binding.Linkage.external:
                kind = ir.FunctionType(ir.VoidType(), [])
                place = ir.Function(names, kind, function.name)
                ir.IRBuilder(place.append_basic_block()).unreachable()
        return binding.parse_assembly(str(names))


#: How numba names the variables that lead to a function's Python module.
_ENVIRONMENT = "_ZN08NumbaEnv"

#: Whether this version of numba has the steps that are replaced above; if not, everything is
#: compiled as numba does it, slower but to the same result.
_REPLACEABLE = all(
    hasattr(JITCodeLibrary, step)
    for step in ("_optimize_final_module", "_finalize_final_module", "_finalize_dynamic_globals")
) and hasattr(arrayobj, "fix_integer_index")


def _place(context: Any, builder: Any, kind: Any, number: Any, _: Any) -> Any:
    """The place in a table that a rule gives, as it is."""
    return context.cast(builder, number, kind, types.intp)


@contextmanager
def _rows_counted_from_the_first() -> Iterator[None]:
    """While rules are compiled: no number of a row is counted from the end of its table.

    Rules never do so, and to ask each time whether they did takes a good part of a run.  Where
    bounds are checked, a negative number is out of them.  numba compiles one thing at a time.
    """
    before = arrayobj.fix_integer_index
    arrayobj.fix_integer_index = _place
    try:
        yield
    finally:
        arrayobj.fix_integer_index = before


def _compiler(code: type[JITCodeLibrary]) -> type[CompilerBase]:
    """A numba compiler that keeps what it makes in a library of the type ``code``."""
    if not _REPLACEABLE:
        plain: type[CompilerBase] = Compiler
        return plain

    class WithCode(Compiler):  # type: ignore[misc]
        def _compile_core(self) -> Any:
            with _rows_counted_from_the_first():
                return super()._compile_core()

        def define_pipelines(self) -> Any:
            state = self.state
            state.library = code(state.targetctx.codegen(), state.func_id.func_qualname)
            state.library.enable_object_caching()
            return super().define_pipelines()

    return WithCode


_RULES = _compiler(_RuleCode)
_ENTRIES = _compiler(_EntryCode)


def rule(function: Function) -> Function:
    """A function that only compiled functions call.

    It has no wrapper for Python and no cache of its own, and it must not allocate arrays:
    that halves compile time and more than doubles the speed.
    """
    compiled: Any = _Rule(function) if COMPILING else function
    return compiled  # type: ignore[no-any-return]


class _Rule:
    """A rule that numba hears of when it compiles what calls it.

    Where an entry's code is kept nothing is compiled, and numba would take a tenth of a second to
    take note of five hundred rules.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        update_wrapper(self, function)
        self.py_func = function

    @cached_property
    def dispatcher(self) -> Any:
        """What numba makes of the function."""
        made = numba.njit(
            no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False, pipeline_class=_RULES
        )(self.py_func)
        _widen(made)
        return made

    @property
    def _numba_type_(self) -> types.Type:
        return self.dispatcher._numba_type_

    @property
    def signatures(self) -> list[Any]:
        """The kinds of arguments that it was compiled for."""
        return list(self.dispatcher.signatures)

    def __call__(self, *arguments: Any) -> Any:
        return self.dispatcher(*arguments)


def _widen(dispatcher: Any) -> None:
    """Have whole numbers of every width handed to a rule as 64 bits.

    numba would compile a rule anew for each width, and each number written out, it is called with.
    """
    original = dispatcher.get_call_template

    def get_call_template(arguments: Any, named: Any) -> Any:
        _, folded = dispatcher.fold_argument_types(arguments, named)
        return original(tuple(_wide(one) for one in folded), {})

    dispatcher.get_call_template = get_call_template


def _wide(argument: types.Type) -> types.Type:
    plain = types.unliteral(argument)
    if isinstance(plain, types.Integer) and plain.signed:
        return types.int64
    return plain


class _EntryCache(FunctionCache):  # type: ignore[misc]
    """The machine code of an entry, read back without making numba ready to compile.

    Before it looks, numba takes in all that it can compile, and scipy's linear algebra with it,
    which takes an eighth of the time to start.  Where nothing is found, it does so to compile.
    """

    def load_overload(self, signature: Any, context: Any) -> Any:
        rtsys.initialize(context)
        with self._guard_against_spurious_io_errors():
            return self._load_overload(signature, context)


def entry(function: Function) -> Function:
    """A compiled function that Python calls, and no other; cached on disk, runs without the GIL.

    It must not allocate arrays either.
    """
    # The folder is set for this function only: other users of numba in the process keep
    # theirs, and ours holds nothing but ours.
    before = config.CACHE_DIR
    if CACHE_FOLDER is not None:
        config.CACHE_DIR = str(CACHE_FOLDER)
    try:
        compiled: Function = numba.njit(
            cache=CACHE_FOLDER is not None, nogil=True, _nrt=False, pipeline_class=_ENTRIES
        )(function)
        if CACHE_FOLDER is not None and hasattr(FunctionCache, "_load_overload"):
            compiled._cache = _EntryCache(function)  # type: ignore[attr-defined]
    finally:
        config.CACHE_DIR = before
    if COMPILING:
        _keep_from_compiled_code(compiled)
    return compiled


def _keep_from_compiled_code(dispatcher: Any) -> None:
    """Have compiled code that calls an entry refused: the entry has no text for it to take in."""

    def get_call_template(_: Any, __: Any) -> Any:
        raise TypingError(f"{dispatcher.__name__} is an entry: only Python calls it")

    dispatcher.get_call_template = get_call_template


class _Reference(types.Type):  # type: ignore[misc]
    """Where a named tuple lies in memory: one number instead of all that is in it."""

    def __init__(self, target: types.NamedTuple) -> None:
        self.target = target
        # The name is part of the name of every rule in the machine code, and that of the world
        # has twenty thousand letters.
        digest = hashlib.sha256(str(target).encode()).hexdigest()[:16]
        super().__init__(name=f"reference({digest})")

    @property
    def key(self) -> types.Type:
        return self.target


@register_model(_Reference)
class _ReferenceModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, reference: _Reference) -> None:
        target = manager.lookup(reference.target).get_value_type()
        super().__init__(manager, reference, target.as_pointer())


@infer_getattr
class _FieldTypes(AttributeTemplate):  # type: ignore[misc]
    key = _Reference

    def generic_resolve(self, reference: _Reference, name: str) -> types.Type | None:
        fields = reference.target.fields
        return reference.target[fields.index(name)] if name in fields else None


@lower_getattr_generic(_Reference)
def _load_field(_: Any, builder: Any, reference: _Reference, value: Any, name: str) -> Any:
    place = reference.target.fields.index(name)
    return _load_unchanging(builder, cgutils.gep_inbounds(builder, value, 0, place))


def _load_unchanging(builder: Any, pointer: Any) -> Any:
    """What lies at ``pointer``, known to be the same whenever it is read.

    Otherwise each number written to a row would have the places of all tables looked up anew.
    """
    content = pointer.type.pointee
    if not isinstance(content, (ir.LiteralStructType, ir.ArrayType)):
        number = builder.load(pointer)
        number.set_metadata("invariant.load", builder.module.add_metadata([]))
        return number
    parts = ir.Constant(content, ir.Undefined)
    for place in range(len(content)):
        part = _load_unchanging(builder, cgutils.gep_inbounds(builder, pointer, 0, place))
        parts = builder.insert_value(parts, part, place)
    return parts


@intrinsic
def _refer(_: Any, target: Any) -> Any:
    def generate(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        place = cgutils.alloca_once_value(builder, arguments[0])
        # An empty piece of machine code, which the compiler cannot look into: all has been
        # written there before it, and no read of what is unchanging comes before it.
        same = ir.FunctionType(place.type, [place.type])
        return builder.asm(same, "", "=r,0,~{memory}", [place], side_effect=True)

    return _Reference(target)(target), generate


def _as_it_is(fields: Fields) -> Fields:
    return fields


#: In an entry: a named tuple to hand on to rules, whose fields are read as before.  It must
#: not outlive the call of the entry.
by_reference: Callable[[Fields], Fields] = _refer if COMPILING else _as_it_is


#: Bytes that the processor fetches at once, and of a row those that are worth fetching ahead.
_LINE = 64
_MOST_FETCHED = 256


def _row(context: Any, builder: Any, table: Any, row: Any, arguments: Any) -> tuple[Any, Any]:
    """Where a row of ``table`` begins, and how many bytes it has."""
    array = context.make_array(table)(context, builder, arguments[0])
    width = cgutils.unpack_tuple(builder, array.strides, table.ndim)[0]
    if isinstance(table.dtype, types.Record) and table.ndim == 1:
        width = ir.Constant(width.type, table.dtype.size)
    place = context.cast(builder, arguments[1], row, types.intp)
    first = builder.bitcast(array.data, cgutils.voidptr_t)
    return builder.gep(first, [builder.mul(place, width)]), width


@intrinsic
def _fetch(_: Any, table: Any, row: Any) -> Any:
    """Have the beginning of a row of ``table`` come from memory while other things are done."""

    def generate(context: Any, builder: Any, __: Any, arguments: Any) -> Any:
        first, _ = _row(context, builder, table, row, arguments)
        number = ir.IntType(32)
        shape = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, number, number, number])
        fetch = cgutils.get_or_insert_function(builder.module, shape, "llvm.prefetch.p0")
        wide = _LINE * table.ndim
        if isinstance(table.dtype, types.Record):
            wide = table.dtype.size
        for line in range(0, min(wide, _MOST_FETCHED), _LINE):
            pointer = builder.gep(first, [ir.Constant(ir.IntType(64), line)])
            to_write, keep, data = (ir.Constant(number, what) for what in (1, 3, 1))
            builder.call(fetch, [pointer, to_write, keep, data])
        return context.get_dummy_value()

    return types.void(table, row), generate


def _nothing(_: Any, __: Any) -> None:
    pass


#: In a rule: ``fetch_ahead(table, row)`` has a row that will soon be needed come from memory.  It
#: changes nothing, and the row need not exist.
fetch_ahead: Callable[[Any, int], None] = _fetch if COMPILING else _nothing


@intrinsic
def _clear(_: Any, table: Any, row: Any) -> Any:
    """Make all bytes of a row of ``table`` zero."""

    def generate(context: Any, builder: Any, __: Any, arguments: Any) -> Any:
        first, width = _row(context, builder, table, row, arguments)
        cgutils.memset(builder, first, width, 0)
        return context.get_dummy_value()

    return types.void(table, row), generate


def _cleared(table: Any, row: int) -> None:
    np.asarray(table).view(np.uint8).reshape(len(table), -1)[row] = 0


#: In a rule: ``clear_row(table, row)`` makes a row that is taken in use what it is in a new table.
clear_row: Callable[[Any, int], None] = _clear if COMPILING else _cleared
