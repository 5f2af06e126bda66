"""The process: settings, command line, wiring, intake, courier, clock."""
