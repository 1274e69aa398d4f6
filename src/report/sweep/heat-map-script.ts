/** Two parameters as a table of shades; the others averaged, or at their best. */
export const HEAT_MAP_SCRIPT = String.raw`
const score = data.percent ? signed(percent(1)) : (value) => (value === null ? '\u2013' : fixed(value, 2));
const rowsPicker = document.getElementById('heat-rows');
const columnsPicker = document.getElementById('heat-columns');
const othersPicker = document.getElementById('heat-others');
const heat = document.getElementById('heat');

function cellsOf(first, second) {
  const turned = second >= 0 && second < first;
  const found = data.cells.find((cells) => cells.first === (turned ? second : first) && cells.second === (turned ? first : second));
  const width = second < 0 ? 1 : data.axes[second].labels.length;
  const height = data.axes[first].labels.length;
  return (kind, row, column) => found[kind][turned ? column * height + row : row * width + column];
}

function drawHeat() {
  const first = Number(rowsPicker.value);
  const second = Number(columnsPicker.value);
  const kind = othersPicker.value;
  const at = cellsOf(first, second === first ? -1 : second);
  const rows = data.axes[first].labels;
  const columns = second < 0 || second === first ? [''] : data.axes[second].labels;
  const all = [];
  rows.forEach((_, row) => columns.forEach((_, column) => { const value = at(kind, row, column); if (value !== null) all.push(value); }));
  const most = Math.max(...all);
  const least = Math.min(...all);
  const full = Math.max(Math.abs(most), Math.abs(least), 1e-9);
  const body = rows.map((label, row) => make('tr', {}, [
    make('th', { scope: 'row', text: label }),
    ...columns.map((_, column) => {
      const value = at(kind, row, column);
      if (value === null) return make('td', { title: 'no result' });
      const count = at('count', row, column);
      const cell = make('td', {
        text: score(value),
        class: (value < 0 ? 'shade-loss' : 'shade-gain') + (value === most ? ' most' : ''),
        title: count + (count === 1 ? ' point' : ' points'),
      });
      cell.setAttribute('style', '--shade:' + Math.round((Math.abs(value) / full) * 62) + '%');
      return cell;
    }),
  ]));
  const head = columns.length === 1 && columns[0] === '' ? [] : [make('thead', {}, [
    make('tr', {}, [make('td'), make('th', { class: 'axis', colspan: columns.length, text: data.axes[second].key })]),
    make('tr', {}, [make('th', { class: 'axis', text: data.axes[first].key }), ...columns.map((label) => make('th', { scope: 'col', text: label }))]),
  ])];
  heat.textContent = '';
  heat.append(make('table', { class: 'heat sweep' }, [...head, make('tbody', {}, body)]));
}

for (const picker of [rowsPicker, columnsPicker, othersPicker]) picker.addEventListener('change', drawHeat);
rowsPicker.value = '0';
columnsPicker.value = data.axes.length > 1 ? '1' : '-1';
othersPicker.value = 'mean';
drawHeat();
`;
