/* A button that copies a ready line; the line can be selected without. */
(function () {
  document.querySelectorAll('.copy').forEach(function (box) {
    var button = document.createElement('button');
    button.type = 'button';
    button.textContent = box.dataset.copy;
    button.addEventListener('click', function () {
      navigator.clipboard.writeText(box.dataset.line).then(function () { button.textContent = box.dataset.copied; });
    });
    if (navigator.clipboard) { box.appendChild(button); }
  });
})();
