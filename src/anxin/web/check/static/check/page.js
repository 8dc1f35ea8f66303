/* The check in the browser: takes what was scanned out of the address, believes or refuses it, and only then asks the
   platform, by handle or card id, for what a household may see. The credential itself is sent to nobody. */

import './show.js';
import { openStore } from './store.js';
import { COLOURS, cardStatus, readKeyList, readStatusList, Refused, Unable, verifyCredential } from './verify.js';

const show = window.anxinCheck;
const KEYS = '/.well-known/anxin-keys';
const LISTS = '/s';
const PATIENCE = 6000; // milliseconds to wait for a list before the kept one is taken
const MOST_LISTS = 24; // kept ahead for when there is no network: about 300 kB
const LIST_KEPT = 3600; // seconds after which a list kept ahead is fetched anew
let store;
let run = 0; // a second scan in the same window overtakes the first

/** What was scanned, taken out of the address bar and its history at once. */
function taken() {
  const scanned = location.hash.slice(1);
  if (scanned) history.replaceState(null, '', location.pathname);
  return scanned;
}

async function begin() {
  const scanned = taken();
  if (!scanned) return show.nothing();
  const mine = ++run;
  show.checking();
  store = store || (await openStore(storeName()));
  try {
    const found = await verify(scanned);
    if (mine !== run) return;
    show.verified(found);
    ask(found, mine);
    prepare();
  } catch (fault) {
    if (mine !== run) return;
    if (fault instanceof Unable) return askWithCredential(scanned, mine);
    if (!(fault instanceof Refused)) console.error(fault);
    show.refused(fault instanceof Refused ? fault.reason : 'unreadable', show.now());
  }
}

/** A demonstration repeats its day: what was signed on another real day must not stand in its way. */
function storeName() {
  return show.facts.day ? 'anxin-' + show.facts.day + '-' + Math.floor((Date.now() / 1000 + 28800) / 86400) : 'anxin';
}

async function verify(scanned) {
  const keys = await keyList();
  const claims = await verifyCredential(scanned, { keys: keys, now: show.now(), floor: await floor(keys) });
  const found = { kind: claims.kind, id: claims.id, name: claims.name, agency: claims.agency, at: show.now() };
  if (claims.kind === 'screen') return Object.assign(found, { by: 'screen', colour: COLOURS[claims.status] });
  const list = await statusList(claims.uri, keys);
  const colour = COLOURS[cardStatus(claims, list.list)];
  return Object.assign(found, { by: list.by, colour: colour, asOf: list.list.issuedAt, at: show.now() });
}

/** The newest moment that the issuer has signed, as far as this browser has seen. */
async function floor(keys) {
  const names = await store.names();
  const held = await Promise.all(names.map((name) => store.get(name)));
  return held.reduce((newest, one) => Math.max(newest, one.issuedAt), keys.issuedAt);
}

/* ---- signed lists: from the network, else as kept; never one older than was seen ---- */

async function keyList() {
  const read = (bytes, seen) => readKeyList(bytes, show.facts.roots, show.now(), seen);
  return (await newest(KEYS, KEYS, read)).list;
}

function statusList(uri, keys) {
  // The path of the same origin: the page asks nobody else, whatever address the issuer signed.
  const read = (bytes, seen) => readStatusList(bytes, keys, uri, show.now(), seen);
  return newest(uri, uri.slice(keys.issuer.length), read);
}

async function newest(name, path, read) {
  const held = await store.get(name);
  const seen = held ? held.issuedAt : 0;
  const bytes = await fetched(path);
  if (bytes) {
    try {
      const list = await read(bytes, seen);
      await store.keep(name, { bytes: bytes, issuedAt: list.issuedAt, expires: list.expires });
      return { list: list, by: 'fresh' };
    } catch (fault) {
      if (!held || !(fault instanceof Refused) || fault.reason === 'clock-wrong') throw fault;
    }
  }
  if (!held) throw new Refused('cannot-confirm', 'neither fetched nor kept: ' + path);
  return { list: await read(held.bytes, seen), by: 'kept' };
}

