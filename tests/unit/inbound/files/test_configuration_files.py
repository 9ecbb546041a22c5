"""Tests of `hikeshi_server.inbound.files.configuration_files`."""

import pytest

from hikeshi.configuration import read
from hikeshi.kernel.errors import InvalidError
from hikeshi_server.inbound.files import (
    Place,
    UnreadableFileError,
    explain_faults,
    read_configuration,
)


@pytest.fixture
def write(tmp_path):
    """Writes a file below a directory."""

    def write_file(name, text):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(text, "utf-8")
        return path

    return write_file


def test_files_of_a_directory_are_one_configuration(tmp_path, write):
    """Lists of all files are put one after the other, by path; other files are left alone."""
    write("b.yml", "version: 1\nusers: [{key: ben}]\n")
    write("a.yaml", "version: 1\nusers: [{key: ana}]\n")
    write("team/c.json", '{"users": [{"key": "cy"}], "organisation": {}}')
    write("notes.txt", "users: [{key: nobody}]")
    write(".git/d.yaml", "users: [{key: nobody}]")

    found = read_configuration(tmp_path)

    assert found.value == {
        "version": 1,
        "users": [{"key": "ana"}, {"key": "ben"}, {"key": "cy"}],
        "organisation": {},
    }


def test_places_follow_their_values(tmp_path, write):
    """A value that moved down a merged list is still found in its own file."""
    write("a.yaml", "users: [{key: ana}, {key: ben}]\n")
    second = write("b.yaml", "users:\n  - key: cy\n  - key: di\n")

    marks = read_configuration(tmp_path).marks

    assert marks.at("/users/3/key") == Place(str(second), 3, 10)


def test_a_key_in_two_files_is_reported_with_both_places(tmp_path, write):
    """Somebody configured twice is refused, naming both files."""
    first = write("a.yaml", "users: [{key: ana}]\n")
    second = write("b.yaml", "users: [{key: ana}]\n")
    found = read_configuration(tmp_path)

    with pytest.raises(InvalidError) as caught:
        read(found.value)

    assert explain_faults(caught.value, found.marks) == [
        f"{second}:1:15 /users/1/key: “ana” is taken already at /users/0/key ({first}:1:15)"
    ]


def test_the_organisation_stands_in_one_file(tmp_path, write):
    """What there can be only one of may not stand in two files."""
    first = write("a.yaml", "organisation: {}\n")
    second = write("b.yaml", "organisation: {}\n")

    with pytest.raises(UnreadableFileError) as caught:
        read_configuration(tmp_path)

    assert caught.value.lines == (
        f"{second}:1:15 /organisation: is given twice; first at {first}:1:15",
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"\xff\xfe\xfd", "is not UTF-8 text"), (None, "No such file or directory")],
)
def test_an_unreadable_file_is_named(tmp_path, content, reason):
    """A file that is missing or no text is refused by name."""
    path = tmp_path / "x.yaml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(UnreadableFileError) as caught:
        read_configuration(path)

    assert caught.value.lines[0].startswith(f"{path}: {reason}")


def test_an_empty_directory_is_refused(tmp_path):
    """A directory without a file of configuration is a mistake, not an empty configuration."""
    with pytest.raises(UnreadableFileError, match=r"holds no \.yaml"):
        read_configuration(tmp_path)


def test_a_file_of_a_directory_is_an_object(tmp_path, write):
    """A list in a directory of files belongs to no section."""
    path = write("a.yaml", "- 1\n")

    with pytest.raises(UnreadableFileError, match=f"{path}:1:1 must be an object"):
        read_configuration(tmp_path)


def test_a_byte_order_mark_is_no_text(tmp_path):
    """Files saved by editors that put a byte order mark are read."""
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfversion: 1\n")

    assert read_configuration(path).value == {"version": 1}


def test_a_heading_with_nothing_below_it_takes_nothing_from_other_files(tmp_path):
    """Only what says something is put together."""
    (tmp_path / "a.yaml").write_text("users:\n", "utf-8")
    (tmp_path / "b.yaml").write_text("users: [{key: ana}]\n", "utf-8")
    assert read_configuration(tmp_path).value == {"users": [{"key": "ana"}]}


def test_a_schema_beside_the_files_is_none_of_them(tmp_path, write):
    """What an editor needs may stand in the directory; it is no configuration."""
    write("a.yaml", "users: [{key: ana}]\n")
    write("hikeshi.schema.json", '{"properties": {}}')

    assert read_configuration(tmp_path).value == {"users": [{"key": "ana"}]}
