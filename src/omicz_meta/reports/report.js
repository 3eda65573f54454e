/* Searching, and keeping the place on a change of language; the page works without. */
(function () {
  var plain = function (text) { return text.toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, ''); };
  document.querySelectorAll('.search').forEach(function (box) {
    var rows = Array.from(box.parentNode.querySelectorAll('.groups > li'));
    var texts = rows.map(function (row) { return plain(row.textContent); });
    var none = box.querySelector('[role=status]');
    box.hidden = false;
    box.querySelector('input').addEventListener('input', function (event) {
      var wanted = plain(event.target.value.trim()), shown = 0;
      rows.forEach(function (row, at) {
        row.hidden = !texts[at].includes(wanted);
        shown += row.hidden ? 0 : 1;
      });
      none.textContent = shown ? '' : none.dataset.none;
    });
  });
  var current = function () {
    var lang = document.querySelector('.choice:checked').value;
    var heads = Array.from(document.querySelectorAll('[data-lang=' + lang + '] [id]'));
    return { lang: lang, head: heads.filter(function (head) { return head.getBoundingClientRect().top < 40; }).pop() };
  };
  var place = current();
  document.documentElement.lang = place.lang;
  window.addEventListener('scroll', function () { place = current(); }, { passive: true });
  document.querySelectorAll('.choice').forEach(function (choice) {
    choice.addEventListener('change', function () {
      document.documentElement.lang = choice.value;
      var name = place.head && place.head.id.replace(/^../, choice.value);
      if (name && document.getElementById(name)) { document.getElementById(name).scrollIntoView(); }
      place = current();
    });
  });
})();
