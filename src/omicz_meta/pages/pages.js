/* Filters the list of a site that has no server; what is asked for stays in the address. The list stands there without. */
(function () {
  var form = document.querySelector('form[data-static]');
  if (!form) { return; }
  var plain = function (text) { return text.toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, ''); };
  var box = form.querySelector('[type=search]'), head = document.getElementById('found');
  var panel = document.querySelector('.facets'), nothing = document.getElementById('nothing');
  var ticks = Array.from(document.querySelectorAll('[data-key]'));
  var forms = head.dataset.forms.split('|');
  var rows = Array.from(document.querySelectorAll('.results > li')).map(function (row) {
    return { node: row, words: row.dataset.words.split(' '), keys: row.dataset.facets.split(' ') };
  });
  var fits = function (asked) {
    return function (known) {
      return known.startsWith(asked) || (known.length > 2 && asked.startsWith(known) && asked.length - known.length < 5);
    };
  };
  var facet = function (key) { return key.split(':')[0]; };
  var counted = function (count) {
    var few = document.documentElement.lang === 'cs' && count > 1 && count < 5;
    return count.toLocaleString(document.documentElement.lang) + '\u00a0' + forms[count === 1 ? 0 : few ? 1 : 2];
  };
  var ask = function () {
    var asked = plain(box.value).split(/[^\p{L}\p{N}.:]+/u).filter(Boolean);
    var chosen = {}, counts = {}, shown = 0;
    ticks.forEach(function (tick) {
      counts[tick.dataset.key] = 0;
      if (tick.checked) { (chosen[facet(tick.dataset.key)] = chosen[facet(tick.dataset.key)] || []).push(tick.dataset.key); }
    });
    rows.forEach(function (row) {
      var said = asked.every(function (word) { return row.words.some(fits(word)); });
      var failed = Object.keys(chosen).filter(function (name) {
        return !chosen[name].some(function (key) { return row.keys.includes(key); });
      });
      row.node.hidden = !said || failed.length > 0;
      shown += row.node.hidden ? 0 : 1;
      if (said && failed.length < 2) {
        row.keys.forEach(function (key) { if (!failed.length || facet(key) === failed[0]) { counts[key] += 1; } });
      }
    });
    ticks.forEach(function (tick) { tick.closest('label').querySelector('.count').textContent = counts[tick.dataset.key]; });
    head.textContent = counted(shown);
    nothing.hidden = shown > 0;
    history.replaceState(null, '', '#' + new URLSearchParams(Array.from(new FormData(form)).filter(function (pair) {
      return pair[0] !== 'lang' && pair[1];
    })));
  };
  var answer = function () {
    var asked = new URLSearchParams(location.hash.slice(1));
    box.value = asked.get('q') || '';
    ticks.forEach(function (tick) { tick.checked = asked.getAll(tick.name).includes(tick.value); });
    ask();
  };
  form.hidden = false;
  if (panel) { panel.hidden = false; }
  form.addEventListener('submit', function (event) { event.preventDefault(); ask(); });
  box.addEventListener('input', ask);
  ticks.forEach(function (tick) { tick.addEventListener('change', ask); });
  window.addEventListener('hashchange', answer);
  answer();
})();
