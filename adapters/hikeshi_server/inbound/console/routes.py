"""The console on a page: which address shows what."""

from typing import Any

from hikeshi_server.inbound.console.forms import FormTokens
from hikeshi_server.inbound.console.parts import ConsoleParts
from hikeshi_server.inbound.console.screens.acknowledge import AcknowledgePage, AcknowledgePress
from hikeshi_server.inbound.console.screens.away import AwayPage, AwayVerb
from hikeshi_server.inbound.console.screens.board import Board, OnCall
from hikeshi_server.inbound.console.screens.dead_letters import (
    DeadLetterDiscards,
    DeadLetterReplays,
    DeadLettersPage,
)
from hikeshi_server.inbound.console.screens.devices import (
    WORKER_PATH,
    DevicesPage,
    DeviceVerb,
    Manifest,
    OfflinePage,
    ServiceWorker,
)
from hikeshi_server.inbound.console.screens.hand_off import HandOffPage
from hikeshi_server.inbound.console.screens.holidays import HolidaysPage, HolidaysVerb
from hikeshi_server.inbound.console.screens.incident import IncidentPage, IncidentVerb
from hikeshi_server.inbound.console.screens.incident_list import IncidentList
from hikeshi_server.inbound.console.screens.link_slack import LinkSlack
from hikeshi_server.inbound.console.screens.load import LoadPage
from hikeshi_server.inbound.console.screens.notices import NoticesPage
from hikeshi_server.inbound.console.screens.people import PeoplePage
from hikeshi_server.inbound.console.screens.policy import PolicyPage
from hikeshi_server.inbound.console.screens.quiet import QuietPage, QuietVerb
from hikeshi_server.inbound.console.screens.reached import ReachedPage, ReachedVerb
from hikeshi_server.inbound.console.screens.schedule import SchedulePage
from hikeshi_server.inbound.console.screens.schedule_edit import layer_form, override_form
from hikeshi_server.inbound.console.screens.services import (
    ServicePage,
    ServicesPage,
    ServiceVerb,
)
from hikeshi_server.inbound.console.screens.sign_in import SignIn, SignOut
from hikeshi_server.inbound.console.screens.static import Static
from hikeshi_server.inbound.console.screens.subscriptions import (
    SubscriptionPage,
    SubscriptionsPage,
    SubscriptionVerb,
)
from hikeshi_server.inbound.console.screens.swaps import SwapsPage, SwapVerb
from hikeshi_server.inbound.console.screens.team import TeamPage, TeamVerb
from hikeshi_server.inbound.console.screens.welcome import PageYourself, SetUp, Welcome
from hikeshi_server.inbound.console.visits import Desk


def console_routes(parts: ConsoleParts) -> list[tuple[str, Any]]:
    """Return path template and resource of every page."""
    desk = Desk(parts, FormTokens(parts.form_keys))
    return [
        ("/", Board(desk)),
        ("/on-call", OnCall(desk)),
        ("/incidents", IncidentList(desk)),
        ("/incidents/{incident}", IncidentPage(desk)),
        ("/incidents/{incident}/{verb}", IncidentVerb(desk)),
        ("/schedules/{key}", SchedulePage(desk)),
        ("/schedules/{key}/hand-off", HandOffPage(desk)),
        ("/schedules/{key}/layers", layer_form(desk)),
        ("/schedules/{key}/overrides", override_form(desk)),
        ("/policies/{key}", PolicyPage(desk)),
        ("/load", LoadPage(desk)),
        ("/holidays", HolidaysPage(desk)),
        ("/holidays/{key}/{verb}", HolidaysVerb(desk)),
        ("/away/{key}", AwayPage(desk)),
        ("/away/{key}/{verb}", AwayVerb(desk)),
        ("/subscriptions", SubscriptionsPage(desk)),
        ("/subscriptions/{subscription}", SubscriptionPage(desk)),
        ("/subscriptions/{subscription}/{verb}", SubscriptionVerb(desk)),
        ("/people", PeoplePage(desk)),
        ("/services", ServicesPage(desk)),
        ("/services/{key}", ServicePage(desk)),
        ("/services/{key}/{verb}", ServiceVerb(desk)),
        ("/swaps", SwapsPage(desk)),
        ("/swaps/{verb}", SwapVerb(desk)),
        ("/quiet", QuietPage(desk)),
        ("/quiet/{verb}", QuietVerb(desk)),
        ("/reached/{key}", ReachedPage(desk)),
        ("/reached/{key}/{verb}", ReachedVerb(desk)),
        ("/teams/{key}", TeamPage(desk)),
        ("/teams/{key}/{verb}", TeamVerb(desk)),
        ("/acknowledge/{token}", AcknowledgePage(desk)),
        ("/acknowledge/{token}/press", AcknowledgePress(desk)),
        ("/devices", DevicesPage(desk)),
        ("/devices/{method}", DeviceVerb(desk)),
        ("/link/slack/{token}", LinkSlack(desk)),
        (WORKER_PATH, ServiceWorker(desk)),
        ("/manifest.webmanifest", Manifest(desk)),
        ("/offline", OfflinePage(desk)),
        ("/notices", NoticesPage(desk)),
        ("/dead-letters", DeadLettersPage(desk)),
        ("/dead-letters/replays", DeadLetterReplays(desk)),
        ("/dead-letters/discards", DeadLetterDiscards(desk)),
        ("/welcome", Welcome(desk)),
        ("/welcome/page", PageYourself(desk)),
        ("/welcome/set-up", SetUp(desk)),
        ("/sign-in", SignIn(desk)),
        ("/sign-out", SignOut(desk)),
        ("/static/{name}", Static(desk)),
    ]
