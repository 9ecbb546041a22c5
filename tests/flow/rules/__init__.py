"""Stories over the whole library in memory, one for every rule about who is told what, when."""
