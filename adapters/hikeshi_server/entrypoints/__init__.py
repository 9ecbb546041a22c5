"""What starts Hikeshi: settings, resources, container, run; and nothing else."""
