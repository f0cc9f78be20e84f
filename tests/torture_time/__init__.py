"""Time at scale: the real `wake` and `evaluate` on a clock of their own, and a brute-force evaluator beside them."""
