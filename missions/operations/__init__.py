"""What operators and the desk mend: dead letters, restored backups."""
