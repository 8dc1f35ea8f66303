/* What the platform answers beside the colour, and the way to confirming: comes after the first colour. Plain script too. */
(function () {
  'use strict';
  var show = window.anxinCheck;
  var on = show.on;
  var all = show.all;
  var RANKS = { green: 0, yellow: 1, orange: 2, grey: 3, red: 4 };
  var GOOD = ['passed', 'issued', 'working', 'cleared'];
  var mounted = false;

  /** Put the parts of the page that this needs into their places, then go on. */
  function mount(then) {
    if (mounted) return then();
    show.load('/v/answer', function (text) {
      var held = document.createElement('div');
      held.innerHTML = text;
      all('[data-into]', held).forEach(function (part) {
        document.querySelector('[data-slot="' + part.getAttribute('data-into') + '"]').appendChild(part);
      });
      mounted = text !== '';
      if (mounted) {
        show.press('act', acted);
        document.querySelector('[data-form="anyway"]').addEventListener('submit', anyway);
        if (on.colour) show.paint(on.colour);
      }
      show.draw();
      then();
    });
  }

  /** The platform's answer beside what the page found out itself. Colours only get worse. */
  function answered(answer) {
    var colour = !(answer.outcome in RANKS) ? 'grey' : answer.outcome;
    var worse = RANKS[colour] > RANKS[on.colour];
    var better = RANKS[colour] < RANKS[on.colour];
    if (worse) {
      show.paint(colour);
      show.announce(show.wordOf(colour));
    }
    var green = on.colour === 'green' && answer.entry_allowed;
    show.fill('reason', answer.title || '');
    show.fill('meaning', answer.sentence || '');
    items(answer.items || []);
    if (answer.next_change) {
      all('[data-slot="next-change"]').forEach(function (place) {
        place.textContent = answer.next_change;
        place.setAttribute('datetime', answer.next_change);
      });
    }
    show.turn({
      asking: false,
      unanswered: false,
      worse: worse || on.worse,
      better: better,
      reasons: !better && !!answer.title,
      items: !!(answer.items && answer.items.length),
      'next-change': !!answer.next_change && !better,
      'may-confirm': green,
      'must-read': !green && !better,
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
      part(line, 'label').textContent = show.language() === 'en' ? item.label_en : item.label_zh;
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
    // Of some items the household learns whether they are in date, and not what they say.
    if (!item.result) return item.in_date ? { tone: 'green', word: 'in-date' } : { tone: 'red', word: 'not-in-date' };
    if (item.result === 'seeking') return { tone: 'grey', word: 'seeking' };
    if (GOOD.indexOf(item.result) < 0) return { tone: 'red', word: 'failed' };
    if (!item.in_date) return { tone: 'red', word: 'expired' };
    return { tone: 'green', word: item.valid_until ? 'in-date' : item.result };
  }

  function acted(which) {
    if (which === 'read') return reading(true);
    if (which === 'back') return reading(false);
    if (which === 'confirm' && !on.confirming && show.listeners.confirm) show.listeners.confirm(false);
  }

  function reading(begun) {
    show.turn({ reading: begun, result: !begun, 'must-read': !begun, 'tick-missing': false, 'not-noted': false });
    window.scrollTo(0, 0);
    if (begun) document.querySelector('[data-slot="before-title"]').focus();
  }

  function anyway(event) {
    event.preventDefault();
    var ticked = document.querySelector('[data-slot="tick"]').checked;
    show.turn({ 'tick-missing': !ticked });
    if (ticked && !on.confirming && show.listeners.confirm) show.listeners.confirm(true);
  }

  /** Nothing was noted: the platform's own sentences, or none. */
  function notNoted(problem) {
    show.fill('problem', [problem.what, problem.why, problem.todo].filter(Boolean).join(' '));
    show.turn({ confirming: false, 'not-noted': true, 'may-confirm': on['may-confirm'] && !problem.what, silent: !problem.what });
  }

  show.mount = mount;
  show.answered = answered;
  show.notNoted = notNoted;
})();
