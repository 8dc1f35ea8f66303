/* The form of a request: the position where somebody taps for it, and what was written kept in this tab until it is
   sent, so that a lost connection or a reload loses nothing. Nothing is kept on the phone beyond the tab. */
(function () {
  "use strict";
  var form = document.querySelector("[data-draft]");
  var PREFIX = "anxin-request:";
  if (!form) {
    Object.keys(sessionStorage).filter(function (key) { return key.indexOf(PREFIX) === 0; }).forEach(function (key) {
      sessionStorage.removeItem(key); // the receipt: it was sent
    });
    return;
  }
  var key = PREFIX + form.dataset.draft;
  var PRIVATE = ["csrfmiddlewaretoken", "once", "visit", "phone"];

  function fields() {
    return Array.prototype.filter.call(form.elements, function (one) {
      return one.name && one.type !== "file" && PRIVATE.indexOf(one.name) < 0;
    });
  }

  function keep() {
    var held = {};
    fields().forEach(function (one) {
      if ((one.type !== "radio" && one.type !== "checkbox") || one.checked) {
        held[one.name] = one.value;
      }
    });
    try {
      sessionStorage.setItem(key, JSON.stringify(held));
    } catch (error) { /* no room or not allowed: then it is not kept */ }
  }

  function bring() {
    var held;
    try {
      held = JSON.parse(sessionStorage.getItem(key) || "{}");
    } catch (error) {
      held = {};
    }
    fields().forEach(function (one) {
      if (!(one.name in held)) {
        return;
      }
      if (one.type === "radio" || one.type === "checkbox") {
        one.checked = one.checked || one.value === held[one.name];
      } else if (!one.value) {
        one.value = held[one.name];
      }
    });
  }

  // A date field speaks the browser's language, not the page's: the day that was chosen is said in words beneath it.
  function sayDay(input) {
    var place = form.querySelector('[data-day-told="' + input.id + '"]');
    var day = input.value ? new Date(input.value + "T00:00:00") : null;
    var shape = { year: "numeric", month: "long", day: "numeric", weekday: "long" };
    place.textContent = day && !isNaN(day) ? day.toLocaleDateString(document.documentElement.lang || "zh-CN", shape) : "";
  }

  bring();
  form.querySelectorAll("[data-day]").forEach(function (input) {
    sayDay(input);
    input.addEventListener("input", function () { sayDay(input); });
  });
  // What is wrong or was written behind a line is brought to light.
  form.querySelectorAll("details").forEach(function (held) {
    var written = Array.prototype.some.call(held.querySelectorAll("input, select, textarea"), function (one) {
      return one.type === "radio" || one.type === "checkbox" ? one.checked : one.value;
    });
    held.open = held.open || written;
  });
  form.addEventListener("input", keep);
  form.addEventListener("submit", function (event) {
    var note = form.querySelector("[data-no-connection]");
    keep();
    if (navigator.onLine === false) {
      event.preventDefault();
      note.textContent = form.dataset.offline;
      note.hidden = false;
    }
  });

  form.querySelectorAll("[data-position]").forEach(function (button) {
    var name = button.dataset.position;
    var place = document.getElementById("at-" + name);
    var words = document.getElementById("q-" + name);
    var ask = button.textContent;
    if (!navigator.geolocation) {
      return;
    }
    function said(text) { button.textContent = text; }
    function noted() {
      said(button.dataset.found);
      words.required = false;
    }
    button.hidden = false;
    if (place.value) {
      noted();
    }
    button.addEventListener("click", function () {
      if (place.value) {
        place.value = "";
        said(ask);
        keep();
        return;
      }
      said(button.dataset.wait);
      navigator.geolocation.getCurrentPosition(function (found) {
        place.value = found.coords.latitude.toFixed(5) + "," + found.coords.longitude.toFixed(5);
        noted();
        keep();
      }, function () { said(button.dataset.failed); }, { enableHighAccuracy: true, timeout: 10000 });
    });
  });
})();
