"""Official outlines: fetched, read, matched to our units, and put in their place."""
