"""Files of comma-separated values, however they are encoded, separated and quoted."""
