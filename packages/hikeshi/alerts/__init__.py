"""What do the senders say is firing, is it new, and where does it belong?"""
