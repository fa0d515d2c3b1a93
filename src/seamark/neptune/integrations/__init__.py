"""What other libraries use."""
