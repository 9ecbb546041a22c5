"""Configuration files of whatever kind, as builtins: every section, every field of a document."""

from hypothesis import strategies as st

PEOPLE = ("ana", "ben", "cai", "dee")
_INSTANTS = ("2026-01-20T00:00:00Z", "2026-03-01T00:00:00Z", "2026-06-01T12:30:00Z")

texts = st.text("abcdeéあ ", min_size=1, max_size=8).filter(lambda text: bool(text.strip()))
delays = st.sampled_from([60, 300, 600, 7200])
teams = st.sampled_from(["sre", "web"])
policies = st.none() | st.sampled_from(["default", "quiet"])
severities = st.sampled_from(["sev1", "sev2", "sev5"])
labels = st.dictionaries(st.sampled_from(["team", "env"]), texts, max_size=2)


def some(**fields):
    """An object in which every optional field may be left out."""
    return st.fixed_dictionaries({}, optional=fields)


def entry(required, **optional):
    """An entry of a list with its fixed fields and some of the others."""
    return some(**optional).map(lambda found: {**required, **found})


targets = st.one_of(
    st.sampled_from(PEOPLE).map(lambda key: {"kind": "user", "key": key}),
    st.sampled_from(["one", "two"]).map(lambda key: {"kind": "schedule", "key": key}),
    teams.map(lambda key: {"kind": "team", "key": key}),
)
some_targets = st.lists(targets, min_size=1, max_size=2)
on_empty = st.one_of(
    st.just("skip"),
    delays.map(lambda seconds: {"wait_until_covered": {"max_seconds": seconds}}),
    targets.map(lambda target: {"fallback": target}),
)
zones = st.sampled_from(["Asia/Tokyo", "Europe/Berlin", "UTC"])
holiday_sets = st.sampled_from(["office", "country"])
weekdays = st.sampled_from([["mon", "tue", "wed", "thu", "fri"], ["sun"]])
windows = st.builds(
    lambda found, opens, closes: {"from": opens, "to": closes, **found},
    some(weekdays=weekdays),
    st.sampled_from(["00:00", "09:00", "22:00"]),
    st.sampled_from(["00:00", "06:00", "17:00"]),
)
conditions = some(
    severities=st.lists(severities, max_size=2, unique=True),
    urgencies=st.lists(st.sampled_from(["high", "low"]), max_size=1),
    times=st.lists(
        st.builds(
            lambda window, zone: {**window, "time_zone": zone},
            windows,
            zones | st.just("responder"),
        ),
        max_size=2,
    ),
    holidays=st.builds(
        lambda found, on, rest: {"set": found, "on": on, **rest},
        holiday_sets,
        st.booleans(),
        some(time_zone=zones),
    ),
)


quiet_hours = st.builds(
    lambda window, rest: {"windows": [window], **rest},
    windows.filter(lambda window: window["from"] != window["to"] or "weekdays" in window),
    some(high_urgency_waits=st.booleans()),
)
floors = st.lists(
    some(
        urgency=st.sampled_from(["high", "low"]),
        kinds=st.lists(st.sampled_from(["sms", "voice"]), min_size=1, unique=True),
        within_seconds=delays,
    ),
    max_size=2,
)


def without_urgencies(when):
    """A condition of a personal rule: the rule has an urgency of its own."""
    return {name: part for name, part in when.items() if name != "urgencies"}


support_hours = st.builds(
    lambda found, zone, opening: {"time_zone": zone, "windows": opening, **found},
    some(
        holidays=st.lists(holiday_sets, max_size=2, unique=True),
        always_high=st.lists(severities, max_size=2, unique=True),
    ),
    zones,
    st.lists(windows, min_size=1, max_size=2),
)
steps = st.builds(
    lambda found, delay: {"delay_seconds": delay, **found},
    some(
        targets=some_targets,
        on_empty=on_empty,
        stop_on_acknowledge=st.booleans(),
        round_robin=st.booleans(),
        when=st.none() | conditions,
    ),
    delays,
)
dates = st.lists(
    st.sampled_from(["2026-01-21", "2026-02-11", "2026-12-31"]), unique=True, max_size=3
).map(sorted)
repeated = st.builds(
    lambda found, every: {"targets": found, "every_seconds": every}, some_targets, delays
)


