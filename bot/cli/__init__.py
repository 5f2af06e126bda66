"""What the commands of the command line do, each a plain function."""
