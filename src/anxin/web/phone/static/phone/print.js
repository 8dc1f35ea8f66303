/* Shows the print button where scripts run; elsewhere the browser's own menu prints. */
(function () {
  "use strict";
  var button = document.querySelector("[data-print]");
  var hint = document.querySelector("[data-print-hint]");
  if (!button) {
    return;
  }
  button.hidden = false;
  if (hint) {
    hint.hidden = true;
  }
  button.addEventListener("click", function () {
    window.print();
  });
})();
