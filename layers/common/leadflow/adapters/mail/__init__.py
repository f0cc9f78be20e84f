"""A message as a mail: plain text, and a page of HTML that reads well on a phone and in the dark."""
