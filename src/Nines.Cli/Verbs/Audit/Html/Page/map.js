// The map: columns are zones or another kind of failure domain, groups in them are fault and update domains, cells are nodes.
const map = document.getElementById('map');
const cells = [];
const choosers = [];
let chosen = null;

function chooser(kind, index, text, className) {
  const button = element('button', className, text);
  button.type = 'button';
  button.setAttribute('aria-pressed', 'false');
  button.addEventListener('click', () => choose(kind, index));
  choosers.push({ button, kind, index });
  return button;
}

function choose(kind, index) {
  const again = chosen !== null && chosen.kind === kind && chosen.index === index;
  chosen = again ? null : { kind, index };
  const places = again ? new Set() : placesOf(kind, index);
  cells.forEach(cell => cell.button.classList.toggle('lost', places.has(cell.place)));
  for (const each of choosers) {
    each.button.setAttribute('aria-pressed', String(!again && each.kind === kind && each.index === index));
  }
  document.querySelectorAll('#domains select').forEach(select => {
    select.value = !again && Number(select.dataset.kind) === kind ? String(index) : '';
  });
  if (again) panel.replaceChildren(element('p', 'soft', 'Choose a failure domain.'));
  else showLoss(kind, index);
}

function buildColumn(column) {
  const made = element('section', 'column');
  const first = data.places[column.g[0][0]];
  const domain = data.columnKind < 0 ? -1 : first.d[data.columnKind];
  const title = `${column.l} (${count(column.c, 'node')})`;
  made.append(domain < 0 ? element('p', 'title', title) : chooser(data.columnKind, domain, title, 'title'));
  for (const group of column.g) {
    const box = element('div', 'group');
    const inner = element('div', 'inner');
    for (const kind of data.innerKinds) {
      const at = data.places[group[0]].d[kind];
      inner.append(at < 0
        ? element('span', 'chip soft', `${data.kinds[kind].title} unknown`)
        : chooser(kind, at, data.kinds[kind].domains[at], 'chip'));
    }
    if (data.innerKinds.length > 0) box.append(inner);
    const nodes = element('div', 'nodes');
    for (const place of group) nodes.append(buildCell(place));
    box.append(nodes);
    made.append(box);
  }
  return made;
}

function buildCell(place) {
  const button = chooser(-1, place, '', data.grouped ? 'node many' : 'node');
  button.tabIndex = cells.length === 0 ? 0 : -1;
  cells.push({ button, place });
  return button;
}

// All nodes are one tab stop; the arrow keys move between them.
function move(event) {
  const at = cells.findIndex(cell => cell.button === document.activeElement);
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  const to = event.key === 'Home' ? 0 : event.key === 'End' ? cells.length - 1 : step === undefined ? -1 : at + step;
  if (at < 0 || to < 0 || to >= cells.length) return;
  event.preventDefault();
  cells[at].button.tabIndex = -1;
  cells[to].button.tabIndex = 0;
  cells[to].button.focus();
}

function highlight(index) {
  const serving = new Map();
  const others = new Map();
  const workload = data.workloads[index];
  for (const [counts, list] of [[serving, workload?.p ?? []], [others, workload?.o ?? []]]) {
    for (let at = 0; at < list.length; at += 2) counts.set(list[at], list[at + 1]);
  }
  for (const { button, place } of cells) {
    const here = serving.get(place) ?? 0;
    const idle = others.get(place) ?? 0;
    const name = data.places[place].n;
    button.classList.toggle('has', here > 0);
    button.classList.toggle('idle', here === 0 && idle > 0);
    button.textContent = data.grouped ? (here > 0 ? `${name}: ${here}` : name) : here > 0 ? String(here) : idle > 0 ? '○' : '·';
    const words = `${name}: ${count(here, 'serving pod')}${idle > 0 ? `, ${idle} not serving` : ''}`;
    button.setAttribute('aria-label', words);
    button.title = words;
  }
}
