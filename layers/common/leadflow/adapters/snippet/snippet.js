// Leadflow's snippet: page views, time on page and an anonymous id, for a site without a tracker of its own.
(() => {
  'use strict';
  const script = document.currentScript;
  const queued = window.leadflow;
  if (!script || !script.src || (queued && queued.consent)) return;

  const { key, consent: asked, forms, debug } = script.dataset;
  const off = !key || (navigator.webdriver && debug === undefined);
  const endpoint = new URL('v1/batch', script.src).href;
  const CONSENT = 'leadflow_consent';
  const ID = 'leadflow_id';
  const IDLE_MS = 60000;
  const LONGEST_S = 1800;
  const SETTLE_MS = 100;

  const memory = {};
  let batch = [];
  let place = address();
  let referrer = document.referrer;
  let current, timer, shown;
  let last = 0;
  let spent = 0;
  let told = 0;

  function address() {
    return location.href.split('#')[0];
  }

  function now() {
    return new Date().toISOString();
  }

  function safely(work) {
    return (...given) => {
      try {
        return work(...given);
      } catch (error) {
        if (debug !== undefined) console.warn('leadflow', error);
      }
    };
  }

  function on(target, name, work) {
    target.addEventListener(name, safely(work), true);
  }

  // A browser may refuse to store anything; then the page remembers for itself.
  function read(name) {
    try {
      return localStorage.getItem(name) || memory[name];
    } catch (error) {
      return memory[name];
    }
  }

  function write(name, value) {
    memory[name] = value;
    try {
      if (value) localStorage.setItem(name, value);
      else localStorage.removeItem(name);
    } catch (error) {}
  }

  function allowed() {
    const said = read(CONSENT);
    return !off && (said ? said === 'yes' : asked !== 'required' && !navigator.globalPrivacyControl);
  }

  function random() {
    return crypto.getRandomValues(new Uint32Array(4)).join('-');
  }

  function id() {
    if (!allowed()) return null;
    if (!read(ID)) write(ID, random());
    return read(ID);
  }

  function forget() {
    write(ID);
    batch = [];
    current = null;
  }

  function flush() {
    const messages = batch;
    batch = [];
    if (!messages.length) return;
    const body = JSON.stringify({ batch: messages, sentAt: now(), writeKey: key });
    // Both send plain text, which needs no preflight, and outlive the page.
    if (navigator.sendBeacon && navigator.sendBeacon(endpoint, body)) return;
    fetch(endpoint, { method: 'POST', body, keepalive: true }).catch(() => {});
  }

  function send(message) {
    if (debug !== undefined) console.log('leadflow', message);
    if (batch.push(message) < 2) Promise.resolve().then(safely(flush));
    return message;
  }

  function here() {
    return { url: address(), path: location.pathname, title: document.title, referrer };
  }

  function say(type, said) {
    const anonymousId = id();
    if (!anonymousId) return null;
    const context = { page: here(), locale: navigator.language, userAgent: navigator.userAgent };
    return send(Object.assign({ type, messageId: random(), anonymousId, timestamp: now(), context }, said));
  }

  // Time counts while the page is seen, and for a minute after each sign of a visitor.
  function tick() {
    const at = performance.now();
    if (shown) spent += Math.min(at - last, IDLE_MS);
    last = at;
    shown = document.visibilityState === 'visible';
  }

  function leave() {
    tick();
    const seconds = Math.min(Math.round(spent / 1000), LONGEST_S);
    if (!current || current.anonymousId !== id() || seconds <= told) return;
    told = seconds;
    const properties = Object.assign({}, current.properties, { seconds });
    send(Object.assign({}, current, { timestamp: now(), properties }));
  }

  function page(name, properties) {
    leave();
    spent = told = 0;
    if (place !== address()) [referrer, place] = [place, address()];
    current = say('page', { name, properties: Object.assign(here(), properties) });
  }

  // An application may go through several addresses at once, and names its page after it has moved.
  function moved() {
    clearTimeout(timer);
    timer = setTimeout(safely(() => place !== address() && page()), SETTLE_MS);
  }

  function fill() {
    const campaign = new URLSearchParams(location.search);
    document.querySelectorAll('input[type=hidden]').forEach((input) => {
      if (input.name === 'anonymous_id') input.value = id();
      else if (/^(utm_|gclid$)/.test(input.name)) input.value = campaign.get(input.name) || input.value;
    });
  }

  const api = {
    id: safely(id),
    page: safely(page),
    track: safely((event, properties) => say('track', { event, properties })),
    identify: safely((user, traits) =>
      say('identify', user && typeof user === 'object' ? { traits: user } : { userId: user, traits })
    ),
    consent: safely((given) => {
      write(CONSENT, given ? 'yes' : 'no');
      if (!given) forget();
      else if (!current) page();
    }),
    push: (...calls) => calls.forEach(safely(([name, ...given]) => api[name](...given))),
  };

  const start = safely(() => {
    window.leadflow = api;
    if (!allowed()) forget();
    if (Array.isArray(queued)) api.push(...queued);
    if (!current) page();

    on(document, 'visibilitychange', leave);
    on(window, 'pagehide', () => {
      leave();
      shown = false;
    });
    on(window, 'pageshow', (event) => event.persisted && page());
    ['pointermove', 'pointerdown', 'keydown', 'scroll'].forEach((name) => on(window, name, tick));
    if (forms !== undefined) ['focusin', 'submit'].forEach((name) => on(document, name, fill));

    on(window, 'popstate', moved);
    ['pushState', 'replaceState'].forEach((name) => {
      const own = history[name];
      history[name] = function (...given) {
        const result = own.apply(this, given);
        moved();
        return result;
      };
    });
  });

  if (document.prerendering) on(document, 'prerenderingchange', start);
  else start();
})();