@st.composite
def people(draw, key):
    """A person, maybe with contact methods and rules."""
    methods = draw(st.lists(st.sampled_from(["phone", "mail", "desk"]), unique=True, max_size=3))
    shapes = {
        "phone": {"kind": "sms", "address": "+81312345678"},
        "mail": {"kind": "email", "address": f"{key}@example.net"},
        "desk": {"kind": "console"},
    }
    rules = st.builds(
        lambda found, method, delay, urgency: {
            **found,
            "contact_method": method,
            "delay_seconds": delay,
            "urgency": urgency,
        },
        some(when=conditions.map(without_urgencies)),
        st.sampled_from(methods or ["phone"]),
        delays,
        st.sampled_from(["high", "low"]),
    )
    found = draw(
        entry(
            {"key": key},
            name=texts,
            email=st.just(f"{key}@example.org"),
            time_zone=st.sampled_from(["Asia/Tokyo", "Europe/Berlin"]),
            locale=st.sampled_from(["en", "ja"]),
            role=st.sampled_from(["owner", "admin", "responder", "observer"]),
            active=st.booleans(),
        )
    )
    if key == PEOPLE[0]:  # somebody owns the organisation
        found |= {"role": "owner", "active": True}
    if draw(st.booleans()):
        found["contact_methods"] = [{"key": name, **shapes[name]} for name in methods]
        found["notification_rules"] = draw(st.lists(rules, max_size=2)) if methods else []
        found |= draw(some(quiet_hours=st.none() | quiet_hours))
    return found


@st.composite
def layers(draw, name):
    """A layer of whatever rotation."""
    turn = st.one_of(
        st.sampled_from(PEOPLE), st.none(), st.lists(st.sampled_from(PEOPLE), unique=True)
    )
    rotation = st.sampled_from(
        [
            {"type": "weekly"},
            {"type": "daily", "length": 2},
            {"type": "monthly", "length": 1},
            {"type": "custom", "length_seconds": 5400},
        ]
    )
    restriction = st.sampled_from(
        [
            {"type": "daily", "from": "09:00", "to": "17:00"},
            {
                "type": "weekly",
                "windows": [{"from_day": "mon", "from": "22:00", "to_day": "tue", "to": "06:00"}],
            },
        ]
    )
    required = {
        "name": name,
        "users": draw(st.lists(turn, min_size=1, max_size=4)),
        "rotation": draw(rotation),
        "start": "2026-01-05T09:00:00",
    }
    return draw(
        entry(
            required,
            end=st.just("2026-12-01T00:00:00"),
            anchor=st.just("2026-01-01T07:30:00"),
            advance=st.sampled_from(["clock", "served"]),
            restrictions=st.lists(restriction, max_size=2),
        )
    )


def _stack():
    return st.lists(st.sampled_from(["week", "night"]), unique=True, max_size=2).flatmap(
        lambda names: st.tuples(*(layers(name) for name in names)).map(list)
    )


@st.composite
def schedules(draw, key):
    """A schedule with layers, overrides and planned revisions."""
    instants = draw(st.lists(st.sampled_from(_INSTANTS), unique=True, max_size=2).map(sorted))
    override = st.sampled_from(
        [
            {"start": "2026-02-01T00:00:00Z", "end": "2026-02-02T00:00:00Z", "user": "ben"},
            {
                "start": "2026-02-01T00:00:00Z",
                "end": "2026-09-02T00:00:00Z",
                "user": "cai",
                "mode": "additional",
            },
        ]
    )
    return draw(
        entry(
            {
                "key": key,
                "time_zone": draw(st.sampled_from(["Asia/Tokyo", "America/New_York"])),
                "layers": draw(_stack()),
                "revisions": [{"effective_at": at, "layers": draw(_stack())} for at in instants],
            },
            name=texts,
            team=teams,
            overrides=st.lists(override, max_size=2),
        )
    )


