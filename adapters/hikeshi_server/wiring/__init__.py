"""The composition root: settings become objects, objects become processes, and nothing else."""
