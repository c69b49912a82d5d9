// Data of the page, and the losses of a set of places. Text from the cluster is added as text, never as markup.
const data = JSON.parse(document.getElementById('data').textContent);
const maxRows = 300;

// A failure domain is a kind and an index in it; with the kind -1 it is a single place.
function placesOf(kind, index) {
  const places = new Set();
  data.places.forEach((place, at) => {
    if (kind < 0 ? at === index : place.d[kind] === index) places.add(at);
  });
  return places;
}

function labelOf(kind, index) {
  return kind < 0 ? data.places[index].n : data.kinds[kind].domains[index];
}

// Workloads with serving pods there: those that fall below their requirement, and the others; each with the largest loss first.
function lossesOf(places) {
  const dies = [];
  const holds = [];
  for (const workload of data.workloads) {
    let lost = 0;
    for (let at = 0; at < workload.p.length; at += 2) {
      if (places.has(workload.p[at])) lost += workload.p[at + 1];
    }
    if (lost === 0 || workload.n === undefined) continue;
    const left = workload.s - lost;
    (left < workload.n ? dies : holds).push({ name: workload.w, lost, left, need: workload.n });
  }
  const order = (a, b) => a.left - a.need - (b.left - b.need) || (a.name < b.name ? -1 : 1);
  return { dies: dies.sort(order), holds: holds.sort(order) };
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function count(number, one, many) {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many ?? one + 's'}`;
}
