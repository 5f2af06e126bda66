"""Registration: from an invitation to an approved delegate."""