recurrences = st.one_of(
    st.builds(
        lambda days, zone: {"type": "weekly", "at": "10:30", "time_zone": zone, "weekdays": days},
        weekdays,
        zones,
    ),
    st.builds(
        lambda day, every: {
            "type": "monthly",
            "at": "02:30:15",
            "time_zone": "UTC",
            "day": day,
            "every": every,
            "start": "2026-01-20",
        },
        st.integers(1, 31),
        st.integers(1, 3),
    ),
)


@st.composite
def services(draw, key):
    """A service."""
    return draw(
        entry(
            {"key": key},
            name=texts,
            team=teams,
            description=texts,
            escalation_policy=policies,
            acknowledge_timeout_seconds=st.none() | delays,
            auto_resolve_seconds=st.none() | delays,
            resolve_with_alerts=st.sampled_from(["last", "first", "never"]),
            severity_policies=st.dictionaries(severities, policies, max_size=2),
            support_hours=st.none() | support_hours,
            labels=labels,
        )
    )


@st.composite
def configurations(draw):
    """A whole file; a section may be empty, or left out where nothing names its entries."""
    service = st.sampled_from(["api", "web"])
    match = st.builds(lambda found: {"labels": found}, labels)
    route = st.builds(
        lambda found, to, severity: {"match": found, "service": to, "severity": severity},
        match,
        service,
        st.none() | severities,
    )
    grouping = st.builds(
        lambda by, window: {"by": by, "window_seconds": window},
        st.lists(st.sampled_from(["labels.env", "title", "severity"]), min_size=1, unique=True),
        delays,
    )
    member = st.lists(st.sampled_from(PEOPLE), unique=True).map(
        lambda found: [{"user": key, "role": "responder"} for key in found]
    )
    policy = some(
        name=texts,
        team=teams,
        repeat=st.integers(0, 3),
        steps=st.lists(steps, max_size=3),
        exhausted=st.none() | repeated,
    )
    drill = some(
        name=texts,
        team=teams,
        recurrence=st.none() | recurrences,
        acknowledge_within_seconds=st.sampled_from([60, 600]),
        urgency=st.sampled_from(["high", "low"]),
        enabled=st.booleans(),
    )
    until = some(until=st.just("2026-12-31"))
    routes = draw(st.lists(route, max_size=2))
    senders = draw(st.lists(st.tuples(texts, st.none() | service), unique=True, max_size=3))
    found = {
        "version": 1,
        "users": [draw(people(key)) for key in PEOPLE],
        "teams": [
            {"key": key, "members": draw(member), **draw(some(floor=floors))}
            for key in ("sre", "web")
        ],
        "schedules": [draw(schedules(key)) for key in ("one", "two")],
        "escalation_policies": [{"key": key, **draw(policy)} for key in ("default", "quiet")],
        "drills": [{"key": "night", "targets": draw(some_targets), **draw(drill)}],
        "services": [draw(services(key)) for key in ("api", "web")],
        "integrations": [
            {"name": name, "kind": draw(st.sampled_from(["alertmanager", "pagerduty"])), **at(to)}
            for name, to in senders
        ],
        "routes": [*routes, {"match": "all", "service": draw(service)}] if routes else [],
        "grouping": [{"service": "api", **draw(grouping)}] if draw(st.booleans()) else [],
        "holidays": [
            {"key": "office", "source": {"dates": draw(dates)}},
            {"key": "country", "source": {"name": "JP", "dates": draw(dates)}, **draw(until)},
        ],
        "organisation": draw(some(last_resort=st.none() | repeated)),
    }
    optional = ("drills", "integrations", "routes", "grouping", "organisation")
    gone = draw(st.sets(st.sampled_from(optional)))
    return {name: value for name, value in found.items() if name not in gone}


def at(service):
    """Where a sender belongs; nowhere is left out."""
    return {} if service is None else {"service": service}
