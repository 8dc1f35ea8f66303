/* What the check page shows. Plain script for any browser: page.js (modules) and old.js both draw through it.

   The page holds every sentence in both languages. A part with data-on="a b" is drawn while a or b is on, one with data-off
   while none of its words is; data-slot marks where a value goes. */
window.anxinCheck = (function () {
  'use strict';
  var facts = JSON.parse(document.getElementById('check-facts').textContent);
  var RANKS = { green: 0, yellow: 1, grey: 2, red: 3 };
  var COLOURS = ['green', 'yellow', 'grey', 'red'];
  var GOOD = ['passed', 'issued', 'working', 'cleared'];
  var DAY = 86400;
  var SHANGHAI = 8 * 3600;
  var STALE_VIEW = 600 * 1000;
  var on = { scripts: true };
  var agedTimer = 0;
  var listeners = { confirm: null, language: null };
  var explanations = '';

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
    clearTimeout(agedTimer);
    var kept = { scripts: true, elder: on.elder };
    on = kept;
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

  /** The platform's answer beside what the page found out itself. Colours only get worse. */
  function answered(answer) {
    var colour = COLOURS.indexOf(answer.outcome) < 0 ? 'grey' : answer.outcome;
    var worse = RANKS[colour] > RANKS[on.colour];
    var better = RANKS[colour] < RANKS[on.colour];
    if (worse) {
      paint(colour);
      announce(wordOf(colour));
    }
    var green = on.colour === 'green' && answer.entry_allowed;
    fill('reason', answer.title || '');
    fill('meaning', answer.sentence || '');
    items(answer.items || []);
    if (answer.next_change) {
      all('[data-slot="next-change"]').forEach(function (place) {
        place.textContent = answer.next_change;
        place.setAttribute('datetime', answer.next_change);
      });
    }
    turn({
      asking: false,
      unanswered: false,
      worse: worse || on.worse,
      better: better,
      reasons: !better && !!answer.title,
      items: !!(answer.items && answer.items.length),
      'next-change': !!answer.next_change && !better,
      'may-confirm': green,
      'must-read': !green,
    });
  }

  function items(held) {
    var list = document.querySelector('[data-slot="items"]');
    var form = document.getElementById('item').content.firstElementChild;
    list.textContent = '';
    var drawn = {};
    held.forEach(function (item) {
      var judged = judge(item);
      var same = [item.kind, judged.word, item.valid_until, item.disputed].join(' ');
      if (drawn[same]) return; // two bodies that say the same of the same
      drawn[same] = true;
      var line = document.importNode(form, true);
      all('[data-tone]', line).forEach(function (shape) {
        if (shape.getAttribute('data-tone') !== judged.tone) shape.parentNode.removeChild(shape);
      });
      line.classList.add('ck-is-' + judged.tone);
      part(line, 'label').textContent = language() === 'en' ? item.label_en : item.label_zh;
      var word = document.getElementById('item-words').content.querySelector('[data-word="' + judged.word + '"]');
      if (word) part(line, 'word').appendChild(document.importNode(word, true));
      if (item.valid_until) part(line, 'until').querySelector('time').textContent = item.valid_until;
      else part(line, 'until').hidden = true;
      part(line, 'disputed').hidden = !item.disputed;
      list.appendChild(line);
    });
  }

  function part(line, name) {
    return line.querySelector('[data-part="' + name + '"]');
  }

  function judge(item) {
    if (!item.result) return { tone: 'grey', word: 'none' };
    if (item.result === 'seeking') return { tone: 'grey', word: 'seeking' };
    if (GOOD.indexOf(item.result) < 0) return { tone: 'red', word: 'failed' };
    if (!item.in_date) return { tone: 'red', word: 'expired' };
    return { tone: 'green', word: item.valid_until ? 'in-date' : item.result };
  }

  /** A refusal by its reason code, with a page of its own. `at` in seconds. */
  function refused(reason, at) {
    load('/v/explanations', function (text) {
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

  /** The explanations are one file, fetched when the first refusal comes. */
  function load(address, then) {
    if (explanations) return then(explanations);
    var asking = new XMLHttpRequest();
    asking.onload = asking.onerror = function () {
      explanations = asking.status === 200 ? asking.responseText : '';
      then(explanations);
    };
    asking.open('GET', address);
    asking.send();
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

  function acted(which) {
    if (which === 'read') return reading(true);
    if (which === 'back') return reading(false);
    if (which === 'confirm' && !on.confirming && listeners.confirm) listeners.confirm(false);
  }

  function reading(begun) {
    turn({ reading: begun, result: !begun, 'must-read': !begun, 'tick-missing': false, 'not-noted': false });
    window.scrollTo(0, 0);
    if (begun) document.querySelector('[data-slot="before-title"]').focus();
  }

  function anyway(event) {
    event.preventDefault();
    var ticked = document.querySelector('[data-slot="tick"]').checked;
    turn({ 'tick-missing': !ticked });
    if (ticked && !on.confirming && listeners.confirm) listeners.confirm(true);
  }

  /** Nothing was noted: the platform's own sentences, or none. */
  function notNoted(problem) {
    fill('problem', [problem.what, problem.why, problem.todo].filter(Boolean).join(' '));
    turn({ confirming: false, 'not-noted': true });
  }

  setLanguage(remembered('anxin-language') || (/^zh/i.test(navigator.language || 'zh') ? 'zh' : 'en'));
  setElder(remembered('anxin-elder') === '1');
  press('switch', switched);
  press('act', acted);
  document.querySelector('[data-form="anyway"]').addEventListener('submit', anyway);
  draw();

  return {
    facts: facts,
    now: now,
    turn: turn,
    language: language,
    listeners: listeners,
    checking: checking,
    nothing: nothing,
    verified: verified,
    answered: answered,
    refused: refused,
    notNoted: notNoted,
    colour: function () {
      return on.colour;
    },
    isOn: isOn,
  };
})();
