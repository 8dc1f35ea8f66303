/* Beside what htmx does: marks fields that are wrong, goes from row to row, and asks before typed text is left behind. */
(function () {
  "use strict";

  var saving = false;

  var editor = function () {
    return document.getElementById("editor");
  };

  var next = function (field, step) {
    var row = field.closest("tbody");
    var at = Array.prototype.indexOf.call(row.querySelectorAll("textarea"), field);
    var other = step > 0 ? row.nextElementSibling : row.previousElementSibling;
    var found = other && other.matches(".re-row") && other.querySelectorAll("textarea")[at];
    if (found) {
      found.focus();
      found.select();
    }
  };

  document.addEventListener("keydown", function (event) {
    var step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step && event.altKey && event.target.matches(".re-row textarea")) {
      event.preventDefault();
      next(event.target, step);
    }
  });

  document.addEventListener("input", function (event) {
    if (event.target.closest("#sheet")) {
      editor().dataset.dirty = "";
    }
  });

  document.addEventListener("submit", function () {
    saving = true;
  });

  document.addEventListener("htmx:afterRequest", function () {
    saving = false;
  });

  document.addEventListener("htmx:afterSwap", function (event) {
    var said = event.target;
    if (said.matches && said.matches(".re-said")) {
      var field = document.getElementById("f-" + said.id.slice(2));
      var wrong = said.querySelector(".re-problem:not(.re-mild)") !== null;
      field.toggleAttribute("aria-invalid", wrong);
      if (wrong) {
        field.setAttribute("aria-invalid", "true");
      }
    }
  });

  window.addEventListener("beforeunload", function (event) {
    if (!saving && editor() && "dirty" in editor().dataset) {
      event.preventDefault();
    }
  });
})();
