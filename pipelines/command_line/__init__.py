"""The command line `bonuspott`: its commands, what they are told and show. No Dagster definition belongs here."""
