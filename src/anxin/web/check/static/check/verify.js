/* The check of a code, in the order of docs/codes/profile.md; `anxin.credentials.verifying` does the same in Python.

   Nothing here reads a clock, asks a server or keeps anything. A refusal is a `Refused` with its `reason`; `Unable` means
   that this browser cannot tell and the server has to be asked. */

import { decode } from './cbor.js';
import { readClaims } from './claims.js';
import { readToken } from './cose.js';
import { fromDigits, MOST_BYTES } from './digits.js';
import { believe, keyFor, LEEWAY } from './keys.js';
import { Refused, unreadable } from './refused.js';

export { readKeyList } from './keys.js';
export { Refused, Unable } from './refused.js';
export { readStatusList } from './status.js';

/** Status → colour. */
export const COLOURS = ['green', 'red', 'yellow', 'grey'];
const SCREEN_SECONDS = 120;
const CARD_SECONDS = 400 * 86400;

/** Believe a scanned text: the digits alone, or the issuer's address with them behind the #. `context` is {keys: from
    `readKeyList`, now: the reader's clock in seconds, floor: the last signed moment seen, or 0}. Gives {kind: 'card'
    or 'screen', id (hex), name, agency, expires} and for a screen its status, for a card the uri and index of it. */
export async function verifyCredential(text, context) {
  return verifyToken(tokenOf(text, context.keys.issuer), context);
}

/** The same for the bytes of a token. */
export async function verifyToken(bytes, context) {
  if (bytes.length > MOST_BYTES) throw unreadable('a credential has ' + MOST_BYTES + ' octets at most');
  const token = readToken(bytes);
  if (token.typ) throw unreadable('a credential names no type');
  const claims = readClaims(decode(token.payload));
  const time = Math.max(context.now, context.floor || 0);
  if (claims.kind === 'card' && !isListOf(claims.uri, context.keys.issuer)) {
    throw new Refused('wrong-issuer', "the card's status stands with another issuer");
  }
  const key = keyFor(context.keys, token, claims.kind, time);
  if (claims.expires > key.notAfter) throw new Refused('key-unknown', 'it outlives the key that signed it');
  await believe(token, key);
  inTime(claims, context.now, time);
  return claims;
}

/** A believed card's status from its believed list (0 … 3); `Refused` (cannot-confirm) where the list is missing. */
export function cardStatus(card, list) {
  if (!list || list.uri !== card.uri) throw new Refused('cannot-confirm', "the card's status list is missing");
  return list.get(card.index);
}

/** What an app appends to a fragment may hold a # of its own: the first one counts. */
function tokenOf(text, issuer) {
  const scanned = text.trim();
  const mark = scanned.indexOf('#');
  if (mark < 0 || /^[0-9]/.test(scanned)) return fromDigits(scanned);
  if (scanned.slice(0, mark).split('?')[0].toLowerCase() !== issuer + '/v') {
    throw new Refused('wrong-issuer', "the address is not this issuer's");
  }
  return fromDigits(scanned.slice(mark + 1));
}

function isListOf(uri, issuer) {
  return uri.startsWith(issuer + '/s/') && /^(0|[1-9][0-9]*)$/.test(uri.slice(issuer.length + 3));
}

function inTime(claims, now, time) {
  const screen = claims.kind === 'screen';
  if (time > claims.expires + LEEWAY) throw new Refused(screen ? 'stale' : 'expired', 'its time is over');
  if (claims.expires > time + (screen ? SCREEN_SECONDS + LEEWAY : CARD_SECONDS)) {
    throw new Refused('clock-wrong', "it runs further ahead than any issuer lets it: the reader's clock is behind");
  }
  if (time > now + LEEWAY) throw new Refused('clock-wrong', "the reader's clock is behind a signed moment");
}
