/* The code on a worker's screen: a fresh one every half minute, drawn here; hidden when none can be had in time. */

import { correction, generate, mode } from '../vendor/qr-draw.min.js';
import { follow } from './confirmed.js';

const REFRESH = 30;
const RETRY = 3;
const QUIET = 4;

const screen = document.querySelector('[data-screen]');
const part = (name) => screen.querySelector('[data-' + name + ']');
const square = part('square');
const token = screen.querySelector('input[name=csrfmiddlewaretoken]').value;

/* What is shown: until when it counts, and the server's moment when it came, on this page's own clock. */
const shown = { expires: Date.parse(screen.dataset.expires), server: Date.parse(screen.dataset.now), came: performance.now(), next: REFRESH };
let asking = false;

export function serverNow() {
  return shown.server + performance.now() - shown.came;
}

export async function posted(url, body) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'X-CSRFToken': token, 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify(body || {}),
    credentials: 'same-origin',
    redirect: 'error',
  });
  if (answer.status === 404) location.reload();
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** The square of a credential: the address as octets, its digits in the numeric mode, correction L (a screen is clean). */
function draw(prefix, digits) {
  const made = generate(mode.multi(mode.ascii(prefix), mode.numeric(digits)), {
    minCorrectionLevel: correction.L,
    maxCorrectionLevel: correction.L,
  });
  const canvas = square.querySelector('canvas') || document.createElement('canvas');
  const side = made.size + 2 * QUIET;
  const scale = Math.max(4, Math.floor((240 * (window.devicePixelRatio || 1)) / side));
  canvas.width = canvas.height = side * scale;
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = '#17212f';
  for (let y = 0; y < made.size; y += 1) {
    for (let x = 0; x < made.size; x += 1) {
      if (made.get(x, y)) pen.fillRect((x + QUIET) * scale, (y + QUIET) * scale, scale, scale);
    }
  }
  if (!canvas.parentNode) square.replaceChildren(canvas);
}

function hide(hidden) {
  square.hidden = hidden;
  part('link-line').hidden = hidden;
  part('stale').hidden = !hidden;
}

async function renew() {
  if (asking || document.hidden) return;
  asking = true;
  try {
    const fresh = await posted(screen.dataset.showing);
    shown.expires = Date.parse(fresh.expires);
    shown.server = Date.parse(fresh.now);
    shown.came = performance.now();
    shown.next = REFRESH;
    if (fresh.colour !== screen.dataset.colour) return location.reload();
    draw(fresh.prefix, fresh.digits);
    part('link').textContent = fresh.link;
    hide(false);
  } catch (error) {
    shown.next = (performance.now() - shown.came) / 1000 + RETRY;
  } finally {
    asking = false;
  }
}

/** Every quarter of a second: the server's time, the seconds left, and nothing once the code has ended. */
function tick() {
  const moment = new Date(serverNow() + 8 * 3600 * 1000); // Shanghai time wherever the phone is set
  const left = Math.max(0, Math.ceil(shown.next - (performance.now() - shown.came) / 1000));
  part('clock-face').textContent = moment.toISOString().slice(11, 19);
  part('left').textContent = String(left);
  screen.style.setProperty('--turn', String(Math.floor(moment.getTime() / 1000) % 60));
  if (serverNow() > shown.expires) hide(true);
  if (left === 0) renew();
}

screen.classList.add('ph-alive');
part('clock').hidden = false;
document.addEventListener('visibilitychange', renew);
window.addEventListener('online', renew);
setInterval(tick, 250);
tick();
renew();
if (screen.dataset.news) follow(screen, part, posted, serverNow);
