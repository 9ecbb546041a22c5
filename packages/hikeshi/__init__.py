"""Incident response you can import: who is told what, when, and why.

Where to begin: `hikeshi.rehearsal` shows who would be paged, `hikeshi.oncall` who is on call, and
`hikeshi.configuration` reads the files both work on.
"""
