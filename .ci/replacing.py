"""A mutant in the place of its file: in a module that was read already, or in one that is still to be read."""

import gc
import importlib.abc
import importlib.machinery
import importlib.util
import sys
from types import CodeType, FunctionType, ModuleType

from mutating import ROOT, Mutant


class Original:
    """A module as it is, and its functions, wherever they are by now."""

    def __init__(self, path: str) -> None:
        self.path, self.name = path, path[:-3].replace("/", ".")
        self.module = sys.modules.get(self.name)
        self.source = (ROOT / path).read_text()
        self.codes = _codes(self._compiled(self.source))
        numbers = {(code.co_qualname, code.co_firstlineno): number for number, code in enumerate(self.codes)}
        file = str(ROOT / path)
        self.functions = [
            (numbers[code.co_qualname, code.co_firstlineno], function)
            for function in gc.get_objects()
            if isinstance(function, FunctionType) and (code := function.__code__).co_filename == file
        ]
        if self.module and not self.functions:
            raise LookupError(f"none of the functions of {path} was found: was memory frozen?")
        # What comes out another each time can't be compared.
        one, other = self._run(self.source), self._run(self.source)
        self.constants = {name: value for name, value in one.items() if _is_data(value) and other[name] == value}

    def _compiled(self, source: str) -> CodeType:
        return compile(source, str(ROOT / self.path), "exec", dont_inherit=True)

    def _run(self, source: str) -> dict:
        module = ModuleType(self.name)
        module.__file__ = str(ROOT / self.path)
        exec(self._compiled(source), vars(module))  # noqa: S102
        return vars(module)

    def change(self, mutant: Mutant) -> tuple[set[int], bool] | None:
        """Change the module as it runs.

        Returns the lines that mean something else now, and whether nothing beyond them can; None if the change is in
        none of its functions and constants.
        """
        codes = _codes(self._compiled(mutant.mutated))
        if self.module is None or len(codes) != len(self.codes):
            return None
        constants = self._changed_constants(mutant) if not mutant.is_inside else {}
        if constants is None or not (mutant.is_inside or constants):
            return None
        lines = set(mutant.lines)
        for name, value in constants.items():
            old = getattr(self.module, name)
            for module in [*sys.modules.values()]:
                if getattr(module, "__dict__", {}).get(name) is old:
                    setattr(module, name, value)
                    lines |= set() if module is self.module else set(range(10_000))
        if mutant.is_inside:
            swapped = 0
            for number, function in self.functions:
                if codes[number] != self.codes[number]:
                    try:
                        function.__code__ = codes[number]
                    except ValueError:  # it reads other variables from around it
                        return None
                    swapped += 1
            if not swapped:
                return None
        else:
            for number, _ in self.functions:
                if _names(self.codes[number]) & constants.keys():
                    lines |= {line for *_, line in self.codes[number].co_lines() if line}
        return lines, mutant.is_inside

    def _changed_constants(self, mutant: Mutant) -> dict | None:
        try:
            now = self._run(mutant.mutated)
        except Exception:  # whatever a changed module raises when it is read: it is tried afresh, where that counts
            return None
        return {name: now[name] for name, value in self.constants.items() if now[name] != value}


def _codes(code: CodeType) -> list[CodeType]:
    return [code, *(inner for part in code.co_consts if isinstance(part, CodeType) for inner in _codes(part))]


def _names(code: CodeType) -> set[str]:
    return {name for inner in _codes(code) for name in inner.co_names}


def _is_data(value: object) -> bool:
    if isinstance(value, (tuple, list, frozenset, set)):
        return all(_is_data(part) for part in value)
    if isinstance(value, dict):
        return all(_is_data(part) for part in [*value, *value.values()])
    return isinstance(value, (str, int, float, bytes, range, type(None)))


class Loader(importlib.machinery.SourceFileLoader):
    source = ""

    def get_code(self, fullname):
        return compile(self.source, self.path, "exec", dont_inherit=True)


class Finder(importlib.abc.MetaPathFinder):
    def __init__(self, mutant: Mutant) -> None:
        self.name, self.path, self.source = mutant.path[:-3].replace("/", "."), str(ROOT / mutant.path), mutant.mutated

    def find_spec(self, fullname, path=None, target=None):
        if fullname != self.name:
            return None
        loader = Loader(fullname, self.path)
        loader.source = self.source
        return importlib.util.spec_from_file_location(fullname, self.path, loader=loader)
