"""Who is here, on which side, where they can be reached, and how they would like to be written to."""
