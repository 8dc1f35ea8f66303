/* A clock that keeps walking from the server's moment, so that a screenshot is seen to stand still. */
(function () {
  "use strict";
  var line = document.querySelector("[data-clock]");
  var checked = document.querySelector(".ax-panel-time time");
  if (!line || !checked) {
    return;
  }
  var face = line.querySelector("[data-clock-face]");
  var stale = document.querySelector("[data-stale]");
  var start = Date.parse(checked.getAttribute("datetime"));
  var opened = Date.now();
  var limit = Number(line.getAttribute("data-stale-after")) * 1000;

  function two(number) {
    return (number < 10 ? "0" : "") + number;
  }

  function tick() {
    var passed = Date.now() - opened;
    // +8 h: the service keeps Shanghai time wherever the phone is set.
    var moment = new Date(start + passed + 8 * 3600 * 1000);
    face.textContent =
      two(moment.getUTCHours()) + ":" + two(moment.getUTCMinutes()) + ":" + two(moment.getUTCSeconds());
    if (stale && passed > limit) {
      stale.hidden = false;
    }
  }

  line.hidden = false;
  tick();
  setInterval(tick, 1000);
})();
