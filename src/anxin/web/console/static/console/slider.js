/* Keeps the date field in step with the slider while it moves; the recomputing itself is done by the server. */
(function () {
  "use strict";

  var MS_A_DAY = 86400000;

  var follow = function (slider) {
    var field = document.getElementById(slider.dataset.day);
    var first = Date.parse(slider.dataset.first + "T00:00:00Z");
    var show = function () {
      var day = new Date(first + Number(slider.value) * MS_A_DAY).toISOString().slice(0, 10);
      field.value = day;
      slider.setAttribute("aria-valuetext", day);
    };
    slider.addEventListener("input", show);
    slider.setAttribute("aria-valuetext", field.value);
  };

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("input[type=range][data-day]").forEach(follow);
  });
})();
