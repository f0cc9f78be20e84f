"""What an activity costs: AWS calls and capacity units."""
