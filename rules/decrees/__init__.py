"""One module per decree, read in the decree's own order. Mechanisms that decrees share live one level up."""
