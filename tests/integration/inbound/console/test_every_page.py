"""What holds for every page: valid, accessible, guarded, in both languages."""

import re
from itertools import pairwise

import pytest
from tests.integration.inbound.console.site import Outline

from hikeshi.incidents.use_cases.add_note import AddNote
from hikeshi.kernel.actor import SYSTEM

XSS = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
PATHS = (
    "/",
    "/?live=0",
    "/incidents",
    "/incidents?status=triggered",
    "/incidents/1",
    "/on-call",
    "/notices",
    "/notices?whose=all",
    "/dead-letters",
    "/schedules/primary",
    "/schedules/primary/hand-off",
    "/policies/default",
    "/policies/default?at=2026-01-06T03:10",
    "/devices",
    "/away/me",
    "/reached/me",
    "/quiet",
    "/swaps",
    "/people",
    "/subscriptions",
    "/services",
    "/services/shop",
    "/holidays",
    "/load",
    "/welcome",
    "/welcome?page=1",
    "/incidents/404",
    "/sign-in",
    "ACKNOWLEDGE",
)


async def page_of(site, path, person):
    """Return the page, with hostile words wherever somebody can put some."""
    incident = await site.alert(
        XSS,
        component=XSS,
        group=XSS,
        custom_details={XSS: XSS, "runbook": XSS},
        **{"class": XSS},
    )
    await site.run(AddNote(), incident.id, text=XSS, by=SYSTEM)
    await site.deliver(reason=XSS)
    browser = await site.browser(person)
    return await browser.get(path.replace("ACKNOWLEDGE", site.acknowledge_path(incident)))


@pytest.mark.parametrize("person", ["ana", "aya", "ben"])
@pytest.mark.parametrize("path", PATHS)
async def test_pages_are_valid_and_accessible(site, path, person):
    """Elements are closed, ids unique, everything labelled, headings in order, one main."""
    answer = await page_of(site, path, person)
    page = Outline(answer.text)

    assert page.faults == []
    assert answer.text.startswith("<!doctype html>")
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(set(ids)) == len(ids)
    assert len(page.all("main")) == len(page.all("h1")) == len(page.all("title")) == 1
    assert page.all("a")[0] == {"class": "skip", "href": "#main"}
    labels = {label["for"] for label in page.all("label")}
    for attrs in page.all("input", "select", "textarea"):
        assert attrs.get("type") == "hidden" or attrs["id"] in labels
    assert all("alt" in attrs for attrs in page.all("img"))
    assert all(svg.get("aria-label") or svg.get("aria-hidden") for svg in page.all("svg"))
    assert all(nav.get("aria-label") for nav in page.all("nav"))
    for section in page.all("section"):
        assert section.get("aria-label") or section.get("aria-labelledby") in ids
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("path", PATHS)
async def test_hostile_words_stay_words(site, path):
    """Whatever senders and people write, no element of theirs gets into a page."""
    answer = await page_of(site, path, "ana")
    page = Outline(answer.text)

    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text
    assert [script.get("src", "")[:8] for script in page.all("script")] == ["/static/"]
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]


@pytest.mark.parametrize("path", PATHS)
async def test_answers_are_guarded(site, path):
    """Nothing inline, nothing from elsewhere, no frames, no copies, no sniffing."""
    answer = await page_of(site, path, "ana")
    policy = answer.headers["content-security-policy"]

    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"
    assert not re.search(r"<[^>]* style=|<style", answer.text)


@pytest.mark.parametrize("path", PATHS)
async def test_every_form_that_posts_carries_a_token(site, path):
    """So that other sites cannot press our buttons."""
    answer = await page_of(site, path, "ana")

    posting = re.findall(r'<form[^>]*method="post".*?</form>', answer.text, re.DOTALL)
    assert all('name="form_token" value="' in form for form in posting)


@pytest.mark.parametrize(("person", "language"), [("ana", "en"), ("aya", "ja")])
@pytest.mark.parametrize("path", PATHS[:-2])
async def test_pages_speak_the_readers_language(site, path, person, language):
    """The document says which one, and no word of a catalogue is missing."""
    answer = await page_of(site, path, person)

    assert f'<html lang="{language}">' in answer.text
    assert ("サインアウト" in answer.text) is (language == "ja")


async def test_pages_are_for_people_who_have_signed_in(site):
    """Everything but sign-in and personal links leads strangers to the sign-in."""
    stranger = await site.browser(None)

    for path in ("/", "/incidents", "/incidents/1", "/on-call", "/schedules/primary", "/devices"):
        for method in ("GET", "HEAD"):
            answer = await stranger.get(path, method)
            assert (answer.status_code, answer.headers["location"][:13]) == (303, "/sign-in?next")


@pytest.mark.parametrize("name", ["console.css", "console.js", "icon.svg"])
async def test_static_files_are_kept_under_the_address_pages_name(site, name):
    """The address changes with the content, so that it may be kept for good."""
    stranger = await site.browser(None)
    page = await stranger.get("/sign-in")
    address = re.search(rf'"(/static/{re.escape(name)}\?v=[0-9a-f]+)"', page.text)[1]

    named, bare = await stranger.get(address), await stranger.get(f"/static/{name}")

    assert "immutable" in named.headers["cache-control"]
    assert "immutable" not in bare.headers["cache-control"]
    assert named.content == bare.content
    assert named.headers["x-content-type-options"] == "nosniff"
