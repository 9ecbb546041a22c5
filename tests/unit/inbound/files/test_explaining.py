"""Tests of `hikeshi_server.inbound.files.explaining`."""

from hikeshi.kernel.errors import Fault, InvalidError, NotFoundError
from hikeshi_server.inbound.files import UnreadableFileError, explain_faults, parse

MARKS = parse("users:\n  - key: ana\n    time_zone: Asia/Tokio\n", "h.yaml").marks


def test_a_line_says_where_and_why():
    """A fault is one line: file, line, column, pointer, reason."""
    error = InvalidError.at("/users/0/time_zone", "“Asia/Tokio” is no zone")

    assert explain_faults(error, MARKS) == [
        "h.yaml:3:16 /users/0/time_zone: “Asia/Tokio” is no zone"
    ]


def test_what_is_missing_stands_where_it_should_be():
    """A missing field is reported at the object that lacks it."""
    error = InvalidError.at("/users/0/email", "is required")

    assert explain_faults(error, MARKS) == ["h.yaml:2:5 /users/0/email: is required"]


def test_lines_follow_the_file():
    """Faults come in the order of the file, however they were found."""
    faults = (Fault("/users/0/time_zone", "b"), Fault("/users/0/key", "a"))

    assert explain_faults(InvalidError("", faults=faults), MARKS) == [
        "h.yaml:2:10 /users/0/key: a",
        "h.yaml:3:16 /users/0/time_zone: b",
    ]


def test_errors_without_faults_are_said_as_they_are():
    """What has no place in a file is said in its own words."""
    assert explain_faults(NotFoundError("gone"), MARKS) == ["gone"]
    assert explain_faults(UnreadableFileError(["x:1:1 broken"]), MARKS) == ["x:1:1 broken"]
