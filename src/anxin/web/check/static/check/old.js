/* For browsers without modules: they cannot check for themselves, so the code is sent to the platform, and the page says so. */
import './show.js'; // put together at set-up, into a plain script
import './answer.js';

(function () {
  'use strict';
  var show = window.anxinCheck;

  function post(path, body, then) {
    var asking = new XMLHttpRequest();
    asking.onload = asking.onerror = function () {
      var said = {};
      try {
        said = JSON.parse(asking.responseText);
      } catch (error) {
        /* no answer of ours */
      }
      then(asking.status, said);
    };
    asking.open('POST', path);
    asking.setRequestHeader('Content-Type', 'application/json');
    asking.setRequestHeader('Accept-Language', show.language());
    asking.send(JSON.stringify(body));
  }

  function begin() {
    var scanned = /^#?([0-9]*)/.exec(location.hash)[1];
    if (!location.hash.slice(1)) return show.nothing();
    history.replaceState(null, '', location.pathname);
    show.checking();
    show.turn({ old: true });
    post('/api/v1/check', { credential: scanned, items: true }, function (status, said) {
      if (status !== 200) return show.refused(said.reason && status !== 429 ? said.reason : 'unanswered', show.now());
      show.verified({
        kind: said.kind === 'screen' ? 'screen' : 'card',
        name: said.masked_name,
        agency: said.agency,
        colour: said.outcome,
        by: 'server',
        at: show.now(),
      });
      show.turn({ old: true });
      show.mount(function () {
        show.answered(said);
      });
      show.listeners.confirm = function (acknowledged) {
        confirm(said.showing, acknowledged);
      };
    });
  }

  function confirm(showing, acknowledged) {
    show.turn({ confirming: true, 'not-noted': false });
    post('/api/v1/showings/confirm', { showing: showing, acknowledged: acknowledged }, function (status, said) {
      if (status === 201) return location.assign('/v/' + said.token);
      if (said.rule === 'codes.acknowledge') {
        return show.turn({ confirming: false, 'may-confirm': false, 'must-read': true });
      }
      show.notNoted(said);
    });
  }

  window.addEventListener('hashchange', begin);
  begin();
})();
