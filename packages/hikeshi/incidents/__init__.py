"""Which incidents are open, who has them, and who is told next? Incidents and escalation."""
