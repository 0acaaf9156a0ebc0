"""Reads what vendors put into their error bodies: the message, the code, the parameter, the wait."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from orquix_tui.domain.models import now
from orquix_tui.domain.translate import _

_PARAMETERS = re.compile(
    r"\b(temperature|max_tokens|max_output_tokens|max_completion_tokens|maxOutputTokens|num_predict"
    r"|stream_options|top_p|top_k|reasoning_effort|thinking)\b"
)
_OURS = {"maxOutputTokens": "max_tokens", "num_predict": "max_tokens"}


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a vendor says went wrong; not yet redacted."""

    message: str = ""
    codes: frozenset[str] = frozenset()
    """Its own names and numbers of the error, lower case."""
    parameter: str | None = None
    retry_after: float | None = None


def read_complaint(body: object, headers: Mapping[str, str] | None = None) -> Complaint:
    """From an error body in whatever form: JSON of any vendor, HTML, plain text, or nothing."""
    if isinstance(body, bytes | str):
        body = _parsed(body)
    if isinstance(body, list) and body:  # Google wraps a stream's error in a list
        body = body[0]
    inner = body.get("error", body) if isinstance(body, dict) else body
    fields = inner if isinstance(inner, dict) else {}
    message = _message(inner)
    named = fields.get("param")
    known = _PARAMETERS.search(str(named or message))
    parameter = str(named) if named and isinstance(named, str) else (known[1] if known else None)
    if known and named:
        parameter = known[1]  # "generation_config.temperature" is our temperature
    return Complaint(
        message=message,
        codes=frozenset(str(fields[k]).lower() for k in ("code", "type", "status") if fields.get(k)),
        parameter=_OURS.get(parameter or "", parameter),
        retry_after=_wait(headers or {}, fields),
    )


def _parsed(body: bytes | str) -> Any:
    text = body.decode(errors="replace") if isinstance(body, bytes) else body
    try:
        return json.loads(text)
    except ValueError:
        return text


def _message(inner: object) -> str:
    if isinstance(inner, dict):
        for key in ("message", "detail", "msg", "error_description", "error"):
            if inner.get(key):
                return _message(inner[key])
        return ""
    if isinstance(inner, list):  # FastAPI's list of what is wrong with each field
        return "; ".join(filter(None, (_message(item) for item in inner[:3])))
    text = "" if inner is None else str(inner)
    if "<html" in text.lower() or "<!doctype" in text.lower():
        title = re.search(r"<title[^>]*>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
        return _("a web page: {title}").format(title=title[1].strip()) if title else _("a web page")
    return text.strip()


def _wait(headers: Mapping[str, str], fields: Mapping[str, Any]) -> float | None:
    """Seconds, from `Retry-After` (seconds or a date), `retry-after-ms`, or Google's RetryInfo."""
    if milliseconds := _number(headers.get("retry-after-ms", "")):
        return milliseconds / 1000
    given = headers.get("retry-after", "").strip()
    if (seconds := _number(given)) is not None:
        return seconds
    if given:
        try:
            return max(0.0, (parsedate_to_datetime(given) - now()).total_seconds())
        except (ValueError, TypeError):  # neither a number nor a date: as if it were not there
            return None
    details = fields.get("details")
    for detail in details if isinstance(details, list) else []:
        delay = detail.get("retryDelay") if isinstance(detail, dict) else None
        if isinstance(delay, str):
            return _number(delay.removesuffix("s"))
    return None


def _number(text: str) -> float | None:
    """A finite number of at least 0, or None."""
    return float(text) if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text.strip()) else None
