"""Who did what, when, and can it be proved that nothing was changed since?"""
