"""The web servers of the Dagster user interface, held to what they are for."""
