/* The check in the browser: takes what was scanned out of the address, believes or refuses it, and only then asks the
   platform, by handle or card id, for what a household may see. The credential itself is sent to nobody. */

import './show.js';
import { openStore } from './store.js';
import { COLOURS, cardStatus, readKeyList, readStatusList, Refused, Unable, verifyCredential } from './verify.js';

const show = window.anxinCheck;
const KEYS = '/.well-known/anxin-keys';
const PATIENCE = 6000; // milliseconds to wait for a list before the kept one is taken
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
    show.turn({ asking: true });
    afterwards(mine, (later, page) => later.ask(found, page));
  } catch (fault) {
    if (mine !== run) return;
    if (fault instanceof Unable) return afterwards(mine, (later, page) => later.askWithCredential(scanned, page));
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
  const believed = (newest) => verifyCredential(scanned, { keys: keys, now: show.now(), floor: newest });
  const claims = await believed(await floor(keys));
  const found = { kind: claims.kind, id: claims.id, name: claims.name, agency: claims.agency, at: show.now() };
  if (claims.kind === 'screen') return Object.assign(found, { by: 'screen', colour: COLOURS[claims.status] });
  const list = await statusList(claims.uri, keys);
  await believed(list.list.issuedAt); // once more, by a moment that is signed: the phone's clock may be slow
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
  if (navigator.onLine === false) return undefined; // what the browser itself has put by is as old as what is kept here
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

/** What comes after the colour: the platform's answer, confirming, and keeping things for when there is no network. */
async function afterwards(mine, what) {
  const page = { store, fetched, keyList, statusList, isCurrent: () => mine === run };
  try {
    await what(await import('../vendor/check-later.min.js'), page);
  } catch (fault) {
    console.error(fault);
    if (page.isCurrent()) show.turn({ asking: false, unanswered: true });
  }
}

window.addEventListener('hashchange', begin);
begin();
