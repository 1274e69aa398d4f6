/** Growth of the joined tests. */
export const CURVES_SCRIPT = String.raw`
makers.set('growth', () => {
  const lines = data.lines.map((line, i) => {
    if (line.name === 'At the pace in sample') return { name: line.name, values: line.values, colour: 'beside', width: 1.4, dash: [6, 4] };
    return { name: line.name, values: line.values, colour: data.lines.length > 2 ? seriesColour(i) : 'accent', width: 1.8 };
  });
  chart('growth', { t: sessionT, lines, format: (value) => (value === null ? '\u2013' : fixed(value, 3)), axisFormat: (value) => fixed(value, 2), height: narrow() ? 260 : 340, include: [1], none: 'No test was judged.', when: dayText });
});
applyTheme(theme);
`;
