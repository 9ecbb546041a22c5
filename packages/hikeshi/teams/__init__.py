"""Who is there, in which teams, which services do they own, and how can each be reached?"""
