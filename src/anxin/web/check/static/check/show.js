/* What the check page shows. Plain script for any browser: page.js (modules) and old.js both draw through it.

   The page holds every sentence in both languages. A part with data-on="a b" is drawn while a or b is on, one with data-off
   while none of its words is; data-slot marks where a value goes. */
window.anxinCheck = (function () {
  'use strict';
  var facts = JSON.parse(document.getElementById('check-facts').textContent);
  var COLOURS = ['green', 'yellow', 'orange', 'grey', 'red'];
  var DAY = 86400;
  var SHANGHAI = 8 * 3600;
  var STALE_VIEW = 600 * 1000;
  var on = { scripts: true };
  var agedTimer = 0;
  var states = 0;
  var listeners = { confirm: null, language: null };

  /* ---- time: seconds since 1970; a demonstration plays its own day ---- */
  function now() {
    var real = Date.now() / 1000;
    if (!facts.day) return Math.floor(real);
    var played = Date.parse(facts.day + 'T00:00:00Z') / 1000;
    return Math.floor(played + ((real + SHANGHAI) % DAY) - SHANGHAI);
  }

  function two(number) {
    return (number < 10 ? '0' : '') + number;
  }

  /** Date and time of day in Shanghai, wherever the phone is set: ["2021-10-29", "14:03:22"]. */
  function inShanghai(seconds) {
    var moment = new Date((seconds + SHANGHAI) * 1000);
    return [
      moment.getUTCFullYear() + '-' + two(moment.getUTCMonth() + 1) + '-' + two(moment.getUTCDate()),
      two(moment.getUTCHours()) + ':' + two(moment.getUTCMinutes()) + ':' + two(moment.getUTCSeconds()),
    ];
  }

  function clockText(seconds) {
    return inShanghai(seconds).join(' ');
  }

  /* ---- drawing ---- */
  function all(selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  }

  function isOn(words) {
    return words.split(' ').some(function (word) {
      return on[word];
    });
  }

  function draw() {
    all('[data-on]').forEach(function (part) {
      if (isOn(part.getAttribute('data-on'))) part.setAttribute('data-shown', '');
      else part.removeAttribute('data-shown');
    });
    all('[data-off]').forEach(function (part) {
      if (isOn(part.getAttribute('data-off'))) part.setAttribute('data-hidden', '');
      else part.removeAttribute('data-hidden');
    });
  }

  function fill(slot, text, within) {
    all('[data-slot="' + slot + '"]', within).forEach(function (place) {
      place.textContent = text;
    });
  }

  function turn(changes) {
    for (var word in changes) on[word] = changes[word];
    draw();
  }

  /** Begin anew: only what belongs to the reader, not to what was scanned, stays. */
  function only(words) {
    states += 1;
    clearTimeout(agedTimer);
    for (var word in on) if (word !== 'scripts' && word !== 'elder') delete on[word];
    words.forEach(function (word) {
      on[word] = true;
    });
    draw();
  }

  function language() {
    return document.documentElement.lang === 'en' ? 'en' : 'zh';
  }

  /** The visible text of a part: one language of the two. */
  function said(part) {
    return all('.' + language(), part)
      .map(function (one) {
        return one.textContent;
      })
      .join(' ');
  }

  function announce(text) {
    fill('said', text);
  }

  function paint(colour) {
    var changes = {};
    COLOURS.forEach(function (one) {
      changes[one] = one === colour;
    });
    turn(changes);
    all('[data-slot="panel"], [data-slot="before"]').forEach(function (panel) {
      COLOURS.forEach(function (one) {
        panel.classList.remove('ck-is-' + one);
      });
      panel.classList.add('ck-is-' + colour);
    });
    on.colour = colour;
  }

  function wordOf(colour) {
    return said(document.querySelector('[data-slot="panel"] [data-on="' + colour + '"] .ck-word'));
  }

  /* ---- states ---- */
  function checking() {
    only(['checking']);
  }

  function nothing() {
    only(['nothing']);
  }

  /** found: {kind, name, agency, colour, by: 'screen' | 'fresh' | 'kept' | 'server', at, asOf}; moments in seconds. */
  function verified(found) {
    only(['result', found.by, 'is-' + found.kind].concat(found.agency ? ['agency'] : []));
    paint(found.colour);
    fill('name', found.name);
    fill('agency', found.agency);
    all('[data-slot="at"]').forEach(function (place) {
      setTime(place, found.at, true);
    });
    if (found.asOf) {
      all('[data-slot="as-of"]').forEach(function (place) {
        place.textContent = inShanghai(found.asOf)[1].slice(0, 5);
        place.setAttribute('datetime', new Date(found.asOf * 1000).toISOString());
      });
    }
    announce(wordOf(found.colour) + ' ' + found.name);
    agedTimer = setTimeout(function () {
      turn({ aged: true });
    }, STALE_VIEW);
  }

  function setTime(place, seconds) {
    var parts = inShanghai(seconds);
    place.setAttribute('datetime', parts[0] + 'T' + parts[1] + '+08:00');
    place.textContent = '';
    place.appendChild(document.createTextNode(parts[0] + ' '));
    var time = document.createElement('b');
    time.textContent = parts[1];
    place.appendChild(time);
  }

  /** A refusal by its reason code, with a page of its own. `at` in seconds. */
  function refused(reason, at) {
    var mine = states;
    load('/v/explanations', function (text) {
      if (mine !== states) return; // something else has been scanned meanwhile
      var held = document.createElement('div');
      held.innerHTML = text;
      var article =
        held.querySelector('[data-reason="' + reason + '"]') || held.querySelector('[data-reason="unreadable"]');
      only(['refused']);
      var place = document.querySelector('[data-slot="refusal"]');
      place.textContent = '';
      if (article) place.appendChild(article);
      else place.textContent = reason;
      all('[data-slot="at"]', place).forEach(function (one) {
        setTime(one, at);
      });
      fill('clock', clockText(now()), place);
      draw();
      var title = place.querySelector('h1');
      if (title) announce(said(title));
    });
  }

  /** A part of the page that is fetched when it is needed; an empty text where it does not come. */
  function load(address, then) {
    var asking = new XMLHttpRequest();
    asking.onload = asking.onerror = function () {
      styled(function () {
        then(asking.status === 200 ? asking.responseText : '');
      });
    };
    asking.open('GET', address);
    asking.send();
  }

  /** Their style comes with the first of them. */
  function styled(then) {
    var link = document.querySelector('link[data-later]');
    if (link.rel === 'stylesheet') return then();
    link.onload = link.onerror = then;
    link.rel = 'stylesheet';
  }

  /* ---- the reader's switches ---- */
  function remembered(name) {
    try {
      return localStorage.getItem(name);
    } catch (error) {
      return null;
    }
  }

  function remember(name, value) {
    try {
      localStorage.setItem(name, value);
    } catch (error) {
      /* private windows keep nothing */
    }
  }

  function setLanguage(wanted) {
    document.documentElement.lang = wanted === 'en' ? 'en' : 'zh-Hans';
  }

  function setElder(wanted) {
    document.documentElement.classList.toggle('ax-elder', !!wanted);
    turn({ elder: !!wanted });
  }

  function press(name, act) {
    all('[data-' + name + ']').forEach(function (button) {
      button.addEventListener('click', function () {
        act(button.getAttribute('data-' + name));
      });
    });
  }

  function switched(which) {
    if (which === 'elder') {
      setElder(!on.elder);
      return remember('anxin-elder', on.elder ? '1' : '');
    }
    setLanguage(language() === 'en' ? 'zh' : 'en');
    remember('anxin-language', language());
    if (listeners.language) listeners.language();
  }

  setLanguage(remembered('anxin-language') || (/^zh/i.test(navigator.language || 'zh') ? 'zh' : 'en'));
  setElder(remembered('anxin-elder') === '1');
  press('switch', switched);
  draw();

  return {
    on: on,
    facts: facts,
    now: now,
    turn: turn,
    language: language,
    listeners: listeners,
    checking: checking,
    nothing: nothing,
    verified: verified,
    paint: paint,
    wordOf: wordOf,
    announce: announce,
    all: all,
    fill: fill,
    draw: draw,
    load: load,
    press: press,
    refused: refused,
    colour: function () {
      return on.colour;
    },
  };
})();
