/* Keeps the check page for when there is no network. Signed lists are not its business: the page keeps and judges those. */
'use strict';

const CACHE = 'anxin-check-1';
const SHELL = [
  '/v',
  '/v/answer',
  '/v/explanations',
  '/static/vendor/check.min.css',
  '/static/vendor/check.min.js',
  '/static/vendor/check-later.min.css',
  '/static/vendor/check-later.min.js',
];
const PATIENCE = 3000; // milliseconds: in a lift there is a network, and nothing comes
const LAZY = /^\/static\/vendor\/(p256|ed25519|sm2|inflate)\.min\.js$/;

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  const others = caches.keys().then((names) => names.filter((name) => name.startsWith('anxin-check-') && name !== CACHE));
  event.waitUntil(others.then((names) => Promise.all(names.map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

/** The newest page where there is a network, else the kept one; an address's fragment never gets here. */
self.addEventListener('fetch', (event) => {
  const address = new URL(event.request.url);
  const ours = SHELL.includes(address.pathname) || LAZY.test(address.pathname);
  if (event.request.method !== 'GET' || address.origin !== location.origin || !ours) return;
  event.respondWith(fromNetwork(event.request, address.pathname));
});

async function fromNetwork(request, path) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(path);
  const fresh = fetch(request).then((answer) => {
    if (answer.ok) cache.put(path, answer.clone());
    return answer.ok || !kept ? answer : kept;
  });
  if (!kept) return fresh;
  const late = new Promise((resolve) => setTimeout(() => resolve(kept), PATIENCE));
  return Promise.race([fresh.catch(() => kept), late]);
}
