/** Equity, drawdown, rolling measures and exposure. */
export const PERFORMANCE_CHARTS_SCRIPT = String.raw`
const s = data.sessions;
const benchmarkName = data.benchmark === null ? '' : data.benchmark;
let logScale = false;

makers.set('equity', () => {
  const t = daily ? sessionT : summed(data.intraday.t);
  const usable = (values) => (logScale ? values.map((value) => (value > 0 ? value : null)) : values);
  const lines = [{ name: 'Account', values: usable(daily ? s.equity : data.intraday.equity), colour: 'accent', width: 2 }];
  if (daily && s.benchmark !== null) lines.push({ name: benchmarkName, values: usable(s.benchmark), colour: 'beside', width: 1.3 });
  chart('equity', { t, lines, format: (value) => (value === null ? '\u2013' : fixed(value, 0)), axisFormat: short, height: narrow() ? 260 : 340, log: logScale });
});
makers.set('drawdown', () => {
  const lines = [{ name: 'Account', values: s.drawdown, colour: 'loss', width: 1.4, fill: 'loss' }];
  if (s.benchmarkDrawdown !== null) lines.push({ name: benchmarkName, values: s.benchmarkDrawdown, colour: 'beside', width: 1.2 });
  chart('drawdown', { t: sessionT, lines, format: percent(1), axisFormat: percent(0), height: 190, include: [0], when: dayText });
});
const windowLine = (values, i) => ({ name: s.windows[i] + ' sessions', values, colour: i === 0 ? 'beside' : 'accent', width: i === 0 ? 1.2 : 1.8 });
const tooShort = 'The run is too short for a rolling window.';
makers.set('sharpe', () => chart('sharpe', { t: sessionT, lines: s.sharpe.map(windowLine), format: (value) => (value === null ? '\u2013' : fixed(value, 2)), axisFormat: (value) => fixed(value, 1), include: [0], none: tooShort, when: dayText }));
makers.set('volatility', () => chart('volatility', { t: sessionT, lines: s.volatility.map(windowLine), format: percent(1), axisFormat: percent(0), include: [0], none: tooShort, when: dayText }));
makers.set('exposure', () => chart('exposure', {
  t: sessionT,
  lines: [{ name: 'Gross', values: s.gross, colour: 'beside', width: 1.3 }, { name: 'Net', values: s.net, colour: 'accent', width: sessionT.length > 1000 ? 1 : 1.6 }],
  format: percent(0), include: [0], when: dayText,
}));

const logButton = document.getElementById('log-scale');
if (logButton !== null) logButton.addEventListener('click', () => {
  logScale = !logScale;
  logButton.setAttribute('aria-pressed', String(logScale));
  makers.get('equity')();
});
const span = (extent[1] - extent[0]) / 31557600;
for (const button of document.querySelectorAll('[data-years]')) {
  const years = Number(button.dataset.years);
  if (years > 0 && years >= span) { button.hidden = true; continue; }
  button.addEventListener('click', () => zoom(years === 0 ? extent[0] : extent[1] - years * 31557600, extent[1]));
}
`;
