import { simulate } from './simulate.ts';
const seed = Number(process.argv[2] ?? 1);
const n = Number(process.argv[3] ?? 1);
const t0 = performance.now();
for (let s = seed; s < seed + n; s++) {
  const r = await simulate(s, { told: process.argv[4] !== undefined });
  if (process.argv[4]) console.log(r.story.map((l) => l.slice(0, 400)).join('\n'));
  const rules: Record<string, number> = {};
  for (const v of r.violations) rules[v.rule] = (rules[v.rule] ?? 0) + 1;
  console.log(s, JSON.stringify(rules), r.violations.filter((v, i) => r.violations.findIndex((w) => w.rule === v.rule) === i).map((v) => `\n   ${v.rule} ${v.what.slice(0, 300)}`).join(''), r.events, r.inputs, r.orders, r.restarts, r.digest.slice(0, 8));
}
console.log(((performance.now() - t0) / n).toFixed(0), 'ms each');
process.exit(0);
