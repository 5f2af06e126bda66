"""Who may meet whom."""
