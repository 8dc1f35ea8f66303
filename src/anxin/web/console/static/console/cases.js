/* Keys for the list of cases: j and k move from case to case, Enter opens (the browser's own), x ticks, / goes to the
   search. Everything can be done without them. */
(function () {
  "use strict";

  var typing = function (place) {
    return place.matches("textarea, select, input:not([type=checkbox]):not([type=radio])") || place.isContentEditable;
  };

  document.addEventListener("DOMContentLoaded", function () {
    var table = document.querySelector("[data-cases]");
    var links = table ? Array.from(table.querySelectorAll(".co-open")) : [];

    var here = function () {
      var row = document.activeElement.closest("[data-cases] tbody tr");
      return row ? links.indexOf(row.querySelector(".co-open")) : -1;
    };

    document.addEventListener("keydown", function (event) {
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) {
        return;
      }
      var search = document.querySelector("[data-search]");
      if (event.key === "/" && search) {
        event.preventDefault();
        search.closest("[data-narrowing]").open = true;
        search.focus();
      } else if ((event.key === "j" || event.key === "k") && links.length) {
        event.preventDefault();
        var next = here() + (event.key === "j" ? 1 : -1);
        links[Math.max(0, Math.min(links.length - 1, next))].focus();
      } else if (event.key === "x" && here() >= 0) {
        event.preventDefault();
        var tick = links[here()].closest("tr").querySelector("input[type=checkbox]");
        tick.checked = !tick.checked;
      }
    });
  });
})();
