"""Whom TLS connections trust: the machine's authorities, else those that httpx carries."""

import ssl

import httpx


def trust_context() -> ssl.SSLContext:
    """Return a client context that checks certificate and host name.

    The machine's own store comes first, so that a company's authority (or `SSL_CERT_FILE`) works;
    machines without one (a slim image) fall back to the list that comes with httpx.
    """
    paths = ssl.get_default_verify_paths()
    if not paths.cafile and not paths.capath:
        context: ssl.SSLContext = httpx.create_ssl_context()
        return context
    return ssl.create_default_context()
