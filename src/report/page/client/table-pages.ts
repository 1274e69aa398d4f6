/** Decisions with their votes, refusals, trades. */
export const TABLE_PAGES_SCRIPT = String.raw`
const wayWord = (size) => (size === null ? 'asleep' : size > 0 ? 'long' : size < 0 ? 'short' : 'flat');
const waySign = { long: '\u25b2', short: '\u25bc', flat: '\u2013', asleep: '\u00b7' };

function ballot(votes) {
  const marks = votes.map((vote) => {
    const word = vote[5] === 0 ? 'asleep' : wayWord(vote[1]);
    return make('i', { class: word, title: data.agents[vote[0]] + ' ' + word, text: waySign[word] });
  });
  const said = votes.map((vote) => data.agents[vote[0]] + ' ' + (vote[5] === 0 ? 'asleep' : wayWord(vote[1]))).join(', ');
  return make('span', { class: 'ballot', role: 'img', 'aria-label': said || 'no votes' }, marks);
}

function voteTable(texts, votes) {
  if (votes.length === 0) return null;
  const heads = ['Agent', 'Target', 'Confidence', 'Weight', 'Share of the decision', 'Counted', 'Reason given last'];
  const rows = votes.map((vote) => make('tr', {}, [
    make('th', { scope: 'row', text: data.agents[vote[0]] }),
    make('td', { class: 'number', text: vote[1] === null ? 'none' : plain(vote[1]) }),
    make('td', { class: 'number', text: vote[2] === null ? '\u2013' : fixed(vote[2], 2) }),
    make('td', { class: 'number', text: vote[3] === null ? '\u2013' : fixed(vote[3], 3) }),
    make('td', { class: 'number', text: plain(vote[4]) }),
    make('td', { text: vote[5] === 1 ? 'yes' : 'no' }),
    make('td', { class: 'wrap', text: vote[6] < 0 ? '' : texts[vote[6]] }),
  ]));
  return make('table', {}, [
    make('thead', {}, [make('tr', {}, heads.map((text, i) => make('th', { scope: 'col', class: i > 0 && i < 5 ? 'number' : '', text })))]),
    make('tbody', {}, rows),
  ]);
}

const kept = data.decisions;
const decisionMoment = moments(kept.rows, [0]);
pagedTable('decisions', {
  caption: 'Decisions with their votes',
  rows: kept.rows,
  sorted: { column: 0, down: true },
  none: 'No decision was made.',
  note: capNote(kept.rows.length, kept.count, 'decisions'),
  columns: [
    { label: 'Time', sort: (row) => row[0], cell: (row) => decisionMoment(row[0]) },
    { label: 'Instrument', sort: (row) => data.instruments[row[1]], cell: (row) => data.instruments[row[1]] },
    { label: 'Kind', sort: (row) => kept.texts[row[2]], cell: (row) => kept.texts[row[2]] },
    { label: 'Votes', title: 'Up is long, down is short, a dash is flat, a dot is asleep', sort: (row) => row[8].length, cell: (row) => ballot(row[8]) },
    { label: 'Held', number: true, sort: (row) => row[3], cell: (row) => plain(row[3]) },
    { label: 'Decided', number: true, sort: (row) => row[4], cell: (row) => plain(row[4]) },
    { label: 'Allowed', number: true, sort: (row) => row[5], cell: (row) => (row[5] === row[4] ? plain(row[5]) : plain(row[5]) + ' (cut)') },
    { label: 'Confidence', number: true, sort: (row) => row[6], cell: (row) => (row[6] === null ? '\u2013' : fixed(row[6], 2)) },
    { label: 'Dissent', number: true, title: '0: all the same way; larger: more of the weight points elsewhere', sort: (row) => row[7], cell: (row) => (row[7] === null ? '\u2013' : fixed(row[7], 2)) },
  ],
  filters: [
    { label: 'Instrument', options: used(data.instruments, kept.rows, 1), test: (row, value) => row[1] === Number(value) },
    { label: 'Kind', options: used(kept.texts, kept.rows, 2), test: (row, value) => row[2] === Number(value) },
    { label: 'only cut by risk', test: (row) => row[4] !== row[5] },
    { label: 'only when agents differed', test: (row) => new Set(row[8].filter((vote) => vote[5] === 1).map((vote) => wayWord(vote[1]))).size > 1 },
  ],
  detail: (row) => voteTable(kept.texts, row[8]),
});

const refused = data.refusals;
const refusalMoment = moments(refused.rows, [0]);
if (refused.rows.length > 0) pagedTable('refusals', {
  caption: 'Refusals',
  rows: refused.rows,
  sorted: { column: 0, down: true },
  none: '',
  note: capNote(refused.rows.length, refused.count, 'refusals'),
  columns: [
    { label: 'Time', sort: (row) => row[0], cell: (row) => refusalMoment(row[0]) },
    { label: 'Rule', sort: (row) => refused.texts[row[3]], cell: (row) => refused.texts[row[3]] },
    { label: 'Whose', sort: (row) => row[1], cell: (row) => (row[1] < 0 ? 'the vote' : data.agents[row[1]] || 'house') },
    { label: 'Instrument', sort: (row) => data.instruments[row[2]], cell: (row) => data.instruments[row[2]] },
    { label: 'Limit', number: true, sort: (row) => row[4], cell: (row) => plain(row[4]) },
    { label: 'Value', number: true, sort: (row) => row[5], cell: (row) => plain(row[5]) },
    { label: 'Asked', number: true, sort: (row) => row[6], cell: (row) => plain(row[6]) },
    { label: 'Largest allowed', number: true, sort: (row) => row[7], cell: (row) => plain(row[7]) },
  ],
  filters: [
    { label: 'Rule', options: used(refused.texts, refused.rows, 3), test: (row, value) => row[3] === Number(value) },
    { label: 'Instrument', options: used(data.instruments, refused.rows, 2), test: (row, value) => row[2] === Number(value) },
  ],
});

const traded = data.trades;
const tradeMoment = moments(traded.rows, [4, 5]);
pagedTable('trades', {
  caption: 'Trades',
  rows: traded.rows,
  sorted: { column: 0, down: true },
  none: 'No agent had a position.',
  note: capNote(traded.rows.length, traded.count, 'trades'),
  columns: [
    { label: 'Entry', sort: (row) => row[4], cell: (row) => tradeMoment(row[4]) },
    { label: 'Exit', sort: (row) => (row[5] === null ? Infinity : row[5]), cell: (row) => (row[5] === null ? 'open' : tradeMoment(row[5])) },
    { label: 'Agent', sort: (row) => data.agents[row[0]], cell: (row) => data.agents[row[0]] || 'house' },
    { label: 'Instrument', sort: (row) => data.instruments[row[1]], cell: (row) => data.instruments[row[1]] },
    { label: 'Side', sort: (row) => row[2], cell: (row) => (row[2] > 0 ? '\u25b2 long' : '\u25bc short') },
    { label: 'Size', number: true, sort: (row) => row[3], cell: (row) => plain(row[3]) },
    { label: 'Entry price', number: true, sort: (row) => row[6], cell: (row) => price(row[6]) },
    { label: 'Exit price', number: true, sort: (row) => row[7], cell: (row) => price(row[7]) },
    { label: 'Profit', number: true, title: 'After fees and slippage, in the currency of the instrument', sort: (row) => row[8], cell: (row) => signed((value) => (value === null ? '\u2013' : fixed(value, 2)))(row[8]), tone: (row) => toneOf(row[8]) },
    { label: 'Bars', number: true, sort: (row) => row[10], cell: (row) => plain(row[10]) },
    { label: 'MAE', number: true, title: 'The worst open loss per unit, as a share of the entry price', sort: (row) => row[11], cell: (row) => percent(1)(row[11]) },
    { label: 'MFE', number: true, title: 'The best open profit per unit, as a share of the entry price', sort: (row) => row[12], cell: (row) => signed(percent(1))(row[12]) },
    { label: 'Ended by', sort: (row) => traded.texts[row[13]], cell: (row) => traded.texts[row[13]] },
  ],
  filters: [
    { label: 'Agent', options: used(data.agents, traded.rows, 0), test: (row, value) => row[0] === Number(value) },
    { label: 'Instrument', options: used(data.instruments, traded.rows, 1), test: (row, value) => row[1] === Number(value) },
    { label: 'Result', options: [['1', 'profit'], ['-1', 'loss'], ['0', 'open']], test: (row, value) => (value === '0' ? row[5] === null : row[5] !== null && Math.sign(row[8]) === Number(value)) },
  ],
});

applyTheme(theme);
zoom(extent[0], extent[1]);
`;
