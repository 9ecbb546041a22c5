"""The built-in `console` method: a page in the server's log, with nothing configured."""
