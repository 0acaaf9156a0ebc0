"""The one door through which every foreign exception and every HTTP status becomes a ProviderError."""

from __future__ import annotations

import logging
import re
import socket
import ssl
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from orquix_tui.domain.errors import ProviderError
from orquix_tui.domain.models import ProviderKind
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.status import ResponseStatus as Status
from orquix_tui.domain.system_words import system_says
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import N_, _
from orquix_tui.providers.codes import code_of, status_of, too_long
from orquix_tui.providers.suggest import is_about_the_model
from orquix_tui.providers.transport import TRANSPORT, UNKNOWN
from orquix_tui.providers.vendor_text import Complaint, read_complaint

WIDTH = 400
"""Characters of a cause: what a panel can show."""
AGAIN = N_("What came is kept. Ask this member again.")
_KEPT = 4096
"""Bytes of a body that is not the protocol; enough for the title of a page."""
LATER = N_("The fault is on their side: try again later.")
_log = logging.getLogger(__name__)
_FOREIGN = {"httpx", "httpx2", "httpcore", "httpcore2", "openai", "anthropic"}


@dataclass(frozen=True)
class Door:
    """Knows whom we talk to, so that a cause names it and a remedy names the exact thing to do."""

    name: str
    kind: ProviderKind
    base_url: str
    key_hint: str
    """Where the key comes from, as an order: `set OPENAI_API_KEY`."""
    redact: Redactor

    @contextmanager
    def exchange(self, model: str = "", extra: Iterable[str] = ()) -> Iterator[Exchange]:
        """Everything foreign that is raised inside becomes a ProviderError."""
        exchange = Exchange(self, model, frozenset(extra))
        try:
            yield exchange
        except Exception as error:
            known = exchange.translate(error)
            if known is None:  # ours already, or a defect that must not be dressed up as the vendor's
                raise
            raise known from None  # the foreign text may carry the key: it must not reach a traceback


