"""What the pages of plans read from people."""
