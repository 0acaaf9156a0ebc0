"""The one family of errors. Each says what happened (`cause`) and what a person can do next (`remedy`).

OrquixError
+-- InputError            exit 2   the question or an argument cannot be used
|   +-- ConfigError                the configuration file or environment cannot be used
|   +-- BudgetError                the run would cost more than the person allowed
+-- NotFoundError         exit 4   no such project or interaction
+-- StoreError            exit 5   the store cannot be used
|   +-- StoreBusyError             another process holds it for too long
|   +-- StoreTooNewError           written by a newer program
+-- ProviderError                  one member did not answer; carries the response's status
+-- EmbeddingError                 no embedding model can be used: no context, with a notice
+-- DocumentError                  one file cannot be read: it is listed with the reason, the rest goes on
+-- ModerationError                one moderator gave nothing: the next in the chain is asked
"""

from __future__ import annotations

from typing import ClassVar

from orquix_tui.domain.status import ResponseStatus


class OrquixError(Exception):
    """What went wrong, and the next step a person can take."""

    exit_code: ClassVar[int] = 1

    def __init__(self, cause: str, remedy: str = "") -> None:
        super().__init__(cause)
        self.cause = cause
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.cause} {self.remedy}".strip()


class InputError(OrquixError):
    """What was asked cannot be done as it was asked."""

    exit_code = 2


class ConfigError(InputError):
    """The configuration cannot be used; the cause names the file and the key."""


class BudgetError(InputError):
    """The estimate of this run lies over a limit that the person set."""


class NotFoundError(OrquixError):
    """No such project or interaction."""

    exit_code = 4


class StoreError(OrquixError):
    """The store cannot be read or written."""

    exit_code = 5


class StoreBusyError(StoreError):
    """Another process held the store for the whole time we waited."""


class StoreTooNewError(StoreError):
    """The file was written by a newer Orquix; it is left untouched."""


class ProviderError(OrquixError):
    """One request to one provider failed.

    `status` is the response's final status, `retry_after` the seconds the vendor asked us to wait,
    `parameter` the name of a request parameter that the vendor refused (it may be dropped and tried again),
    `too_long` whether the request does not fit into the model's window.
    """

    def __init__(
        self,
        status: ResponseStatus,
        cause: str,
        remedy: str = "",
        *,
        retry_after: float | None = None,
        parameter: str | None = None,
        too_long: bool = False,
    ) -> None:
        super().__init__(cause, remedy)
        self.status = status
        self.retry_after = retry_after
        self.parameter = parameter
        self.too_long = too_long


class EmbeddingError(OrquixError):
    """No embedding model can be used now."""


class DocumentError(OrquixError):
    """One file cannot be read; the cause is a short reason that can stand behind its name."""


class ModerationError(OrquixError):
    """A moderator answered nothing that can be used."""
