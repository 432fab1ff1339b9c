"""What the citizen's voice keeps. Denunciations and tips lie in tables of their own, behind gates of their own."""
