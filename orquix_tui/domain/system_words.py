"""What the system says when it refuses, in the person's language where it is one of the common reasons."""

from __future__ import annotations

import errno

from orquix_tui.domain.translate import N_, _

_REASONS = {
    errno.ENOENT: N_("No such file or directory"),
    errno.EACCES: N_("Permission denied"),
    errno.EPERM: N_("Operation not permitted"),
    errno.EEXIST: N_("File exists"),
    errno.EISDIR: N_("Is a directory"),
    errno.ENOTDIR: N_("Not a directory"),
    errno.ENOTEMPTY: N_("Directory not empty"),
    errno.ENOSPC: N_("No space left on device"),
    errno.EDQUOT: N_("Disk quota exceeded"),
    errno.EROFS: N_("Read-only file system"),
    errno.EFBIG: N_("File too large"),
    errno.ENAMETOOLONG: N_("File name too long"),
    errno.ELOOP: N_("Too many levels of symbolic links"),
    errno.EIO: N_("Input/output error"),
    errno.EBUSY: N_("Device or resource busy"),
    errno.EMFILE: N_("Too many open files"),
    errno.ENFILE: N_("Too many open files in system"),
    errno.ENOMEM: N_("Cannot allocate memory"),
    errno.ENOEXEC: N_("Exec format error"),
    errno.EPIPE: N_("Broken pipe"),
    errno.ECONNREFUSED: N_("Connection refused"),
    errno.ECONNRESET: N_("Connection reset by peer"),
    errno.ETIMEDOUT: N_("Connection timed out"),
    errno.ENETUNREACH: N_("Network is unreachable"),
    errno.EHOSTUNREACH: N_("No route to host"),
}
_CERTIFICATES = {
    9: N_("the certificate does not hold yet"),
    10: N_("the certificate has expired"),
    18: N_("self-signed certificate"),
    19: N_("the certificate is signed by an authority that nobody here knows"),
    20: N_("the certificate is signed by an authority that nobody here knows"),
    21: N_("the certificate is signed by an authority that nobody here knows"),
    23: N_("the certificate was revoked"),
    62: N_("the certificate is for another host"),
}
"""By the numbers that OpenSSL has for what is wrong with one (X509_V_ERR_*)."""


def system_says(error: OSError) -> str:
    """Why, in a few words: ours for what is common, else the system's own."""
    certificate = getattr(error, "verify_message", "")  # of TLS, whose numbers are its own
    if certificate:
        common = _CERTIFICATES.get(getattr(error, "verify_code", 0))
    else:
        common = _REASONS.get(error.errno or 0)
    return _(common) if common else certificate or error.strerror or str(error)
