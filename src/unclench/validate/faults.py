"""Everything that is wrong with study files, gathered, so that it is said at once and before anything is run."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

from unclench.model.invalid import InvalidInput


class SeveralFaults(InvalidInput):
    """More than one thing that cannot be used: every one on a line of its own; ``field`` is that of the first."""

    def __init__(self, faults: Sequence[InvalidInput]) -> None:
        first, lines = faults[0], [str(each) for each in faults]
        super().__init__(first.field, first.given, first.allowed, first.where)
        self.faults = tuple(faults)
        self.given = first.given
        self.allowed = "; and also wrong: ".join([first.allowed, *lines[1:]])
        self.args = ("\n".join([f"{len(lines)} things cannot be used, and nothing was run:", *lines]),)


class Faults:
    """A place to note what is wrong and read on."""

    def __init__(self) -> None:
        self._noted: list[InvalidInput] = []

    @contextlib.contextmanager
    def noted(self) -> Iterator[None]:
        """Whatever is read within: what cannot be used ends that, and is noted."""
        try:
            yield
        except SeveralFaults as error:
            self._noted.extend(error.faults)
        except InvalidInput as error:
            self._noted.append(error)

    def tell(self) -> None:
        """Raise InvalidInput if something was noted."""
        if len(self._noted) == 1:
            raise self._noted[0]
        if self._noted:
            raise SeveralFaults(self._noted)
