"""From templates to answers: HTML that says who may do what with it."""

from functools import cache
from hashlib import sha256
from importlib import resources

from falcon.asgi import Response
from jinja2 import Environment, PackageLoader, StrictUndefined

#: Nothing inline, nothing from elsewhere, no frame around us, forms to us only.
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
HEADERS = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    # Addresses can hold the token of an acknowledge link: no other site learns them. Not
    # `no-referrer`, with which browsers hide from us that a form comes from our own page.
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("X-Robots-Tag", "noindex, nofollow"),
)
#: What the package serves, with the type of each.
STATIC = {
    "console.css": "text/css; charset=utf-8",
    "console.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "manifest.webmanifest": "application/manifest+json",
    "service-worker.js": "text/javascript; charset=utf-8",
}


@cache
def environment() -> Environment:
    """Return the templates; whatever is put into one is escaped."""
    return Environment(
        loader=PackageLoader(__package__ or "", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


@cache
def static_file(name: str) -> bytes:
    """Return one of the files in `STATIC`."""
    return resources.files(__package__).joinpath("static", name).read_bytes()


@cache
def static_url(name: str) -> str:
    """Return the file's address, another one whenever its content is another."""
    return f"/static/{name}?v={sha256(static_file(name)).hexdigest()[:12]}"


def answer(response: Response, template: str, status: int, **content: object) -> None:
    """Answer with a page; nobody keeps a copy of it."""
    text = environment().get_template(template).render(static=static_url, **content)
    response.status = status
    response.content_type = "text/html; charset=utf-8"
    response.set_header("Cache-Control", "no-store")
    response.set_headers(HEADERS)
    response.text = text


def see_other(response: Response, location: str) -> None:
    """Answer a form with the page to look at next."""
    response.status = 303
    response.set_header("Location", location)
    response.set_header("Cache-Control", "no-store")
    response.set_headers(HEADERS)
