"""Browsers other than the one at hand: scripts that run before those of the page."""

from typing import Final

CLOCK: Final = "let clock = 0; performance.now = () => clock; window.pass = (seconds) => { clock += seconds * 1000 };"
"""Time that passes only by `pass(seconds)`."""

PRIVACY_CONTROL: Final = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true });"
DO_NOT_TRACK: Final = "Object.defineProperty(Navigator.prototype, 'doNotTrack', { get: () => '1' });"
NO_STORAGE: Final = (
    "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } });"
)
FULL_STORAGE: Final = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') };"
NO_BEACON: Final = "delete Navigator.prototype.sendBeacon;"
FULL_BEACON: Final = "Navigator.prototype.sendBeacon = () => false;"
NO_HUMAN: Final = "Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => true });"
A_HUMAN: Final = "Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false });"

UNSEEN: Final = "addEventListener('visibilitychange', (event) => event.stopImmediatePropagation(), true);"
"""Older browsers say nothing of visibility when a page is left."""

STORED: Final = "Object.keys(localStorage).sort()"
QUIET: Final = "new Promise((done) => setTimeout(done, 300))"
"""Longer than the snippet ever waits."""
