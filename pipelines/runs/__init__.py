"""Running the jobs: which parts, in what process, with which history and log, one at a time on a warehouse."""