@dataclass
class Exchange:
    """One request: what has happened so far decides what an error means."""

    door: Door
    model: str
    extra: frozenset[str] = frozenset()
    """The names of the member's own parameters that were sent along."""
    begun: bool = False
    """Whether anything of the answer has come."""
    frames: int = field(default=0)
    """How many frames of the protocol have come."""
    content_type: str = ""
    came: bytes = b""
    """The beginning of what came, as long as it was no frame."""
    unknown_model: bool = False
    """Whether the provider seems to say that it has no such model."""

    def error(self, status: Status, cause: str, remedy: str = "", **more: Any) -> ProviderError:
        """One of ours: redacted, cleaned, cut, and a sentence."""
        cause = one_line(self.door.redact(cause), WIDTH - 1)
        cause += "" if cause.endswith((".", "!", "?", "…")) else "."
        return ProviderError(status, cause, self.door.redact(remedy), **more)

    def status(self, code: int, body: object, headers: Mapping[str, str] | None = None) -> ProviderError:
        """An HTTP status that is not 200."""
        said = read_complaint(body, headers)
        status = status_of(code, said)
        self.unknown_model = is_about_the_model(code, said)
        message = f": {said.message}" if said.message else ""
        cause = _("{name} answered {code}{message}").format(name=self.door.name, code=code, message=message)
        parameter = None
        if status is Status.REJECTED:
            named = (name for name in self.extra if re.search(rf"\b{re.escape(name)}\b", said.message))
            parameter = said.parameter or next(named, None)
        return self.error(
            status,
            cause,
            self._remedy(status, code, said),
            retry_after=said.retry_after,
            parameter=parameter,
            too_long=status is Status.REJECTED and too_long(code, said),
        )

    def in_stream(self, payload: object) -> ProviderError:
        """An error inside a stream that began with 200.

        Before the first word a code that says more (a quota, a key) keeps its own status.
        """
        said = read_complaint(payload)
        code = next((c for c in map(code_of, sorted(said.codes)) if c), None)
        if code and not self.begun:
            return self.status(code, payload)
        reason = said.message or _("it gave no reason")
        cause = _("{name} broke off: {reason}").format(name=self.door.name, reason=reason)
        return self.error(Status.INTERRUPTED, cause, _(AGAIN))

    def not_the_protocol(self, content_type: str, body: object) -> ProviderError:
        """A 200 that is something else: a captive portal's page, JSON instead of a stream, nothing."""
        complaint = read_complaint(body)
        if complaint.codes and complaint.message:  # some gateways put their errors into a 200
            return self.in_stream(body)
        said = one_line(complaint.message, 80)
        came = content_type.partition(";")[0] or _("nothing")
        cause = _("{name} did not speak the protocol: {came} came back{said}.").format(
            name=self.door.name, came=came, said=f" ({said})" if said else ""
        )
        remedy = _("Check base_url of this provider ({base_url}) and your network's sign-in page.").format(
            base_url=self.door.base_url
        )
        return self.error(Status.FAILED, cause, remedy)

    def keep(self, data: bytes) -> None:
        """Remember the beginning of what may turn out to be something else."""
        self.came = (self.came + data)[:_KEPT]

    def unreadable(self) -> ProviderError:
        """The answer is over and not one frame came of it."""
        return self.not_the_protocol(self.content_type if self.came else _("an empty answer"), self.came)

    def translate(self, error: Exception) -> ProviderError | None:
        """The ProviderError for a foreign exception; None for ours and for a defect."""
        if isinstance(error, ProviderError):
            return None
        code = getattr(error, "status_code", None)
        if _is_foreign(error) and isinstance(code, int):
            headers = getattr(getattr(error, "response", None), "headers", None)
            body = getattr(error, "body", None) or str(error)
            return self.in_stream(body) if code < 300 else self.status(code, body, headers)
        if _is_foreign(error):
            return self._transport(error)
        if isinstance(error, ValueError):  # JSON, Unicode, an endless line
            return self._broken(error)
        if isinstance(error, OSError | ImportError | EOFError):
            return self._of_system(error)
        return None

    def _transport(self, error: Exception) -> ProviderError:
        body = getattr(error, "body", None)
        names = [c.__name__ for c in type(error).__mro__]
        if body or names[0] == "APIError":  # an SDK's word for an error event
            return self.in_stream(body or str(error))
        if _is_foreign(error.__cause__):  # the SDKs wrap what says more
            names = [c.__name__ for c in type(error.__cause__).__mro__] + names
        root = _root(error)
        if isinstance(root, ssl.SSLError | socket.gaierror | ConnectionRefusedError):
            return self._of_system(root)
        status, marked = next((TRANSPORT[name] for name in names if name in TRANSPORT), UNKNOWN)
        words = _(marked)
        if self.begun and status is Status.UNAVAILABLE:
            status, words = Status.INTERRUPTED, _("the connection broke in the middle of the answer")
        detail = self._detail(names, status, root)
        remedy = _(AGAIN if self.begun else LATER)
        if status is Status.REJECTED:
            remedy = _("Correct this provider's settings (base_url is {base_url}).").format(
                base_url=self.door.base_url
            )
        elif status is Status.UNAVAILABLE:
            remedy = _("Check the network and base_url ({base_url}), then try again.").format(
                base_url=self.door.base_url
            )
        elif "ConnectTimeout" in names:
            remedy = _("Check the network and base_url ({base_url}), or raise timeouts.connect.").format(
                base_url=self.door.base_url
            )
        return self.error(status, f"{self._who()}: {words}{f' ({detail})' if detail else ''}.", remedy)

    def _detail(self, names: list[str], status: Status, root: BaseException) -> str:
        """What of the technical reason a person is told: what the system, a proxy or the settings say. The
        libraries' own words are for the log, a clock's is only that it was a clock."""
        text = one_line(_words(root), 160).rstrip(".")
        _log.info("%s: %s (%s)", self.door.name, names[0], self.door.redact(text))
        ours = isinstance(root, ConnectionError) or status is Status.TIMEOUT  # said in our words already
        told = isinstance(root, OSError) or status is Status.REJECTED or "ProxyError" in names
        return text if told and not ours else ""

    def _of_system(self, error: Exception) -> ProviderError:
        if isinstance(error, ImportError):
            remedy = _("Install Orquix again: something it needs is missing.")
            if "socks" in str(error).lower():
                remedy = _('A SOCKS proxy needs: `pip install "httpx[socks]" "httpx2[socks]"`.')
            return self.error(Status.UNAVAILABLE, f"{self._who()}: {error}.", remedy)
        if isinstance(error, ssl.SSLError):
            why = _("the connection is not secure ({reason})").format(reason=_words(error))
            remedy = _("If this network has its own certificate authority, name its file in ca_file.")
            if "WRONG_VERSION" in str(error) or "record layer" in str(error).lower():
                remedy = _("The server does not speak TLS there: base_url should begin with http:// then.")
                why = _("no encrypted connection")
            cause = f"{self._who()}: {why}."
            return self.error(Status.UNAVAILABLE, cause, remedy)
        if isinstance(error, socket.gaierror):
            host = urlsplit(self.door.base_url).hostname
            remedy = _("Check the network, and the spelling of base_url.")
            cause = _("{who}: no such host, {host}.").format(who=self._who(), host=host)
            return self.error(Status.UNAVAILABLE, cause, remedy)
        if isinstance(error, ConnectionRefusedError):
            cause = _("{who}: nothing listens at {base_url}.").format(
                who=self._who(), base_url=self.door.base_url
            )
            return self.error(Status.UNAVAILABLE, cause, self._start())
        status, remedy = (Status.INTERRUPTED, AGAIN) if self.begun else (Status.UNAVAILABLE, LATER)
        return self.error(status, f"{self._who()}: {_words(error)}.", _(remedy))

    def _broken(self, error: ValueError) -> ProviderError:
        detail = one_line(str(error), 120)
        _log.info("%s sent broken data (%s)", self.door.name, self.door.redact(detail))
        if not self.frames:
            return (
                self.unreadable() if self.came else self.not_the_protocol(_("something unreadable"), detail)
            )
        cause = _("{name} sent broken data in the middle of the answer.").format(name=self.door.name)
        return self.error(Status.INTERRUPTED, cause, _(AGAIN))

    def _who(self) -> str:
        what = _("{name} broke off") if self.begun else _("{name} could not be asked")
        return what.format(name=self.door.name)

    def _start(self) -> str:
        if self.door.kind == "ollama":
            return _("Start it with `ollama serve`, or correct base_url.")
        if self.door.kind == "local":
            return _("It starts again with the next question.")
        return _("Start the server there, or correct base_url.")

    def _remedy(self, status: Status, code: int, said: Complaint) -> str:
        lists = _("`orquix-tui models {name}` lists the models on offer").format(name=self.door.name)
        if code in {404, 405} and self.door.kind == "openai" and "model" not in said.message.lower():
            return _('This server has no Responses API: set kind = "openai-compatible".')
        if code == 404 and self.door.kind == "ollama":
            return _("{lists}; `ollama pull {model}` fetches this one.").format(lists=lists, model=self.model)
        if code == 404:
            return _("{lists}; else correct base_url ({base_url}).").format(
                lists=lists, base_url=self.door.base_url
            )
        if status is Status.REJECTED and too_long(code, said):
            return _("Ask less at once: a shorter question, less context, or a model with a larger window.")
        return {
            Status.AUTH_ERROR: _("Check the key: {key_hint}.").format(key_hint=self.door.key_hint),
            Status.QUOTA_EXCEEDED: _("Add credit or raise the limit in your account at {name}.").format(
                name=self.door.name
            ),
            Status.RATE_LIMITED: _("{wait}, or lower max_concurrency of this provider.").format(
                wait=_wait(said)
            ),
            Status.UNAVAILABLE: _(LATER),
            Status.TIMEOUT: _("Try again; if it happens often, ask less at once."),
            Status.REJECTED: _("Change the member's settings, or take another model."),
            Status.FAILED: _("Correct base_url ({base_url}).").format(base_url=self.door.base_url),
        }.get(status, _(AGAIN))


def _is_foreign(error: BaseException | None) -> bool:
    return any(c.__module__.partition(".")[0] in _FOREIGN for c in type(error).__mro__)


def _wait(said: Complaint) -> str:
    if not said.retry_after:
        return _("Wait a moment")
    return _("It asks to wait {seconds:.0f} s").format(seconds=said.retry_after)


def _words(error: BaseException) -> str:
    """What a system's error says, without its numbers and the places in somebody's source."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return system_says(error)
    if isinstance(error, ssl.SSLError) and error.reason:
        return error.reason.replace("_", " ").lower()
    return system_says(error) if isinstance(error, OSError) else str(error)


def _root(error: BaseException) -> BaseException:
    """The innermost reason: the libraries wrap the system's errors two or three times."""
    seen = {id(error)}
    while True:
        inner = error.__cause__ or error.__context__
        if isinstance(error, BaseExceptionGroup):  # several addresses were tried
            inner = error.exceptions[0]
        if inner is None or id(inner) in seen:
            return error
        seen.add(id(inner))
        error = inner
