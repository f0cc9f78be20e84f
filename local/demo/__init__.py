"""The demo: real webhooks into the real system on this machine, and what sales hears of them."""
