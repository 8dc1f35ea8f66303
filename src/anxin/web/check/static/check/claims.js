/* What a credential says: a card's claims, good for months, or a screen's, good for two minutes. */

import { hasExactly, hex, isBytes, isCount } from './cose.js';
import { unreadable } from './refused.js';

const [EXP, CTI, STATUS, SHOWN] = [4, 7, 65535, -65537]; // RFC 8392, IETF Token Status List, private use
const CARD_OCTETS = 8;
const SCREEN_OCTETS = 16;
const MOST_SIGNS = 24;

/** The claims of a decoded payload; `Refused` (unreadable) unless its members are exactly the profile's. */
export function readClaims(payload) {
  if (!(payload instanceof Map)) throw unreadable('the payload is not a map');
  const [expires, cti, shown] = [payload.get(EXP), payload.get(CTI), payload.get(SHOWN)];
  if (!isCount(expires)) throw unreadable('it does not say when it expires');
  if (!Array.isArray(shown)) throw unreadable('it shows nothing');
  if (isBytes(cti, CARD_OCTETS)) return card(payload, shown, { kind: 'card', id: hex(cti), expires: expires });
  if (isBytes(cti, SCREEN_OCTETS)) return screen(payload, shown, { kind: 'screen', id: hex(cti), expires: expires });
  throw unreadable('its id has neither 8 nor 16 octets');
}

function card(payload, shown, claims) {
  if (!hasExactly(payload, [EXP, CTI, STATUS, SHOWN]) || shown.length !== 2) {
    throw unreadable('a card has four claims and shows a name and an agency');
  }
  const status = payload.get(STATUS);
  const place = hasExactly(status, ['status_list']) ? status.get('status_list') : undefined;
  if (!hasExactly(place, ['idx', 'uri'])) throw unreadable('its status is not a place on a status list');
  const [index, uri] = [place.get('idx'), place.get('uri')];
  if (!isCount(index) || typeof uri !== 'string') throw unreadable('its place on a status list is of another kind');
  return Object.assign(claims, { uri: uri, index: index }, texts(shown[0], shown[1]));
}

function screen(payload, shown, claims) {
  if (!hasExactly(payload, [EXP, CTI, SHOWN]) || shown.length !== 3) {
    throw unreadable('a screen has three claims and shows a status, a name and an agency');
  }
  if (!isCount(shown[0]) || shown[0] > 3) throw unreadable('its status is not 0 to 3');
  return Object.assign(claims, { status: shown[0] }, texts(shown[1], shown[2]));
}

function texts(name, agency) {
  if (typeof name !== 'string' || typeof agency !== 'string') throw unreadable('name and agency are texts');
  const signs = Array.from(name).length;
  if (!signs || signs > MOST_SIGNS || Array.from(agency).length > MOST_SIGNS) {
    throw unreadable('name or agency are too long, or the name is missing');
  }
  return { name: name, agency: agency };
}
