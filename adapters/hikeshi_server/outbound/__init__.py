"""What the server calls: databases, mail, chat, other people's HTTP."""
