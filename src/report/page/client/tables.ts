/** Tables too long to stand on the page at once: sorted, filtered and paged here, by mouse or keyboard. */
export const TABLES_SCRIPT = String.raw`
/**
 * spec: columns [{ label, number, sort(row), cell(row) -> text or node, tone(row) }], rows, filters [{ label, options [[value, text]], test(row, value) } or
 * { label, test(row) }], detail(row) -> node or null, note, none
 */
function pagedTable(name, spec) {
  const place = document.querySelector('[data-table="' + name + '"]');
  if (place === null) return;
  if (spec.rows.length === 0) {
    place.append(make('p', { class: 'empty', text: spec.none }));
    return;
  }
  const size = 20;
  let page = 0;
  let sorted = spec.sorted;
  const values = spec.filters.map(() => '');
  const opened = new Set();
  const filters = make('div', { class: 'filters' }, spec.filters.map((filter, i) => {
    const change = (value) => { values[i] = value; page = 0; draw(); };
    if (filter.options === undefined) {
      const box = make('input', { type: 'checkbox', onchange: () => change(box.checked ? '1' : '') });
      return make('label', {}, [box, filter.label]);
    }
    const select = make('select', { onchange: () => change(select.value) }, [['', 'all']].concat(filter.options).map(([value, text]) => make('option', { value, text })));
    return make('label', {}, [filter.label, select]);
  }));
  const heads = spec.columns.map((column, i) => {
    const button = make('button', { type: 'button', text: column.label, title: column.title, onclick() {
      sorted = { column: i, down: sorted.column === i ? !sorted.down : column.number === true };
      page = 0;
      draw();
    } });
    return make('th', { scope: 'col', class: column.number ? 'number' : '' }, [button]);
  });
  const body = make('tbody');
  const table = make('table', {}, [make('caption', { class: 'sr', text: spec.caption }), make('thead', {}, [make('tr', {}, heads)]), body]);
  const where = make('span', { class: 'where', 'aria-live': 'polite' });
  const step = (by) => make('button', { type: 'button', class: 'tool', text: by < 0 ? 'Earlier rows' : 'Further rows', onclick() { page += by; draw(); } });
  const back = step(-1);
  const forth = step(1);
  back.textContent = 'Previous';
  forth.textContent = 'Next';
  place.append(filters, make('div', { class: 'wide', role: 'region', tabindex: '0', 'aria-label': spec.caption }, [table]), make('div', { class: 'pager' }, [where, back, forth]));
  if (spec.note) place.append(make('p', { class: 'note', text: spec.note }));

  function draw() {
    const kept = spec.rows.filter((row) => spec.filters.every((filter, i) => values[i] === '' || filter.test(row, values[i])));
    const by = spec.columns[sorted.column].sort;
    const way = sorted.down ? -1 : 1;
    kept.sort((a, b) => {
      const x = by(a);
      const y = by(b);
      if (x === y) return 0;
      if (x === null) return 1;
      if (y === null) return -1;
      return (x < y ? -1 : 1) * way;
    });
    const pages = Math.max(1, Math.ceil(kept.length / size));
    page = Math.min(page, pages - 1);
    heads.forEach((head, i) => {
      if (i === sorted.column) head.setAttribute('aria-sort', sorted.down ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    });
    body.textContent = '';
    for (const row of kept.slice(page * size, page * size + size)) {
      const cells = spec.columns.map((column) => {
        const content = column.cell(row);
        return make('td', { class: [column.number ? 'number' : '', column.tone ? column.tone(row) : ''].join(' ').trim() }, [content]);
      });
      const line = make('tr', {}, cells);
      body.append(line);
      const detail = spec.detail ? spec.detail(row) : null;
      if (detail === null) continue;
      const extra = make('tr', { class: 'detail' }, [make('td', { colspan: String(cells.length) }, [detail])]);
      const toggle = make('button', { type: 'button', class: 'open-row', onclick() {
        if (opened.has(row)) opened.delete(row); else opened.add(row);
        sync();
      } });
      const sync = () => {
        const open = opened.has(row);
        extra.hidden = !open;
        toggle.textContent = open ? '\u25be' : '\u25b8';
        toggle.setAttribute('aria-expanded', String(open));
        toggle.setAttribute('aria-label', open ? 'Hide the votes' : 'Show the votes');
      };
      sync();
      cells[0].prepend(toggle);
      body.append(extra);
    }
    if (kept.length === 0) body.append(make('tr', {}, [make('td', { colspan: String(heads.length), class: 'quiet', text: 'No row passes these filters.' })]));
    where.textContent = kept.length === 0 ? 'No rows' : fixed(page * size + 1, 0) + '\u2013' + fixed(Math.min(kept.length, page * size + size), 0) + ' of ' + fixed(kept.length, 0);
    back.disabled = page === 0;
    forth.disabled = page >= pages - 1;
  }
  draw();
}

/** What a page with only the latest rows says of the rest. */
function capNote(rows, count, table) {
  if (rows >= count) return '';
  const file = data.tables[table];
  return 'The page holds the latest ' + fixed(rows, 0) + ' of ' + fixed(count, 0) + '.' + (file === null ? ' Write CSV or Parquet to have all.' : ' All are in ' + file + '.');
}
const pairs = (list) => list.map((text, i) => [String(i), text]);
const used = (list, rows, cell) => pairs(list).filter(([value]) => rows.some((row) => row[cell] === Number(value)));
/** How moments of a table are written: days where they all are at a few hours (closes, half days, daylight saving), which are then pointed at. */
function moments(rows, cells) {
  const hours = new Set();
  for (const row of rows) for (const cell of cells) if (row[cell] !== null) hours.add(row[cell] % 86400);
  const days = hours.size <= 6 * cells.length;
  return (seconds) => {
    if (seconds === null) return '\u2013';
    return days ? make('span', { text: dayText(seconds), title: timeText(seconds) + ' UTC' }) : timeText(seconds);
  };
}
const toneOf = (value) => (value > 0 ? 'gain' : value < 0 ? 'loss' : '');
`;