/** The bytes, or undefined where the network gives none in time. */
async function fetched(path) {
  const stop = typeof AbortController === 'function' ? new AbortController() : undefined;
  const timer = setTimeout(() => stop && stop.abort(), PATIENCE);
  try {
    const answer = await fetch(path, { credentials: 'omit', signal: stop && stop.signal });
    return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined;
  } catch (error) {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

/* ---- the platform ---- */

async function ask(found, mine) {
  show.turn({ asking: true });
  show.listeners.language = () => ask(found, mine);
  const body = found.kind === 'screen' ? { handle: found.id } : { card: found.id };
  const reply = await posted('/api/v1/check', Object.assign(body, { items: true }));
  if (mine !== run) return;
  if (!reply) return show.turn({ asking: false, unanswered: navigator.onLine, offline: true, 'cut-off': true });
  if (reply.status === 200) return household(reply.said);
  if (isRefusal(reply)) return show.refused(reply.said.reason, show.now());
  show.turn({ asking: false, unanswered: true });
}

/** Only for a browser that cannot verify by itself, which is told so. */
async function askWithCredential(scanned, mine) {
  show.turn({ old: true });
  const digits = /^[0-9]*/.exec(scanned)[0];
  const reply = await posted('/api/v1/check', { credential: digits, items: true });
  if (mine !== run) return;
  if (!reply) return show.refused('unanswered', show.now());
  if (reply.status !== 200) return show.refused(isRefusal(reply) ? reply.said.reason : 'unanswered', show.now());
  const said = reply.said;
  show.verified({
    kind: said.kind === 'screen' ? 'screen' : 'card',
    name: said.masked_name,
    agency: said.agency,
    colour: said.outcome,
    by: 'server',
    at: show.now(),
  });
  show.turn({ old: true });
  household(said);
}

/** The platform knows more of a card than its list says: it may have been replaced since. */
function isRefusal(reply) {
  return [404, 410, 422].indexOf(reply.status) >= 0 && typeof reply.said.reason === 'string';
}

function household(said) {
  show.answered(said);
  show.listeners.confirm = (acknowledged) => confirm(said, acknowledged);
}

async function posted(path, body) {
  try {
    const headers = { 'Content-Type': 'application/json', 'Accept-Language': show.language() };
    const answer = await fetch(path, { method: 'POST', headers: headers, body: JSON.stringify(body), credentials: 'omit' });
    return { status: answer.status, said: await answer.json().catch(() => ({})) };
  } catch (error) {
    return undefined;
  }
}

/** 确认入户. The household's signature over what it saw, by a key that never leaves this browser. */
async function confirm(said, acknowledged) {
  show.turn({ confirming: true, 'not-noted': false });
  const { signed, newToken } = await import('../check/confirm.js');
  said.token = said.token || newToken();
  const at = show.now();
  const body = { showing: said.showing, token: said.token, acknowledged: acknowledged };
  const signature = await signed(said.showing, show.colour(), at, (pair) => store.keepSigner(said.token, pair));
  const reply = await posted('/api/v1/showings/confirm', Object.assign(body, signature));
  if (reply && reply.status === 201) return location.assign('/v/' + reply.said.token);
  if (reply && reply.said.rule === 'codes.acknowledge') return show.turn({ confirming: false, 'may-confirm': false, 'must-read': true });
  show.notNoted(reply ? reply.said : {});
}

/* ---- for when there is no network ---- */

/** After the first colour: the page itself into the worker's keeping, and lists ahead. */
async function prepare() {
  if (navigator.serviceWorker) navigator.serviceWorker.register('/offline.js', { scope: '/v' }).catch(() => undefined);
  if (navigator.connection && navigator.connection.saveData) return;
  const index = await fetched(LISTS);
  if (!index) return;
  const keys = await keyList();
  const uris = JSON.parse(new TextDecoder().decode(index)).status_lists.slice(0, MOST_LISTS);
  for (const uri of uris) {
    const held = await store.get(uri);
    if (held && held.issuedAt > show.now() - LIST_KEPT) continue;
    await statusList(uri, keys).catch(() => undefined);
  }
}

window.addEventListener('hashchange', begin);
begin();
