"""Both engines of the simulation on the same state of the world."""
