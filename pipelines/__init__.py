"""When and with what the work is done: Dagster definitions, resources, settings and the command line."""
