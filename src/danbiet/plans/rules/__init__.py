"""Rules of plans: kinds and states, splitting, proposing, realism."""
