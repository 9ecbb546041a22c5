"""The self-hosted server: everything that touches the world, and the one place that wires it."""
