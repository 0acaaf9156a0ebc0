"""What vendors' own codes and words mean: one of our statuses."""

from __future__ import annotations

import re

from orquix_tui.domain.status import ResponseStatus as Status
from orquix_tui.providers.vendor_text import Complaint

_QUOTA = {"insufficient_quota", "billing_error", "billing_hard_limit_reached", "insufficient_balance"}
_QUOTA_WORDS = re.compile(r"credit balance|insufficient (?:balance|credits|funds|quota)", re.IGNORECASE)
_KEY_WORDS = re.compile(
    r"(?:invalid|incorrect|not valid|expired|missing)[^.]{0,20}api[ _-]?key", re.IGNORECASE
)
_KEY_WORDS_BACK = re.compile(r"api[ _-]?key[^.]{0,20}(?:invalid|incorrect|not valid|expired)", re.IGNORECASE)
_TOO_LONG = re.compile(
    r"context[ _](?:length|size|window)|exceed_context|(?:prompt|input) is too long|input token count",
    re.IGNORECASE,
)
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


def status_of(code: int, said: Complaint) -> Status:
    """The status for an HTTP status and what was said with it."""
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


def code_of(name: str) -> int | None:
    """The HTTP status that a vendor's own name or number of an error would have had."""
    if name.isdigit():
        return int(name) if 400 <= int(name) <= 599 else None
    return _CODES.get(name)


def too_long(code: int, said: Complaint) -> bool:
    """Whether more was asked than fits."""
    return code == 413 or bool(_TOO_LONG.search(f"{said.message} {said.codes}"))
