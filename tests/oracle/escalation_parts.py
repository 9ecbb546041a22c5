"""What every part of a generated description is made of: when it begins, and who there is."""

from datetime import UTC, datetime

from hypothesis import strategies as st

START = datetime(2026, 1, 5, 3, 10, tzinfo=UTC)
PEOPLE = ("ana", "ben", "cai", "dee")
MINUTE = 60
UNTIL = 3 * 3600

people = st.sampled_from(PEOPLE)
