// What the page was given, and what is lost with a set of places. Everything from the cluster is put into the page as text, never as markup.
const data = JSON.parse(document.getElementById('data').textContent);
const mostRows = 300;

// A domain is an axis and an index in it; with the axis -1 it is a single place.
function placesOf(axis, index) {
  const places = new Set();
  data.places.forEach((place, at) => {
    if (axis < 0 ? at === index : place.d[axis] === index) places.add(at);
  });
  return places;
}

function labelOf(axis, index) {
  return axis < 0 ? data.places[index].n : data.axes[axis].domains[index];
}

// The workloads that have serving pods there: those that fall below what they need, and the others; each the greatest loss first.
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
