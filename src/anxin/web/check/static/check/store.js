/* What the page keeps between visits: signed lists as they came, and the newest moment signed in each. Never a credential.

   IndexedDB, where it works; in a private window that keeps nothing, a plain map for as long as the page lives. */

const KEPT = 'kept'; // name → {bytes, issuedAt, expires}
const SIGNERS = 'signers'; // a visit's token → the key that signed its confirmation

/** Opens the store. `name` sets a demonstration's days apart. */
export async function openStore(name) {
  try {
    return stored(await opened(name));
  } catch (error) {
    return inMemory();
  }
}

function opened(name) {
  return new Promise((resolve, reject) => {
    const asking = indexedDB.open(name, 1);
    asking.onupgradeneeded = () => {
      asking.result.createObjectStore(KEPT);
      asking.result.createObjectStore(SIGNERS);
    };
    asking.onsuccess = () => resolve(asking.result);
    asking.onerror = asking.onblocked = () => reject(asking.error);
  });
}

function stored(database) {
  return {
    get: (name) => asked(database, KEPT, 'readonly', (table) => table.get(name)),
    names: () => asked(database, KEPT, 'readonly', (table) => table.getAllKeys()),
    keepSigner: (token, pair) => asked(database, SIGNERS, 'readwrite', (table) => table.put(pair, token)),
    keep: (name, held) => keptIfNewer(database, name, held),
  };
}

function asked(database, table, mode, ask) {
  return new Promise((resolve, reject) => {
    const asking = ask(database.transaction(table, mode).objectStore(table));
    asking.onsuccess = () => resolve(asking.result);
    asking.onerror = () => reject(asking.error);
  });
}

/** In one transaction, so that two windows never put an older list over a newer one. */
function keptIfNewer(database, name, held) {
  return new Promise((resolve, reject) => {
    const work = database.transaction(KEPT, 'readwrite');
    const table = work.objectStore(KEPT);
    const asking = table.get(name);
    asking.onsuccess = () => {
      if (!asking.result || asking.result.issuedAt <= held.issuedAt) table.put(held, name);
    };
    work.oncomplete = () => resolve();
    work.onerror = work.onabort = () => reject(work.error);
  });
}

function inMemory() {
  const held = new Map();
  return {
    get: async (name) => held.get(name),
    names: async () => Array.from(held.keys()),
    keepSigner: async () => undefined,
    keep: async (name, one) => {
      const before = held.get(name);
      if (!before || before.issuedAt <= one.issuedAt) held.set(name, one);
    },
  };
}
