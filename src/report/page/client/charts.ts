/** Line charts over time: one zoom and one cursor for all of them, colours of the theme, legends that can be switched. */
export const CHARTS_SCRIPT = String.raw`
const charts = new Map();
const makers = new Map();
const hidden = new Set();
const sessionT = summed(data.sessions.t);
const extent = (() => {
  let low = Infinity;
  let high = -Infinity;
  const widen = (list) => { if (list.length > 0) { low = Math.min(low, list[0]); high = Math.max(high, list[list.length - 1]); } };
  widen(sessionT);
  if (data.intraday !== null) widen(summed(data.intraday.t));
  for (const drawn of data.drawn) widen(summed(drawn.t));
  if (low === high) { low -= 43200; high += 43200; }
  return [low, high];
})();
let view = extent.slice();
const daily = data.intraday === null;

function zoom(low, high) {
  view = [Math.max(extent[0], low), Math.min(extent[1], high)];
  for (const chart of charts.values()) chart.setScale('x', { min: view[0], max: view[1] });
  for (const button of document.querySelectorAll('[data-years]')) {
    const years = Number(button.dataset.years);
    const from = years === 0 ? extent[0] : extent[1] - years * 31557600;
    button.setAttribute('aria-pressed', String(Math.abs(view[0] - from) < 86400 && view[1] === extent[1]));
  }
}

function timeLabels(chart, splits, axis, space, step) {
  return splits.map((seconds, i) => {
    const date = new Date(seconds * 1000);
    if (step >= 31536000) return String(date.getUTCFullYear());
    if (step >= 2419200) return date.getUTCMonth() === 0 || i === 0 ? MONTHS[date.getUTCMonth()] + ' ' + date.getUTCFullYear() : MONTHS[date.getUTCMonth()];
    if (step >= 86400) return date.getUTCDate() + ' ' + MONTHS[date.getUTCMonth()];
    return date.getUTCHours() === 0 && date.getUTCMinutes() === 0 ? date.getUTCDate() + ' ' + MONTHS[date.getUTCMonth()] : clockText(seconds);
  });
}

function swatch(line) {
  const namespace = 'http:' + '//www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', '0 0 22 8');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(namespace, 'path');
  path.setAttribute('d', 'M0 4H22');
  path.setAttribute('stroke', 'var(--' + line.colour + ')');
  path.setAttribute('stroke-width', String(line.width || 1.6));
  if (line.dash) path.setAttribute('stroke-dasharray', line.dash.join(' '));
  svg.append(path);
  return svg;
}

/**
 * spec: t, lines [{ name, values, colour, width, dash, fill }], format (of a value), axisFormat, height, log, include (values that
 * stay in sight), draw(chart), labels (names at the ends of the lines), when (text of a moment), legend (false: none)
 */
function chart(name, spec) {
  const figure = document.querySelector('[data-chart="' + name + '"]');
  if (figure === null) return;
  const place = figure.querySelector('.plot');
  const legend = figure.querySelector('.legend');
  const old = charts.get(name);
  if (old !== undefined) old.destroy();
  place.textContent = '';
  legend.textContent = '';
  if (spec.t.length === 0 || spec.lines.every((line) => line.values.every((value) => value === null))) {
    charts.delete(name);
    place.append(make('p', { class: 'empty', text: spec.none || 'Nothing to draw in this run.' }));
    place.style.minHeight = '0';
    return;
  }
  const lines = spec.lines;
  const ats = [];
  const when = make('span', { class: 'at' });
  if (spec.legend !== false) {
    legend.append(when);
    lines.forEach((line, i) => {
      const at = make('span', { class: 'at' });
      ats.push(at);
      const key = name + '/' + line.name;
      const button = make('button', { type: 'button', 'aria-pressed': String(!hidden.has(key)), title: 'Show or hide ' + line.name, onclick() {
        const show = hidden.has(key);
        if (show) hidden.delete(key); else hidden.add(key);
        button.setAttribute('aria-pressed', String(show));
        plot.setSeries(i + 1, { show });
      } }, [swatch(line), make('span', { text: line.name }), at]);
      legend.append(button);
    });
  }
  const lastOf = (values) => { for (let i = values.length - 1; i >= 0; i--) if (values[i] !== null) return values[i]; return null; };
  const write = (index) => {
    when.textContent = index === null ? '' : (spec.when || (daily ? dayText : timeText))(spec.t[index]);
    ats.forEach((at, i) => { at.textContent = spec.format(index === null ? lastOf(lines[i].values) : lines[i].values[index]); });
  };
  const font = '12px system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif';
  const labelled = spec.labels === true && !narrow();
  const include = spec.include || [];
  const axisFormat = spec.axisFormat || spec.format;
  const options = {
    width: place.clientWidth,
    height: spec.height || 200,
    padding: [10, labelled ? 108 : 22, 0, 0],
    legend: { show: false },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    cursor: {
      sync: { key: 'time', scales: ['x', null] },
      y: false,
      points: { size: 6, width: 0 },
      drag: { x: true, y: false, setScale: false },
      bind: { dblclick: () => () => { zoom(extent[0], extent[1]); return null; } },
    },
    scales: {
      x: { time: true, min: view[0], max: view[1] },
      y: {
        distr: spec.log ? 3 : 1,
        range: (plot, low, high) => {
          if (low === null) return spec.log ? [1, 10] : [0, 1];
          if (spec.log) return [low / 1.03, high * 1.03];
          let from = Math.min(low, ...include);
          let to = Math.max(high, ...include);
          if (from === to) { from -= Math.abs(from) * 0.05 || 1; to += Math.abs(to) * 0.05 || 1; }
          const room = (to - from) * 0.06;
          return [include.includes(from) ? from : from - room, include.includes(to) ? to : to + room];
        },
      },
    },
    axes: [
      { stroke: colour('quiet'), font, grid: { show: false }, ticks: { stroke: colour('rule'), width: 1, size: 4 }, values: timeLabels, space: 70, size: 30 },
      { stroke: colour('quiet'), font, size: narrow() ? 52 : 64, gap: 6, grid: { stroke: colour('grid'), width: 1 }, ticks: { show: false }, values: (plot, splits) => splits.map((value) => (value === null ? null : axisFormat(value))), space: 42, splits: spec.log ? (plot, index, low, high) => logSteps(low, high) : undefined, filter: spec.log ? (plot, splits) => splits : undefined },
    ],
    series: [{}].concat(lines.map((line) => ({
      show: !hidden.has(name + '/' + line.name),
      stroke: colour(line.colour),
      width: line.width || 1.6,
      dash: line.dash,
      fill: line.fill ? (plot) => colour(line.fill) + '2e' : undefined,
      fillTo: line.fill ? 0 : undefined,
      spanGaps: true,
      points: { show: spec.t.length < 3 },
    }))),
    hooks: {
      setCursor: [(plot) => write(plot.cursor.idx === undefined ? null : plot.cursor.idx)],
      setSelect: [(plot) => {
        if (plot.select.width < 6) return;
        const low = plot.posToVal(plot.select.left, 'x');
        const high = plot.posToVal(plot.select.left + plot.select.width, 'x');
        plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
        zoom(low, high);
      }],
      draw: [(plot) => { if (spec.draw) spec.draw(plot); if (labelled) nameLines(plot, lines); }],
      drawAxes: [(plot) => zeroLine(plot)],
    },
  };
  const plot = new uPlot(options, [spec.t].concat(lines.map((line) => line.values)), place);
  charts.set(name, plot);
  write(null);
}

function zeroLine(plot) {
  const scale = plot.scales.y;
  if (!(scale.min < 0 && scale.max > 0)) return;
  const y = Math.round(plot.valToPos(0, 'y', true)) + 0.5;
  plot.ctx.save();
  plot.ctx.strokeStyle = colour('rule');
  plot.ctx.lineWidth = devicePixelRatio;
  plot.ctx.beginPath();
  plot.ctx.moveTo(plot.bbox.left, y);
  plot.ctx.lineTo(plot.bbox.left + plot.bbox.width, y);
  plot.ctx.stroke();
  plot.ctx.restore();
}

/** Round values for a logarithmic axis: 1, 2, 5 of each power of ten, or even steps where it spans less than one. */
function logSteps(low, high) {
  const steps = [];
  if (high / low >= 10) {
    for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
      for (const digit of [1, 2, 5]) steps.push(digit * 10 ** power);
    }
  } else {
    const rough = (high - low) / 5;
    const unit = 10 ** Math.floor(Math.log10(rough));
    const step = unit * (rough / unit > 5 ? 10 : rough / unit > 2 ? 5 : rough / unit > 1 ? 2 : 1);
    for (let value = Math.ceil(low / step) * step; value <= high; value += step) steps.push(value);
  }
  return steps.filter((value) => value >= low && value <= high);
}

/** Names at the right ends of the lines, kept apart. */
function nameLines(plot, lines) {
  const ratio = devicePixelRatio;
  const t = plot.data[0];
  const ends = [];
  lines.forEach((line, i) => {
    if (!plot.series[i + 1].show) return;
    for (let k = t.length - 1; k >= 0; k--) {
      const value = plot.data[i + 1][k];
      if (t[k] > plot.scales.x.max || value === null) continue;
      ends.push({ name: line.name.length > 15 ? line.name.slice(0, 14) + '\u2026' : line.name, colour: line.colour, y: plot.valToPos(value, 'y', true) });
      break;
    }
  });
  ends.sort((a, b) => a.y - b.y);
  const gap = 14 * ratio;
  const bottom = plot.bbox.top + plot.bbox.height;
  for (let i = 1; i < ends.length; i++) ends[i].y = Math.max(ends[i].y, ends[i - 1].y + gap);
  for (let i = ends.length - 1, limit = bottom; i >= 0; i--, limit -= gap) ends[i].y = Math.min(ends[i].y, limit);
  plot.ctx.save();
  plot.ctx.font = 12 * ratio + 'px system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif';
  plot.ctx.textBaseline = 'middle';
  plot.ctx.textAlign = 'left';
  for (const end of ends) {
    plot.ctx.fillStyle = colour(end.colour);
    plot.ctx.fillText(end.name, plot.bbox.left + plot.bbox.width + 8 * ratio, end.y);
  }
  plot.ctx.restore();
}

function drawAll() { for (const maker of makers.values()) maker(); }
themeListeners.push(drawAll);
let width = window.innerWidth;
window.addEventListener('resize', () => {
  if (window.innerWidth === width) return;
  width = window.innerWidth;
  drawAll();
});
`;
