"""What a server has to know to be an app of a Slack workspace."""

from attrs import field, frozen

DEFAULT_API_URL = "https://slack.com/api/"


@frozen
class SlackApp:
    """An app, installed in one workspace.

    Args:
        bot_token: `xoxb-…`, from “OAuth & Permissions”.
        signing_secret: From “Basic Information”; what comes in is believed by it alone.
        api_url: Ends with a slash; names of methods follow.
    """

    bot_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    api_url: str = DEFAULT_API_URL
