"""A seeded generator of the deliveries in `raw/`: values that are recovered, reconstructed or examples, and say so."""
