/* A household has confirmed: shown big and at once, and signed by a key that this phone made and cannot give away. */

const EVERY = 2500;
const CURVE = { name: 'ECDSA', namedCurve: 'P-256' };

/** Ask for news while the page is looked at, show the newest confirmation, sign what was shown. */
export function follow(screen, part, posted, serverNow) {
  let device;
  const signing = new Set();
  ownKey().then(async (pair) => {
    const jwk = await exported(pair);
    await posted(screen.dataset.device, jwk);
    device = { pair: pair, jwk: jwk };
  }).catch(() => undefined); // an old browser: the receipt then says that this side did not sign

  async function ask() {
    if (document.hidden) return;
    try {
      const answer = await fetch(screen.dataset.news, { credentials: 'same-origin', redirect: 'error' });
      if (answer.ok) show((await answer.json()).visits);
    } catch (error) { /* the screen says by itself that there is no connection */ }
  }

  function show(visits) {
    const newest = visits[0];
    part('confirmed').hidden = !newest;
    if (!newest) return;
    part('confirmed-at').textContent = newest.at;
    part('confirmed-word').textContent = newest.word;
    part('again').hidden = !visits.some((visit) => visit.again);
    part('odd').hidden = !visits.some((visit) => visit.odd);
    visits.filter((visit) => visit.digest).forEach(sign);
  }

  async function sign(visit) {
    if (!device || signing.has(visit.visit)) return;
    signing.add(visit.visit);
    try {
      const at = Math.floor(serverNow() / 1000);
      const message = new TextEncoder().encode(['anxin-seen', visit.digest, at].join(':'));
      const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, device.pair.privateKey, message);
      await posted(screen.dataset.seen, { visit: visit.visit, key: device.jwk, signature: base64url(signature), at: at });
    } catch (error) {
      signing.delete(visit.visit);
    }
  }

  setInterval(ask, EVERY);
  ask();
}

async function exported(pair) {
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  return { kty, crv, x, y };
}

/** This phone's pair of keys, made once; the private half can be used and never read out. */
async function ownKey() {
  const kept = await stored((keys) => keys.get('device'));
  if (kept) return kept;
  const made = await crypto.subtle.generateKey(CURVE, false, ['sign', 'verify']);
  await stored((keys) => keys.put(made, 'device'));
  return made;
}

function stored(act) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('anxin-worker', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('keys');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const asked = act(opening.result.transaction('keys', 'readwrite').objectStore('keys'));
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    };
  });
}

function base64url(buffer) {
  const text = btoa(String.fromCharCode.apply(null, new Uint8Array(buffer)));
  return text.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}
