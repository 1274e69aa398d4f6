/** Profit and weight by agent, costs, prices with fills, and which way everybody pointed. */
export const AGENT_CHARTS_SCRIPT = String.raw`
const agentT = summed(s.agentT);
const agentLine = (values, i) => ({ name: data.agents[i], values, colour: seriesColour(i), width: 1.6, dash: i >= 8 ? [6, 3] : undefined });
makers.set('profit', () => chart('profit', { t: agentT, lines: s.profit.map(agentLine), format: signed(amount), axisFormat: short, height: 260, include: [0], labels: true, when: dayText }));
makers.set('weight', () => chart('weight', { t: agentT, lines: s.weight.map(agentLine), format: (value) => (value === null ? '\u2013' : fixed(value, 2)), height: 200, include: [0], labels: true, when: dayText }));
makers.set('costs', () => {
  if (data.costs === null) return chart('costs', { t: [], lines: [], none: 'Nothing was paid, or in several currencies that do not add up.' });
  chart('costs', {
    t: summed(data.costs.t),
    lines: [['Fees', 'fees'], ['Slippage', 'slippage'], ['Borrowing', 'borrow'], ['Interest', 'interest'], ['Funding', 'funding']].flatMap(([name, key], i) => (data.costs[key] === undefined ? [] : [{ name, values: data.costs[key], colour: 'c' + (i + 1) }])),
    format: amount, axisFormat: short, include: [0], labels: true,
  });
});

const picker = document.getElementById('instrument');
let shown = 0;
if (picker !== null) picker.addEventListener('change', () => {
  shown = Number(picker.value);
  makers.get('price')();
  makers.get('stances')();
});

makers.set('price', () => {
  const drawn = data.drawn[shown];
  if (drawn === undefined) return;
  const fills = drawn.fills;
  chart('price', {
    t: summed(drawn.t),
    lines: [{ name: drawn.name, values: drawn.price, colour: 'beside', width: 1.3 }],
    format: price, axisFormat: (value) => fixed(value, Math.abs(value) < 10 ? 2 : 0), height: narrow() ? 260 : 320,
    draw(plot) {
      const { ctx, bbox } = plot;
      const ratio = devicePixelRatio;
      const [low, high] = [plot.scales.x.min, plot.scales.x.max];
      const inSight = fills.filter((fill) => fill[0] >= low && fill[0] <= high);
      const size = (inSight.length > 500 ? 3 : inSight.length > 150 ? 4 : 5) * ratio;
      ctx.save();
      ctx.beginPath();
      ctx.rect(bbox.left, bbox.top - 8 * ratio, bbox.width, bbox.height + 16 * ratio);
      ctx.clip();
      ctx.globalAlpha = inSight.length > 500 ? 0.6 : 0.9;
      for (const [seconds, at, quantity] of inSight) {
        if (at === null || quantity === null) continue;
        const x = plot.valToPos(seconds, 'x', true);
        const up = quantity > 0;
        const y = plot.valToPos(at, 'y', true) + (up ? 4 : -4) * ratio;
        const way = up ? 1 : -1;
        ctx.fillStyle = colour(up ? 'gain' : 'loss');
        ctx.beginPath();
        ctx.moveTo(x, y);
        ctx.lineTo(x - size, y + way * size * 1.7);
        ctx.lineTo(x + size, y + way * size * 1.7);
        ctx.fill();
      }
      ctx.restore();
    },
  });
  const note = document.getElementById('fills-note');
  const all = drawn.fillCount;
  note.textContent = all === 0
    ? 'No fills in this instrument.'
    : fixed(all, 0) + (all === 1 ? ' fill' : ' fills') + ': a triangle below the price that points up is a buy, one above that points down a sell.' +
      (all > fills.length ? ' Drawn are the latest ' + fixed(fills.length, 0) + '.' : '');
});

makers.set('stances', () => {
  const lanes = data.stances.lanes[shown];
  if (lanes === undefined) return;
  const names = data.agents.concat(['Decision']);
  const count = lanes.length;
  const old = charts.get('stances');
  if (old !== undefined) old.destroy();
  const place = document.querySelector('[data-chart="stances"] .plot');
  const legend = document.querySelector('[data-chart="stances"] .legend');
  place.textContent = '';
  place.style.minHeight = '0';
  if (lanes.every(([t]) => t.length === 0)) {
    charts.delete('stances');
    legend.textContent = '';
    place.append(make('p', { class: 'empty', text: 'Nobody voted on this instrument.' }));
    return;
  }
  const axes = lanes.map(([t, ways]) => [summed(t), ways]);
  const order = names.map((name, i) => (i + count - 1) % count);
  const words = { '1': 'long', '0': 'flat', '-1': 'short' };
  const wayAt = (lane, seconds) => {
    const [t, ways] = axes[lane];
    let way = null;
    for (let i = 0; i < t.length && t[i] <= seconds; i++) way = ways[i];
    return way;
  };
  const font = '12px system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif';
  const row = 24;
  const plot = new uPlot({
    width: place.clientWidth,
    height: count * row + 40,
    padding: [6, 22, 0, 0],
    legend: { show: false },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    cursor: { sync: { key: 'time', scales: ['x', null] }, y: false, points: { show: false }, drag: { x: true, y: false, setScale: false }, bind: { dblclick: () => () => { zoom(extent[0], extent[1]); return null; } } },
    scales: { x: { time: true, min: view[0], max: view[1] }, y: { range: () => [0, count], dir: -1 } },
    axes: [
      { stroke: colour('quiet'), font, grid: { show: false }, ticks: { stroke: colour('rule'), width: 1, size: 4 }, values: timeLabels, space: 70, size: 30 },
      { stroke: colour('ink'), font, size: narrow() ? 84 : 120, gap: 8, grid: { show: false }, ticks: { show: false }, splits: () => order.map((lane, i) => i + 0.5), values: () => order.map((lane) => (names[lane].length > (narrow() ? 10 : 16) ? names[lane].slice(0, narrow() ? 9 : 15) + '\u2026' : names[lane])) },
    ],
    series: [{}, { show: true, points: { show: false }, stroke: 'transparent' }],
    hooks: {
      setCursor: [(self) => {
        const left = self.cursor.left;
        if (left === undefined || left < 0) { legend.textContent = ''; return; }
        const seconds = self.posToVal(left, 'x');
        const said = order.map((lane) => [names[lane], wayAt(lane, seconds)]).filter((pair) => pair[1] !== null).map((pair) => pair[0] + ' ' + words[pair[1]]);
        legend.textContent = dayText(seconds) + (said.length > 0 && said.length < 7 ? ': ' + said.join(', ') : '');
      }],
      setSelect: [(self) => {
        if (self.select.width < 6) return;
        const low = self.posToVal(self.select.left, 'x');
        const high = self.posToVal(self.select.left + self.select.width, 'x');
        self.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
        zoom(low, high);
      }],
      draw: [(self) => drawLanes(self, axes, order, count)],
    },
  }, [extent.slice(), [0, count]], place);
  charts.set('stances', plot);
  document.getElementById('stances-note').textContent = data.stances.sampled ? ' Changes that lasted only shortly are left out here; the table and the files have them.' : '';
  legend.textContent = '';
});

/** Long stands above a lane's middle, short below it, flat on it: position says it, colour repeats it. */
function drawLanes(plot, axes, order, count) {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const height = bbox.height / count;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  order.forEach((lane, place) => {
    const middle = bbox.top + (place + 0.5) * height;
    const half = height * 0.38;
    const [t, ways] = axes[lane];
    const decision = lane === count - 1;
    for (let i = 0; i < t.length; i++) {
      if (ways[i] === null) continue;
      const from = Math.max(bbox.left, plot.valToPos(t[i], 'x', true));
      const to = i + 1 < t.length ? plot.valToPos(t[i + 1], 'x', true) : bbox.left + bbox.width;
      if (to < bbox.left || from > bbox.left + bbox.width) continue;
      const width = Math.max(to - from, 0.6 * ratio);
      ctx.fillStyle = ways[i] === 0 ? colour('beside') : decision ? colour('ink') : colour(ways[i] > 0 ? 'gain' : 'loss');
      if (ways[i] > 0) ctx.fillRect(from, middle - half, width, half);
      else if (ways[i] < 0) ctx.fillRect(from, middle, width, half);
      else ctx.fillRect(from, middle - 0.75 * ratio, width, 1.5 * ratio);
    }
    ctx.fillStyle = colour(decision ? 'rule' : 'grid');
    ctx.fillRect(bbox.left, Math.round(bbox.top + (place + 1) * height) - 1, bbox.width, 1);
  });
  ctx.restore();
}
`;
