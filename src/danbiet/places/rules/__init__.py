"""What units are, how shares carry values over a reorganisation, and how files about units are read."""
