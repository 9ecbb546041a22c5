"""Whom TLS connections trust: the machine's authorities, else Mozilla's list."""

import ssl

import certifi


def trust_context() -> ssl.SSLContext:
    """Return a client context that checks certificate and host name.

    The machine's own store comes first, so that a company's authority (or `SSL_CERT_FILE`) works;
    machines without one (a slim image) fall back to Mozilla's list, as certifi carries it.
    """
    paths = ssl.get_default_verify_paths()
    if not paths.cafile and not paths.capath:
        return ssl.create_default_context(cafile=certifi.where())
    return ssl.create_default_context()
