/* Photos are made smaller before they are sent: a phone's camera takes ten times what anybody needs to see. Where the
   form asks for the photo's position the file is left as it is, unless it is beyond what the site takes. */
(function () {
  "use strict";
  var SIDE = 1600;
  var QUALITY = 0.82;
  var SMALL = 400000; // bytes below which nothing is gained

  function told(input, text) {
    var place = document.querySelector('[data-photos-told="' + input.id + '"]');
    if (place) {
      place.textContent = text;
    }
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
      var bytes = files.reduce(function (sum, file) { return sum + file.size; }, 0);
      told(input, files.length ? files.length + " · " + (bytes / 1048576).toFixed(1) + " MB" : "");
    }).catch(function () { /* an old browser: they are sent as they are */ }).then(function () {
      delete input.form.dataset.busy;
    });
  }

  document.querySelectorAll("[data-photos]").forEach(function (input) {
    input.addEventListener("change", function () { shrink(input); });
  });
})();
