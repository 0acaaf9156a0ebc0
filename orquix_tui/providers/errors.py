"""The one door through which every foreign exception and every HTTP status becomes a ProviderError."""

from __future__ import annotations

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
from orquix_tui.domain.text import one_line
from orquix_tui.providers.suggest import is_about_the_model
from orquix_tui.providers.vendor_text import Complaint, read_complaint

WIDTH = 400
"""Characters of a cause: what a panel can show."""
AGAIN = "Try again."
_FOREIGN = {"httpx", "httpx2", "httpcore", "httpcore2", "openai", "anthropic"}
_QUOTA = {"insufficient_quota", "billing_error", "billing_hard_limit_reached", "insufficient_balance"}
_QUOTA_WORDS = re.compile(r"credit balance|insufficient (?:balance|credits|funds|quota)", re.IGNORECASE)
_KEY_WORDS = re.compile(
    r"(?:invalid|incorrect|not valid|expired|missing)[^.]{0,20}api[ _-]?key", re.IGNORECASE
)
_KEY_WORDS_BACK = re.compile(r"api[ _-]?key[^.]{0,20}(?:invalid|incorrect|not valid|expired)", re.IGNORECASE)
_TOO_LONG = re.compile(r"context (?:length|size|window)|exceed_context|prompt is too long", re.IGNORECASE)
# A vendor's own name of an error, as the HTTP status it would have had. Used for errors inside a 200.
_CODES = {
    "authentication_error": 401,
    "invalid_api_key": 401,
    "permission_error": 403,
    "permission_denied": 403,
    "not_found_error": 404,
    "model_not_found": 404,
    "invalid_request_error": 400,
    "rate_limit_error": 429,
    "rate_limit_exceeded": 429,
    "resource_exhausted": 429,
    "timeout_error": 408,
    "api_error": 500,
    "server_error": 500,
    "unavailable": 503,
    "overloaded_error": 529,
} | dict.fromkeys(_QUOTA, 402)

