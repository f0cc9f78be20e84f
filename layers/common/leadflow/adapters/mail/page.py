"""What every mail looks like: the page with gaps for what is said, and the colour of each tone."""

from typing import Final

from leadflow.domain.automation import Change

ACCENTS: Final = {
    Change.ENTERED: "#1f8a5b",
    Change.LEFT: "#6b7280",
    Change.BECAME: "#2f6fd0",
    Change.OCCURRED: "#a16207",
}

# Mail programs drop links to style sheets, so the style stands in the page. Those that know no media queries show the
# light page, whose colours hold against the inversion that some of them make of it in the dark.
PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>$title</title>
<style>
:root { color-scheme: light dark; }
body { margin: 0; padding: 0; background: #f3f4f6; color: #1c1f24; -webkit-text-size-adjust: 100%; }
body, td, p, li { font: 16px/1.5 -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
.outside { width: 100%; border-collapse: collapse; }
.outside > tbody > tr > td { padding: 24px 12px; }
.card { width: 100%; max-width: 560px; margin: 0 auto; border-collapse: separate; background: #ffffff; }
.card { border: 1px solid #e3e5e9; border-top: 4px solid $accent; border-radius: 8px; }
.card > tbody > tr > td { padding: 24px; overflow-wrap: anywhere; }
h1 { margin: 2px 0 12px; font-size: 22px; line-height: 1.3; }
h2 { margin: 24px 0 8px; font-size: 16px; line-height: 1.4; }
p { margin: 0 0 16px; }
ul { margin: 0; padding: 0 0 0 20px; }
li { margin: 0 0 4px; }
a { color: #1d5fc2; }
.kind { margin: 0; color: $accent; font-size: 13px; font-weight: 600; }
.quiet { color: #5f6672; font-size: 14px; line-height: 24px; }
.next { margin: 0 0 16px; padding: 12px 16px; background: #f0f5ff; border-radius: 6px; }
.button { display: inline-block; padding: 10px 18px; border-radius: 6px; background: #1d5fc2; color: #ffffff; }
.button { font-weight: 600; text-decoration: none; }
.why td, .facts td { padding: 3px 0; vertical-align: top; }
.why, .facts { width: 100%; border-collapse: collapse; }
.why .points { width: 48px; padding-right: 12px; text-align: right; font-weight: 600; white-space: nowrap; }
.facts { margin: 24px 0 0; border-top: 1px solid #e3e5e9; }
.facts td { padding: 6px 0; border-bottom: 1px solid #e3e5e9; }
.facts .quiet { width: 40%; padding-right: 12px; }
.footer { margin: 24px 0 0; color: #5f6672; font-size: 13px; }
.preview { display: none; max-height: 0; overflow: hidden; }
@media (prefers-color-scheme: dark) {
  body { background: #15171a; color: #e7e9ec; }
  .card { background: #1e2125; border-color: #33373d; border-top-color: $accent; }
  .next { background: #262d38; }
  .kind, .quiet, .footer { color: #a3aab5; }
  .facts, .facts td { border-color: #33373d; }
  a { color: #8ab4f8; }
  .button { background: #3b78d8; color: #ffffff; }
}
@media (max-width: 480px) {
  .outside > tbody > tr > td { padding: 0; }
  .card { border-left: 0; border-right: 0; border-radius: 0; }
  .card > tbody > tr > td { padding: 20px 16px; }
}
</style>
</head>
<body>
<div class="preview">$preview</div>
<table class="outside" role="presentation"><tbody><tr><td>
<table class="card" role="presentation"><tbody><tr><td>
<p class="kind">$kind</p>
<h1>$headline</h1>
$content
<p class="footer">$footer</p>
</td></tr></tbody></table>
</td></tr></tbody></table>
</body>
</html>
"""
