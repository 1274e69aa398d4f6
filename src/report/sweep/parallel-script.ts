/** A line for each point across an axis for each parameter, coloured by its score; dragging along an axis keeps those that cross there. */
export const PARALLEL_SCRIPT = String.raw`
const parallel = document.getElementById('parallel');
const parallelNote = document.getElementById('parallel-note');
const WIDTH = 1100, HEIGHT = 400, TOP = 44, BOTTOM = 20, SIDE = 80;
const svg = (name, attributes) => {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const key in attributes) element.setAttribute(key, String(attributes[key]));
  return element;
};
const scores = data.lines.map((line) => line.score);
const lowest = Math.min(...scores);
const highest = Math.max(...scores);
const shareOfScore = (value) => (highest > lowest ? (value - lowest) / (highest - lowest) : 1);
const axisNames = data.axes.map((axis) => axis.key).concat([data.objective]);
const xOf = (axis) => SIDE + (axis * (WIDTH - 2 * SIDE)) / Math.max(1, axisNames.length - 1);
const yOf = (share) => HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
const kept = axisNames.map(() => null);
const drawing = svg('svg', { viewBox: '0 0 ' + WIDTH + ' ' + HEIGHT, class: 'parallel' });
const paths = [];

const lineText = (line) => 'Point ' + line.point + ': ' + data.axes.map((axis, i) => axis.key + ' ' + line.values[i]).join(', ') + '; ' + data.objective + ' ' + score(line.score);
function keepOf(line) {
  return kept.every((range, axis) => {
    if (range === null) return true;
    const share = axis < line.at.length ? line.at[axis] : shareOfScore(line.score);
    return share >= range[0] - 1e-6 && share <= range[1] + 1e-6;
  });
}
function refresh() {
  let count = 0;
  data.lines.forEach((line, i) => {
    const keep = keepOf(line);
    if (keep) count += 1;
    paths[i].setAttribute('class', keep ? 'line' : 'line out');
  });
  parallelNote.textContent = count + ' of ' + data.lines.length + ' lines' + (kept.some((range) => range !== null) ? '; double-click an axis to let go of it.' : '.');
}

// The best stand on top.
data.lines.map((line, i) => [line.score, i]).sort((a, b) => a[0] - b[0]).forEach(([value, i]) => {
  const line = data.lines[i];
  const shares = line.at.concat([shareOfScore(value)]);
  const d = shares.map((share, axis) => (axis === 0 ? 'M' : 'L') + xOf(axis).toFixed(1) + ' ' + yOf(share).toFixed(1)).join('');
  const path = svg('path', { d, style: '--score:' + Math.round(100 * shareOfScore(value) ** 2) + '%', class: 'line' });
  path.addEventListener('pointerenter', () => { path.setAttribute('class', 'line at'); parallelNote.textContent = lineText(line); });
  path.addEventListener('pointerleave', refresh);
  paths[i] = path;
  drawing.append(path);
});

axisNames.forEach((name, axis) => {
  const x = xOf(axis);
  const last = axis === axisNames.length - 1;
  const labels = last ? [score(lowest), score(highest)] : [data.axes[axis].low, data.axes[axis].high];
  drawing.append(svg('line', { x1: x, x2: x, y1: yOf(0), y2: yOf(1), class: 'axis' }));
  const put = (text, y, kind) => { const label = svg('text', { x, y, class: kind, 'text-anchor': 'middle' }); label.textContent = text; drawing.append(label); };
  put(name, 14, 'name');
  put(labels[1], TOP - 12, 'end');
  put(labels[0], HEIGHT - 4, 'end');
  const range = svg('rect', { x: x - 7, width: 14, y: 0, height: 0, class: 'range' });
  const grip = svg('rect', { x: x - 16, width: 32, y: yOf(1) - 6, height: yOf(0) - yOf(1) + 12, class: 'grip' });
  let from = null;
  const shareAt = (event) => {
    const box = drawing.getBoundingClientRect();
    const y = ((event.clientY - box.top) * HEIGHT) / box.height;
    return Math.min(1, Math.max(0, (HEIGHT - BOTTOM - y) / (HEIGHT - TOP - BOTTOM)));
  };
  const show = () => {
    const held = kept[axis];
    range.setAttribute('y', held === null ? 0 : yOf(held[1]));
    range.setAttribute('height', held === null ? 0 : Math.max(2, yOf(held[0]) - yOf(held[1])));
    refresh();
  };
  grip.addEventListener('pointerdown', (event) => { from = shareAt(event); grip.setPointerCapture(event.pointerId); });
  grip.addEventListener('pointermove', (event) => {
    if (from === null) return;
    const to = shareAt(event);
    if (Math.abs(to - from) > 0.01) { kept[axis] = [Math.min(from, to), Math.max(from, to)]; show(); }
  });
  grip.addEventListener('pointerup', () => { from = null; });
  grip.addEventListener('dblclick', () => { kept[axis] = null; show(); });
  drawing.append(range);
  drawing.append(grip);
});
parallel.append(drawing);
refresh();
`;
