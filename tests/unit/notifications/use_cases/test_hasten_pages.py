"""What has become as bad as can be waits for nothing any more."""

from tests.flow.story import Story, a_configuration, a_method, a_person, a_step

from hikeshi.notifications.use_cases.hasten_pages import HastenPages


def a_storm(count=6):
    """Let as many incidents of one service page Ana's phone in one second."""
    ana = a_person("ana", contact_methods=[a_method("phone")])
    story = Story(a_configuration(a_step("ana", delay=3_600), people=[ana, "dee"]))
    for number in range(count):
        story.alert(f"k{number}", severity="sev2")
    return story


def test_a_waiting_page_goes_at_once_when_its_incident_is_raised():
    """The source says sev1: the page leaves alone, the others go on waiting."""
    story = a_storm()
    story.alert("k4", severity="sev1")

    sent = [n for n in story.notifications if n.attempts]
    assert len(sent) == 4
    assert {n.bundle_id for n in sent} == {None}
    assert sum(n.has_waited for n in story.notifications) == 2


def test_what_has_left_is_left_alone():
    """Nothing is sent twice, whatever the incident becomes."""
    story = a_storm(1)
    before = story.notifications
    story.world.do(lambda work: HastenPages()(work, [before[0].incident_id]))

    assert story.notifications == before
