/** What all parts of the page's script share: the data, the figures' look, elements, colours and the theme. */
export const BASE_SCRIPT = String.raw`
const root = document.documentElement;
const data = JSON.parse(document.getElementById('data').textContent);
const summed = (differences) => { let at = 0; return differences.map((value) => (at += value)); };
const narrow = () => window.innerWidth < 600;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value) => String(value).padStart(2, '0');
const dayText = (seconds) => { const date = new Date(seconds * 1000); return date.getUTCDate() + ' ' + MONTHS[date.getUTCMonth()] + ' ' + date.getUTCFullYear(); };
const clockText = (seconds) => { const date = new Date(seconds * 1000); return two(date.getUTCHours()) + ':' + two(date.getUTCMinutes()); };
const timeText = (seconds) => dayText(seconds) + ' ' + clockText(seconds);
const fixed = (value, digits) => {
  const text = Math.abs(value).toFixed(digits);
  const parts = text.split('.');
  parts[0] = parts[0].replace(/\B(?=(\d{3})+$)/g, ',');
  return (value < 0 && /[1-9]/.test(text) ? '\u2212' : '') + parts.join('.');
};
const plain = (value) => (value === null ? '\u2013' : fixed(value, Math.min(8, (String(value).split('.')[1] || '').length)));
const price = (value) => (value === null ? '\u2013' : fixed(value, value !== 0 && Math.abs(value) < 1 ? 5 : 2));
const percent = (digits) => (value) => (value === null ? '\u2013' : fixed(value * 100, digits) + '%');
const signed = (format) => (value) => (value > 0 ? '+' : '') + format(value);
const amount = (value) => (value === null ? '\u2013' : fixed(value, Math.abs(value) < 100 ? 2 : 0));
const short = (value) => {
  const size = Math.abs(value);
  if (size >= 1e9) return fixed(value / 1e9, size < 1e10 ? 1 : 0) + 'bn';
  if (size >= 1e6) return fixed(value / 1e6, size < 1e7 ? 2 : 1) + 'm';
  if (size >= 1e4) return fixed(value / 1e3, size < 1e5 && size % 1e3 !== 0 ? 1 : 0) + 'k';
  return fixed(value, size < 10 && size > 0 ? 2 : 0);
};

const make = (name, attributes, children) => {
  const element = document.createElement(name);
  for (const key in attributes || {}) {
    if (key === 'text') element.textContent = attributes[key];
    else if (key.startsWith('on')) element.addEventListener(key.slice(2), attributes[key]);
    else if (attributes[key] !== undefined) element.setAttribute(key, attributes[key]);
  }
  for (const child of children || []) if (child !== null) element.append(child);
  return element;
};

const colour = (name) => getComputedStyle(root).getPropertyValue('--' + name).trim();
const seriesColour = (i) => 'c' + ((i % 8) + 1);

const themeButton = document.getElementById('theme');
const THEMES = ['auto', 'light', 'dark'];
const themeListeners = [];
function applyTheme(theme) {
  if (theme === 'auto') root.removeAttribute('data-theme');
  else root.setAttribute('data-theme', theme);
  themeButton.textContent = 'Theme: ' + theme;
  for (const listener of themeListeners) listener();
}
let theme = 'auto';
try { theme = THEMES.includes(localStorage.getItem('conclave-theme')) ? localStorage.getItem('conclave-theme') : 'auto'; } catch { theme = 'auto'; }
if (/^#(light|dark)$/.test(location.hash)) theme = location.hash.slice(1);
themeButton.hidden = false;
themeButton.addEventListener('click', () => {
  theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  try { localStorage.setItem('conclave-theme', theme); } catch { /* a page from a file may have no storage */ }
  applyTheme(theme);
});
window.addEventListener('beforeprint', () => { root.setAttribute('data-theme', 'light'); for (const listener of themeListeners) listener(); });
window.addEventListener('afterprint', () => applyTheme(theme));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => applyTheme(theme));

const links = [...document.querySelectorAll('nav a')];
const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    for (const link of links) {
      if (link.hash === '#' + entry.target.id) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  }
}, { rootMargin: '-15% 0px -75% 0px' });
for (const section of document.querySelectorAll('section')) seen.observe(section);
`;
