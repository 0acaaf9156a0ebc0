"""What each foreign exception of the transport means, by the name of its class."""

from __future__ import annotations

from orquix_tui.domain.status import ResponseStatus as Status
from orquix_tui.domain.translate import N_

# The class names that httpx, httpx2 and both SDKs share; looked up along the class's ancestors, so the
# nearest wins and neither library needs to be imported here. A test walks all of them.
TRANSPORT: dict[str, tuple[Status, str]] = {
    "ConnectTimeout": (Status.TIMEOUT, N_("connecting took too long")),
    "PoolTimeout": (Status.TIMEOUT, N_("no connection became free in time")),
    "WriteTimeout": (Status.TIMEOUT, N_("sending the question took too long")),
    "TimeoutException": (Status.TIMEOUT, N_("it fell silent")),
    "APITimeoutError": (Status.TIMEOUT, N_("it took too long")),
    "ProxyError": (Status.UNAVAILABLE, N_("the proxy refused")),
    "UnsupportedProtocol": (Status.REJECTED, N_("the base URL is not one of http or https")),
    "InvalidURL": (Status.REJECTED, N_("the base URL is not valid")),
    "DecodingError": (Status.INTERRUPTED, N_("the answer came damaged")),
    "TooManyRedirects": (Status.FAILED, N_("it sends us from one address to the next")),
    "LocalProtocolError": (Status.REJECTED, N_("a header that is configured cannot be sent")),
    "CookieConflict": (Status.FAILED, N_("its cookies contradict each other")),
    "StreamError": (Status.INTERRUPTED, N_("the stream was closed")),
    "RemoteProtocolError": (Status.UNAVAILABLE, N_("it hung up without an answer")),
    "TransportError": (Status.UNAVAILABLE, N_("the connection failed")),
    "HTTPError": (Status.UNAVAILABLE, N_("the connection failed")),
    "APIConnectionError": (Status.UNAVAILABLE, N_("the connection failed")),
    "APIResponseValidationError": (Status.FAILED, N_("the answer is not what the protocol says")),
    "APIWebhookValidationError": (Status.FAILED, N_("the answer is not what the protocol says")),
    "LengthFinishReasonError": (Status.TRUNCATED, N_("the length limit was reached")),
    "ContentFilterFinishReasonError": (Status.FILTERED, N_("the content filter stopped the answer")),
    "InvalidWebhookSignatureError": (Status.FAILED, N_("the answer is not what the protocol says")),
    "CredentialsError": (Status.AUTH_ERROR, N_("the key could not be read")),
    "OAuthError": (Status.AUTH_ERROR, N_("the key was refused")),
    "SubjectTokenProviderError": (Status.AUTH_ERROR, N_("the key could not be read")),
    "OpenAIError": (Status.FAILED, N_("the library of the vendor gave up")),
    "AnthropicError": (Status.FAILED, N_("the library of the vendor gave up")),
}
UNKNOWN = (Status.FAILED, N_("something went wrong that Orquix does not know"))
"""For what no library is known to raise."""
