"""What a server has to know to be an app of a Slack workspace."""

from attrs import field, frozen

DEFAULT_API_URL = "https://slack.com/api/"


@frozen
class SlackApp:
    """An app, installed in one workspace.

    Args:
        bot_token: `xoxb-…`, from “OAuth & Permissions”.
        signing_secret: From “Basic Information”; what is posted to us is believed by it alone.
            Nothing where Slack speaks over a socket only.
        api_url: Ends with a slash; names of methods follow.
        app_token: `xapp-…`, from “App-Level Tokens”; nothing where Slack posts to us.
    """

    bot_token: str = field(repr=False)
    signing_secret: str | None = field(repr=False)
    api_url: str = DEFAULT_API_URL
    app_token: str | None = field(default=None, repr=False)