# The class names that httpx, httpx2 and both SDKs share; looked up along the class's ancestors, so the
# nearest wins and neither library needs to be imported here. A test walks all of them.
TRANSPORT: dict[str, tuple[Status, str]] = {
    "ConnectTimeout": (Status.TIMEOUT, "connecting took too long"),
    "PoolTimeout": (Status.TIMEOUT, "no connection became free in time"),
    "WriteTimeout": (Status.TIMEOUT, "sending the question took too long"),
    "TimeoutException": (Status.TIMEOUT, "it fell silent"),
    "APITimeoutError": (Status.TIMEOUT, "it took too long"),
    "ProxyError": (Status.UNAVAILABLE, "the proxy refused"),
    "UnsupportedProtocol": (Status.REJECTED, "the base URL is not one of http or https"),
    "InvalidURL": (Status.REJECTED, "the base URL is not valid"),
    "DecodingError": (Status.INTERRUPTED, "the answer came damaged"),
    "TooManyRedirects": (Status.FAILED, "it sends us from one address to the next"),
    "LocalProtocolError": (Status.REJECTED, "a header that is configured cannot be sent"),
    "CookieConflict": (Status.FAILED, "its cookies contradict each other"),
    "StreamError": (Status.INTERRUPTED, "the stream was closed"),
    "TransportError": (Status.UNAVAILABLE, "the connection failed"),
    "HTTPError": (Status.UNAVAILABLE, "the connection failed"),
    "APIConnectionError": (Status.UNAVAILABLE, "the connection failed"),
    "APIResponseValidationError": (Status.FAILED, "the answer is not what the protocol says"),
    "APIWebhookValidationError": (Status.FAILED, "the answer is not what the protocol says"),
    "LengthFinishReasonError": (Status.TRUNCATED, "the length limit was reached"),
    "ContentFilterFinishReasonError": (Status.FILTERED, "the content filter stopped the answer"),
    "InvalidWebhookSignatureError": (Status.FAILED, "the answer is not what the protocol says"),
    "CredentialsError": (Status.AUTH_ERROR, "the key could not be read"),
    "OAuthError": (Status.AUTH_ERROR, "the key was refused"),
    "SubjectTokenProviderError": (Status.AUTH_ERROR, "the key could not be read"),
    "OpenAIError": (Status.FAILED, "the library of the vendor gave up"),
    "AnthropicError": (Status.FAILED, "the library of the vendor gave up"),
}
_UNKNOWN = (Status.FAILED, "something went wrong that Orquix does not know")


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
    unknown_model: bool = False
    """Whether the provider seems to say that it has no such model."""

    def error(self, status: Status, cause: str, remedy: str = "", **more: Any) -> ProviderError:
        """One of ours: redacted, cleaned, cut."""
        cause = one_line(self.door.redact(cause), WIDTH)
        return ProviderError(status, cause, self.door.redact(remedy), **more)

    def status(self, code: int, body: object, headers: Mapping[str, str] | None = None) -> ProviderError:
        """An HTTP status that is not 200."""
        said = read_complaint(body, headers)
        status = _status_of(code, said)
        self.unknown_model = is_about_the_model(code, said)
        message = f": {said.message}" if said.message else ""
        cause = f"{self.door.name} answered {code}{message}"
        parameter = None
        if status is Status.REJECTED:
            named = (name for name in self.extra if re.search(rf"\b{re.escape(name)}\b", said.message))
            parameter = said.parameter or next(named, None)
        return self.error(
            status,
            cause if cause.endswith((".", "!", "?")) else f"{cause}.",
            self._remedy(status, code, said),
            retry_after=said.retry_after,
            parameter=parameter,
        )

    def in_stream(self, payload: object) -> ProviderError:
        """An error inside a stream that began with 200.

        Before the first word a code that says more (a quota, a key) keeps its own status.
        """
        said = read_complaint(payload)
        code = next((c for c in map(_code, sorted(said.codes)) if c), None)
        if code and not self.begun:
            return self.status(code, payload)
        cause = f"{self.door.name} broke off: {said.message or 'it gave no reason'}"
        return self.error(Status.INTERRUPTED, cause, AGAIN)

    def not_the_protocol(self, content_type: str, body: object) -> ProviderError:
        """A 200 that is something else: a captive portal's page, JSON instead of a stream, nothing."""
        complaint = read_complaint(body)
        if complaint.codes and complaint.message:  # some gateways put their errors into a 200
            return self.in_stream(body)
        said = complaint.message
        came = f"{content_type.partition(';')[0] or 'nothing'} came back"
        cause = f"{self.door.name} did not speak the protocol: {came}{f' ({said})' if said else ''}."
        remedy = f"Check base_url of this provider ({self.door.base_url}) and your network's sign-in page."
        return self.error(Status.FAILED, cause, remedy)

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
        root = _root(error)
        if isinstance(root, ssl.SSLError | socket.gaierror | ConnectionRefusedError):
            return self._of_system(root)
        status, words = next((TRANSPORT[name] for name in names if name in TRANSPORT), _UNKNOWN)
        if self.begun and status is Status.UNAVAILABLE:
            status, words = Status.INTERRUPTED, "the connection broke in the middle of the answer"
        detail = one_line(str(root), 160)
        remedy = AGAIN
        if status is Status.REJECTED:
            remedy = f"Correct this provider's settings (base_url is {self.door.base_url})."
        elif status is Status.UNAVAILABLE:
            remedy = f"Check the network and base_url ({self.door.base_url}), then try again."
        return self.error(status, f"{self._who()}: {words}{f' ({detail})' if detail else ''}.", remedy)

    def _of_system(self, error: Exception) -> ProviderError:
        if isinstance(error, ImportError):
            remedy = "Install Orquix again: something it needs is missing."
            if "socks" in str(error).lower():
                remedy = 'A SOCKS proxy needs: `pip install "httpx[socks]" "httpx2[socks]"`.'
            return self.error(Status.UNAVAILABLE, f"{self._who()}: {error}.", remedy)
        if isinstance(error, ssl.SSLError):
            remedy = "If this network has its own certificate authority, name its file in ca_file."
            if "WRONG_VERSION" in str(error) or "record layer" in str(error).lower():
                remedy = "The server does not speak TLS there: base_url probably begins with http://."
            return self.error(Status.UNAVAILABLE, f"{self._who()}: TLS failed ({error}).", remedy)
        if isinstance(error, socket.gaierror):
            host = urlsplit(self.door.base_url).hostname
            remedy = "Check the network, and the spelling of base_url."
            return self.error(Status.UNAVAILABLE, f"{self._who()}: no such host, {host}.", remedy)
        if isinstance(error, ConnectionRefusedError):
            cause = f"{self._who()}: nothing listens at {self.door.base_url}."
            return self.error(Status.UNAVAILABLE, cause, self._start())
        status = Status.INTERRUPTED if self.begun else Status.UNAVAILABLE
        return self.error(status, f"{self._who()}: {error}.", AGAIN)

    def _broken(self, error: ValueError) -> ProviderError:
        detail = one_line(str(error), 120)
        if not self.frames:
            return self.not_the_protocol("something unreadable", detail)
        cause = f"{self.door.name} sent broken data in the middle of the answer ({detail})."
        return self.error(Status.INTERRUPTED, cause, AGAIN)

    def _who(self) -> str:
        return f"{self.door.name} could not be asked" if not self.begun else f"{self.door.name} broke off"

    def _start(self) -> str:
        if self.door.kind == "ollama":
            return "Start it with `ollama serve`, or correct base_url."
        if self.door.kind == "local":
            return "It starts again with the next question."
        return "Start the server there, or correct base_url."

    def _remedy(self, status: Status, code: int, said: Complaint) -> str:
        lists = f"`orquix-tui models {self.door.name}` lists the models on offer"
        if code in {404, 405} and self.door.kind == "openai" and "model" not in said.message.lower():
            return 'This server has no Responses API: set kind = "openai-compatible".'
        if code == 404 and self.door.kind == "ollama":
            return f"{lists}; `ollama pull {self.model}` fetches this one."
        if code == 404:
            return f"{lists}; else correct base_url ({self.door.base_url})."
        if status is Status.REJECTED and (code == 413 or _TOO_LONG.search(f"{said.message} {said.codes}")):
            return "Ask less at once: a shorter question, less context, or a model with a larger window."
        return {
            Status.AUTH_ERROR: f"Check the key: {self.door.key_hint}.",
            Status.QUOTA_EXCEEDED: f"Add credit or raise the limit in your account at {self.door.name}.",
            Status.RATE_LIMITED: "Wait a moment, or lower max_concurrency of this provider.",
            Status.UNAVAILABLE: "The fault is on their side: try again later.",
            Status.REJECTED: "Change the member's settings, or take another model.",
            Status.FAILED: f"Correct base_url ({self.door.base_url}).",
        }.get(status, AGAIN)


def _status_of(code: int, said: Complaint) -> Status:
    if code == 402 or said.codes & _QUOTA or _QUOTA_WORDS.search(said.message):
        return Status.QUOTA_EXCEEDED
    named = _KEY_WORDS.search(said.message) or _KEY_WORDS_BACK.search(said.message)
    if code in {401, 403} or (code == 400 and named):
        return Status.AUTH_ERROR
    if code == 429:
        return Status.RATE_LIMITED
    if code == 408:
        return Status.TIMEOUT
    if code >= 500:
        return Status.UNAVAILABLE
    return Status.REJECTED if code >= 400 else Status.FAILED


def _code(name: str) -> int | None:
    if name.isdigit():
        return int(name) if 400 <= int(name) <= 599 else None
    return _CODES.get(name)


def _is_foreign(error: BaseException) -> bool:
    return any(c.__module__.partition(".")[0] in _FOREIGN for c in type(error).__mro__)


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
