// Losses of the failure domain that was clicked.
const panel = document.getElementById('loss');

function table(rows, className, caption) {
  const made = element('table', 'loss ' + className);
  made.append(element('caption', '', caption));
  const head = made.createTHead().insertRow();
  for (const title of ['Workload', 'Lost', 'Left', 'Required']) {
    const cell = element('th', title === 'Workload' ? '' : 'n', title);
    cell.scope = 'col';
    head.append(cell);
  }
  const body = made.createTBody();
  for (const row of rows.slice(0, maxRows)) {
    const line = body.insertRow();
    const name = element('th', '', row.name);
    name.scope = 'row';
    line.append(name);
    for (const value of [row.lost, row.left, row.need]) line.append(element('td', 'n', value.toLocaleString('en')));
  }
  return made;
}

function showLoss(kind, index) {
  const places = placesOf(kind, index);
  let nodes = 0;
  for (const at of places) nodes += data.places[at].c;
  const { dies, holds } = lossesOf(places);
  const heading = element('h3', '', `Without ${labelOf(kind, index)}`);
  const summary = element('p', '',
    `${count(nodes, 'node')} lost: ${count(dies.length, 'workload falls below its requirement', 'workloads fall below their requirement')}, `
    + `${count(holds.length, 'other loses pods and keeps enough', 'others lose pods and keep enough')}.`);
  summary.id = 'loss-summary';
  panel.replaceChildren(heading, summary);
  const room = data.room.filter(loss => loss.a === kind && loss.i === index);
  for (const loss of room) {
    panel.append(element('p', loss.x > 0 ? 'worst' : 'soft', loss.x > 0
      ? `Of ${count(loss.m, 'pod')} to reschedule, ${loss.x.toLocaleString('en')} cannot be rescheduled: ${loss.s.join('; ')}`
      : `All ${count(loss.m, 'pod')} can be rescheduled.`));
  }
  if (dies.length > 0) panel.append(table(dies, 'dies', 'Below the requirement'));
  if (dies.length > maxRows) panel.append(element('p', 'soft', `And ${(dies.length - maxRows).toLocaleString('en')} more.`));
  if (holds.length > 0) panel.append(table(holds, 'holds', 'Still enough pods'));
  if (holds.length > maxRows) panel.append(element('p', 'soft', `And ${(holds.length - maxRows).toLocaleString('en')} more.`));
  if (dies.length + holds.length === 0) panel.append(element('p', 'soft', 'No audited workload has a serving pod there.'));
}
