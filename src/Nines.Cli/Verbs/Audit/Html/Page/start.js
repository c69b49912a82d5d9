// Failure domains to click, the workload on the map, and the filters of the findings.
const maxButtons = 40;
const maxOptions = 500;

function buildDomains() {
  const host = document.getElementById('domains');
  data.kinds.forEach((kind, at) => {
    const row = element('div', 'kind');
    row.append(element('span', 'kind-title', kind.title));
    if (kind.domains.length <= maxButtons) {
      kind.domains.forEach((label, index) => row.append(chooser(at, index, label, 'chip')));
    } else {
      const select = element('select');
      select.dataset.kind = String(at);
      select.setAttribute('aria-label', kind.title);
      select.append(new Option(`choose one of ${kind.domains.length.toLocaleString('en')}`, ''));
      kind.domains.forEach((label, index) => select.append(new Option(label, String(index))));
      select.addEventListener('change', () => { if (select.value !== '') choose(at, Number(select.value)); });
      row.append(select);
    }
    host.append(row);
  });
}

const picker = document.getElementById('workload');

function fillPicker(text, wanted) {
  const found = [];
  let more = 0;
  data.workloads.forEach((workload, index) => {
    if (index !== wanted && !workload.w.toLowerCase().includes(text.toLowerCase())) return;
    if (found.length < maxOptions || index === wanted) found.push(new Option(workload.w, String(index)));
    else more++;
  });
  const none = new Option('none', '');
  picker.replaceChildren(none, ...found);
  if (more > 0) {
    const rest = new Option(`${more.toLocaleString('en')} more: type a part of the name`, '');
    rest.disabled = true;
    picker.append(rest);
  }
  picker.value = wanted >= 0 ? String(wanted) : '';
}

function show(index) {
  fillPicker(document.getElementById('find').value, index);
  highlight(index);
}

function filter() {
  const text = document.getElementById('search').value.toLowerCase();
  const code = document.getElementById('code').value;
  const levels = new Set([...document.querySelectorAll('input[name=level]:checked')].map(box => box.value));
  let shown = 0;
  const rows = document.querySelectorAll('#findings tbody tr');
  for (const row of rows) {
    const isShown = levels.has(row.dataset.level) && (code === '' || row.dataset.code === code)
      && (text === '' || row.textContent.toLowerCase().includes(text));
    row.hidden = !isShown;
    if (isShown) shown++;
  }
  document.getElementById('shown').textContent = `${count(shown, 'finding')} of ${rows.length.toLocaleString('en')} shown`;
}

if (data.places.length > 0) {
  buildDomains();
  for (const column of data.columns) map.append(buildColumn(column));
  map.addEventListener('keydown', move);
  document.getElementById('find').addEventListener('input', event => {
    fillPicker(event.target.value, picker.value === '' ? -1 : Number(picker.value));
  });
  picker.addEventListener('change', () => highlight(picker.value === '' ? -1 : Number(picker.value)));
  show(data.highlighted);
}

document.querySelectorAll('button.subject').forEach(button => button.addEventListener('click', () => {
  show(Number(button.dataset.workload));
  document.getElementById('map-title').scrollIntoView();
}));
if (document.getElementById('findings')) {
  document.getElementById('filters').hidden = false;
  document.getElementById('filters').addEventListener('input', filter);
  filter();
}
document.getElementById('without-script').hidden = true;
document.getElementById('interactive').hidden = data.places.length === 0;
