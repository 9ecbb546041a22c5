"""What Hikeshi is for, seen from outside: real senders, real processes, real receivers."""
