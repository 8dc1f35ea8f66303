/* After the first colour: ask the platform what a household may see, confirm the visit, keep things for when there is no
   network. Fetched apart, so that the colour does not wait for it. `page` is what page.js hands over. */

import './answer.js';
import { newToken, signed } from './confirm.js';

const show = window.anxinCheck;
const LISTS = '/s';
const MOST_LISTS = 24; // kept ahead for when there is no network: about 300 kB
const LIST_KEPT = 3600; // seconds after which a list kept ahead is fetched anew

/** By handle or card id; the credential stays where it is. */
export async function ask(found, page) {
  show.listeners.language = () => page.isCurrent() && asked(found, page);
  await asked(found, page);
  await prepare(page);
}

async function asked(found, page) {
  const body = found.kind === 'screen' ? { handle: found.id } : { card: found.id };
  const answering = posted('/api/v1/check', Object.assign(body, { items: true }));
  await mounted();
  const reply = await answering;
  if (!page.isCurrent()) return;
  if (!reply) return show.turn(unreached(navigator.onLine));
  if (reply.status === 200) return household(reply.said, page);
  if (isRefusal(reply)) return show.refused(reply.said.reason, show.now());
  show.turn({ asking: false, unanswered: true });
}

function unreached(hasNetwork) {
  return { asking: false, offline: !hasNetwork, 'cut-off': !hasNetwork, unanswered: hasNetwork };
}

/** Only for a browser that cannot verify by itself, which is told so. */
export async function askWithCredential(scanned, page) {
  show.turn({ old: true });
  const digits = /^[0-9]*/.exec(scanned)[0];
  const reply = await posted('/api/v1/check', { credential: digits, items: true });
  if (!page.isCurrent()) return;
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
  await mounted();
  household(said, page);
}

function mounted() {
  return new Promise((resolve) => show.mount(resolve));
}

/** The platform knows more of a card than its list says: it may have been replaced since. */
function isRefusal(reply) {
  return [404, 410, 422].indexOf(reply.status) >= 0 && typeof reply.said.reason === 'string';
}

function household(said, page) {
  show.answered(said);
  show.listeners.confirm = (acknowledged) => confirm(said, acknowledged, page);
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
async function confirm(said, acknowledged, page) {
  show.turn({ confirming: true, 'not-noted': false });
  said.token = said.token || newToken();
  const body = { showing: said.showing, token: said.token, acknowledged: acknowledged };
  const keep = (pair) => page.store.keepSigner(said.token, pair);
  Object.assign(body, await signed(said.showing, show.colour(), show.now(), keep));
  const reply = await posted('/api/v1/showings/confirm', body);
  if (reply && reply.status === 201) return location.assign('/v/' + reply.said.token);
  if (reply && reply.said.rule === 'codes.acknowledge') {
    return show.turn({ confirming: false, 'may-confirm': false, 'must-read': true });
  }
  show.notNoted(reply ? reply.said : {});
}

/** The page itself into the offline worker's keeping, and lists ahead, as many as a phone can be asked to take. */
async function prepare(page) {
  if (navigator.serviceWorker) navigator.serviceWorker.register('/offline.js', { scope: '/v' }).catch(() => undefined);
  if (navigator.connection && navigator.connection.saveData) return;
  const index = await page.fetched(LISTS);
  if (!index) return;
  const keys = await page.keyList();
  const uris = JSON.parse(new TextDecoder().decode(index)).status_lists.slice(0, MOST_LISTS);
  for (const uri of uris) {
    const held = await page.store.get(uri);
    if (held && held.issuedAt > show.now() - LIST_KEPT) continue;
    await page.statusList(uri, keys).catch(() => undefined);
  }
}
