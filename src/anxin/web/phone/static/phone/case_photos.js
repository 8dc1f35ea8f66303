/* Photos are made smaller before they are sent: a phone's camera takes ten times what anybody needs to see. Where the
   form asks for the photo's position the file is left as it is, unless it is beyond what the site takes. */
(function () {
  "use strict";
  var SIDE = 1600;
  var QUALITY = 0.82;
  var SMALL = 400000; // bytes below which nothing is gained

  function told(input) {
    var place = document.querySelector('[data-files-told="' + input.id + '"]');
    var files = Array.prototype.slice.call(input.files);
    if (!place) {
      return;
    }
    var bytes = files.reduce(function (sum, file) { return sum + file.size; }, 0);
    var words = files.length + " · " + Math.max(bytes / 1048576, 0.1).toFixed(1) + " MB";
    if (input.hasAttribute("data-files")) {
      words += " · " + files.map(function (file) { return file.name; }).join(", ");
    }
    place.textContent = files.length ? place.dataset.chosen + " " + words : "";
  }

  function smaller(file) {
    return createImageBitmap(file).then(function (picture) {
      var share = Math.min(1, SIDE / Math.max(picture.width, picture.height));
      var canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * share);
      canvas.height = Math.round(picture.height * share);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      return new Promise(function (resolve) {
        canvas.toBlob(function (blob) {
          var fits = blob && blob.size < file.size;
          resolve(fits ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file);
        }, "image/jpeg", QUALITY);
      });
    }).catch(function () {
      return file; // not a picture this browser can read: the site says what is wrong with it
    });
  }

  function shrink(input) {
    var limit = Number(input.form.dataset.limit) || Infinity;
    var keeps = input.hasAttribute("data-keeps-place");
    var works = Array.prototype.map.call(input.files, function (file) {
      var asIs = keeps ? file.size <= limit : file.size <= SMALL;
      return asIs ? file : smaller(file);
    });
    input.form.dataset.busy = "1";
    Promise.all(works).then(function (files) {
      var held = new DataTransfer();
      files.forEach(function (file) { held.items.add(file); });
      input.files = held.files;
    }).catch(function () { /* an old browser: they are sent as they are */ }).then(function () {
      told(input);
      delete input.form.dataset.busy;
    });
  }

  document.querySelectorAll("[data-photos]").forEach(function (input) {
    input.addEventListener("change", function () { shrink(input); });
  });
  document.querySelectorAll("[data-files]").forEach(function (input) {
    input.addEventListener("change", function () { told(input); });
  });
})();
