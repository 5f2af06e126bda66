"""What is shown in more than one journey, made from loaded values."""
