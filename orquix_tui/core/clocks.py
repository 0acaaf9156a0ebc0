"""The clocks of one stream, and what its end means. Queueing and imports are over when they start."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from orquix_tui.domain.errors import ProviderError
from orquix_tui.domain.ports import EndPart, ReasoningPart, StreamPart, TextPart
from orquix_tui.domain.settings import Timeouts
from orquix_tui.domain.status import ResponseStatus
from orquix_tui.domain.translate import _, number


async def timed(stream: AsyncGenerator[StreamPart], timeouts: Timeouts) -> AsyncGenerator[StreamPart]:
    """Pass on the parts of `stream` under the first-token, idle and total clocks; always closes it.

    Use it within `contextlib.aclosing`, so that a consumer who leaves early closes the socket too.
    Raises ProviderError: TIMEOUT when a clock runs out, INTERRUPTED when the stream ends without an
    EndPart, FAILED when it ends well but with no text (a filtered answer may be empty).
    """
    clocks = _Clocks(timeouts)
    has_text = ended = False
    try:
        while True:
            try:
                async with asyncio.timeout_at(clocks.deadline()) as scope:
                    part = await anext(stream)
            except StopAsyncIteration:
                break
            except TimeoutError as error:
                if not scope.expired():
                    raise
                if ended:  # all has been said; the server just does not hang up
                    break
                raise clocks.error() from error
            clocks.begun = clocks.begun or isinstance(part, TextPart | ReasoningPart)
            has_text = has_text or (
                isinstance(part, TextPart) and not part.text.isspace() and part.text != ""
            )
            if isinstance(part, EndPart):
                ended = True
                _check_not_empty(part, has_text=has_text)
            yield part
    finally:
        await stream.aclose()
    if not ended:
        raise ProviderError(
            ResponseStatus.INTERRUPTED,
            _("The stream ended before the answer was finished."),
            _("What came is kept. Ask this member again.") if has_text else _("Nothing came. Try again."),
        )


class _Clocks:
    """When we give up on the next part; loop time, seconds."""

    def __init__(self, timeouts: Timeouts) -> None:
        self._timeouts = timeouts
        self._start = asyncio.get_running_loop().time()
        self.begun = False

    def deadline(self) -> float:
        """The nearest of the clocks that run now."""
        if self.begun:
            limit = asyncio.get_running_loop().time() + self._timeouts.idle
        else:
            limit = self._start + self._timeouts.first_token
        return min(limit, self._start + self._timeouts.total)

    def error(self) -> ProviderError:
        """Which clock ran out, in words."""
        if asyncio.get_running_loop().time() >= self._start + self._timeouts.total:
            cause, name = _("The answer took longer than {seconds} s in all."), "total"
        elif self.begun:
            cause, name = _("The model fell silent for {seconds} s."), "idle"
        else:
            cause, name = _("No first token came within {seconds} s."), "first_token"
        remedy = _("Try again, or raise timeouts.{name} of this provider.").format(name=name)
        cause = cause.format(seconds=number(getattr(self._timeouts, name), ",g"))
        return ProviderError(ResponseStatus.TIMEOUT, cause, remedy)


def _check_not_empty(end: EndPart, *, has_text: bool) -> None:
    if has_text or end.reason == "filter":
        return
    remedy = _("Try again, or another model.")
    if end.reason == "length":
        remedy = _("The limit was reached before any text: raise max_tokens.")
    raise ProviderError(ResponseStatus.FAILED, _("The answer was empty."), remedy)
