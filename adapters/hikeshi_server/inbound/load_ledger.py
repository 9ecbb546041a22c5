"""The ledger of load, for the API and the console: kept, since a year of it takes a second."""

import json
from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256

from attrs import frozen

from hikeshi.flow.directory import Directory
from hikeshi.flow.fairness import Load
from hikeshi.flow.queries.on_call_load import (
    LoadQuestion,
    LoadSources,
    load_sources,
    loads_of,
    pages_asked,
)
from hikeshi.incidents.queries import IncidentQueries, PagesOfMinute
from hikeshi.kernel.conversion import json_converter
from hikeshi.kernel.intervals import Interval
from hikeshi_server.inbound.answers import AnswerKind, Answers, Question

LOAD = AnswerKind(name="load", edition=1, keep_for=timedelta(hours=1))
_CONVERTER = json_converter()


@frozen
class LoadLedger:
    """Reads how the load of being on call is shared."""

    queries: IncidentQueries
    answers: Answers

    async def read(self, directory: Directory, asked: LoadQuestion) -> tuple[Load, ...]:
        """Return the load of everybody with a shift or a page in that time, longest first.

        Schedules, people, holidays and pages are read each time, and name the answer.

        Raises:
            InvalidError: The time is too long.
            TooManyPiecesError: A schedule changes hands too often.
        """
        pages = await self.queries.count_pages(pages_asked(directory, asked))
        sources = load_sources(directory, pages, asked)
        question = Question(
            kind=LOAD,
            asked=(asked.interval,),
            sources=(sources.schedules, sources.people, sources.days, _digest(sources.pages)),
        )
        answer = await self.answers.get(question, lambda: _compute(sources, asked.interval))
        return _CONVERTER.structure(json.loads(answer), tuple[Load, ...])


def _compute(sources: LoadSources, interval: Interval) -> bytes:
    return json.dumps(_CONVERTER.unstructure(loads_of(sources, interval))).encode()


def _digest(pages: Iterable[PagesOfMinute]) -> str:
    """Return what tells pages from any others."""
    told = sha256()
    for page in pages:
        told.update(f"{page.user_id} {page.at.timestamp()} {page.count}\n".encode())
    return told.hexdigest()
