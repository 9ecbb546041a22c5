"""How is a page brought to a person, what came of it, and what could not be delivered?"""
