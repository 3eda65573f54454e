/* Filters the list of a site that has no server; what is asked for stays in the address. The list stands there without. */
(function () {
  var form = document.querySelector('form[data-static]');
  if (!form) { return; }
  var plain = function (text) { return text.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, ''); };
  var box = form.querySelector('[type=search]'), head = document.getElementById('found');
  var panel = document.querySelector('.facets'), nothing = document.getElementById('nothing');
  var ticks = Array.from(document.querySelectorAll('[data-key]'));
  var forms = head.dataset.forms.split('|');
  var rows = Array.from(document.querySelectorAll('.results > li')).map(function (row) {
    return { node: row, words: row.dataset.words.split(' '), keys: row.dataset.facets.split(' ') };
  });
  var tables = JSON.parse(form.dataset.static);
  var without = function (word, endings) {
    var ending = endings.find(function (each) { return word.endsWith(each) && word.length - each.length >= 3; });
    return ending ? word.slice(0, -ending.length) : word;
  };
  /* What stems.py does to the words of the list is done here to those of the question, by the same tables. */
  var stem = function (word) {
    if (!/^\p{L}{4,}$/u.test(word)) { return word; }
    if (word.endsWith('ies') && word.length > 5) { word = word.slice(0, -3) + 'y'; }
    else if (/[^suiy]s$/.test(word) && word.length > 4) { word = word.slice(0, -1); }
    var bare = without(word, tables.endings);
    if (bare !== word) { bare = without(bare, tables.further); }
    if (bare.length > 3 && /[^aeiouy](ek|ec|ev)$/.test(bare)) { bare = bare.slice(0, -2) + bare.slice(-1); }
    if (bare.length > 3 && bare.endsWith('i')) { bare = bare.slice(0, -1); }
    return bare.slice(0, -1) + ({ c: 'k', z: 'h' }[bare.slice(-1)] || bare.slice(-1));
  };
  var split = function (text) { return plain(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean); };
  var begins = function (row, asked) {
    return asked.length < 3 ? row.words.includes(asked) : row.words.some(function (known) { return known.startsWith(asked); });
  };
  var asks = function (text) {
    var parts = text.split(/\s+/).filter(function (part) { return split(part).length; });
    var telling = parts.filter(function (part) { return !tables.stops.includes(split(part)[0]); });
    return telling.length ? telling : parts;
  };
  var has = function (row, part) {
    var code = plain(part).replace(/^[,;()]+|[,;()]+$/g, '');
    return split(part).every(function (word) { return begins(row, stem(word)) || begins(row, word); }) ||
      (/\d/.test(code) && /[^\p{L}\p{N}]/u.test(code) && begins(row, code));
  };
  var facet = function (key) { return key.split(':')[0]; };
  var counted = function (count) {
    var few = document.documentElement.lang === 'cs' && count > 1 && count < 5;
    return count.toLocaleString(document.documentElement.lang) + '\u00a0' + forms[count === 1 ? 0 : few ? 1 : 2];
  };
  var ask = function () {
    var asked = asks(box.value);
    var chosen = {}, counts = {}, shown = 0;
    ticks.forEach(function (tick) {
      counts[tick.dataset.key] = 0;
      if (tick.checked) { (chosen[facet(tick.dataset.key)] = chosen[facet(tick.dataset.key)] || []).push(tick.dataset.key); }
    });
    rows.forEach(function (row) {
      var said = asked.every(function (part) { return has(row, part); });
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
