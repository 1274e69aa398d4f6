/** Colours by name, for light and dark: ink on paper, two hues for gain and loss, eight for series. */
const LIGHT = `--paper:#fcfbf9;--card:#ffffff;--ink:#1d2126;--quiet:#5d646d;--faint:#e7e4de;--grid:#efece6;--rule:#d8d4cc;
--accent:#1f5a8c;--beside:#8a8377;--gain:#1d6b57;--loss:#a63d2f;--gain-shade:#4aa389;--loss-shade:#d1705f;--focus:#1f5a8c;
--c1:#1f5a8c;--c2:#b0602a;--c3:#3f7d4e;--c4:#7a55a3;--c5:#8f7415;--c6:#2b8285;--c7:#ab4070;--c8:#5d646d;`;
const DARK = `--paper:#14171a;--card:#1a1e22;--ink:#e6e3dd;--quiet:#a1a7ae;--faint:#2a2f35;--grid:#23282d;--rule:#363c43;
--accent:#7db4e6;--beside:#a89f90;--gain:#69c3a5;--loss:#ec8b78;--gain-shade:#2f7f68;--loss-shade:#a44c3d;--focus:#9cc8f0;
--c1:#7db4e6;--c2:#e59b62;--c3:#83c493;--c4:#bb9be3;--c5:#d3b852;--c6:#6cc5c8;--c7:#e889b3;--c8:#a1a7ae;`;

export const PAGE_STYLE = `
:root{color-scheme:light;${LIGHT}}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;${DARK}}}
:root[data-theme=dark]{color-scheme:dark;${DARK}}
*{box-sizing:border-box}
html{scroll-padding-top:4.5rem;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1160px;margin:0 auto;padding:0 28px 72px}
h1,h2,.story{font-family:"Iowan Old Style","Palatino Linotype",Palatino,Charter,"Source Serif 4",Georgia,serif;font-weight:500;letter-spacing:-.005em}
h1{font-size:2.5rem;line-height:1.15;margin:0;overflow-wrap:anywhere}
h2{font-size:1.55rem;line-height:1.25;margin:0}
h3{font-size:.95rem;font-weight:600;margin:1.9rem 0 .55rem}
p{margin:.4rem 0}
a{color:var(--accent);text-underline-offset:.18em}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-999px}.skip:focus{left:12px;top:12px;z-index:9;background:var(--card);padding:8px 12px}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px;border-radius:3px}
.quiet,.note,.lead,.empty,.facts,.kicker,.disclaimer{color:var(--quiet)}
.note{font-size:.86rem;margin:.55rem 0 0}
.lead{margin:.25rem 0 0;max-width:54rem}
.empty{padding:1.1rem 1.2rem;border:1px dashed var(--rule);border-radius:6px;margin:.8rem 0 0}
.missing{color:var(--quiet);cursor:help}
.gain{color:var(--gain)}.loss{color:var(--loss)}
.masthead{padding:44px 0 8px}
.kicker{margin:0 0 .35rem;font-size:.8rem;letter-spacing:.09em;text-transform:uppercase}
.facts{margin:.45rem 0 0}
.story{font-size:1.25rem;line-height:1.5;max-width:50rem;margin:1.15rem 0 .35rem}
.disclaimer{font-size:.86rem;margin:0}
nav{position:sticky;top:0;z-index:5;background:var(--paper);border-bottom:1px solid var(--faint)}
nav .inner{max-width:1160px;margin:0 auto;padding:0 28px;display:flex;align-items:center;gap:4px 18px;min-height:50px}
nav ul{list-style:none;display:flex;gap:2px 18px;margin:0;padding:0;overflow-x:auto;flex:1;scrollbar-width:none}
nav ul::-webkit-scrollbar{display:none}
nav a{color:var(--quiet);text-decoration:none;font-size:.9rem;white-space:nowrap;display:block;padding:13px 0}
nav a:hover,nav a[aria-current]{color:var(--ink)}
nav a[aria-current]{box-shadow:inset 0 -2px var(--accent)}
section{padding-top:54px}
section>header{margin-bottom:1.1rem}
.figures{display:grid;grid-template-columns:repeat(4,1fr);gap:0;margin:1.7rem 0 0;border-top:1px solid var(--rule)}
.figures>div{padding:15px 14px 13px 0;border-bottom:1px solid var(--faint)}
.figures dt{font-size:.83rem;color:var(--quiet)}
.figures dd{margin:.1rem 0 0;font-size:1.62rem;line-height:1.25;letter-spacing:-.01em}
.figures dd.beside{font-size:.83rem;color:var(--quiet);letter-spacing:0;min-height:1.25em}
.chart{margin:1.5rem 0 0}
figcaption{display:flex;flex-wrap:wrap;align-items:center;gap:4px 16px;margin-bottom:6px;min-height:30px}
.chart-title{font-weight:600;font-size:.95rem}
.legend{display:flex;flex-wrap:wrap;align-items:center;gap:0 4px;margin-left:auto;font-size:.84rem}
.legend button{display:inline-flex;align-items:center;gap:7px;border:0;background:none;color:var(--ink);font:inherit;padding:4px 6px;min-height:26px;cursor:pointer}
.legend button[aria-pressed=false]{color:var(--quiet);text-decoration:line-through}
.legend svg{width:22px;height:8px;flex:none;overflow:visible}
.legend .at:empty{display:none}
.legend .at{color:var(--quiet);min-width:4.2em;text-align:right}
.plot{min-height:190px;position:relative}
.plot.tall{min-height:330px}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:0 40px}
.pair>*{min-width:0}
.pair h3{margin-top:1.5rem;min-height:30px;display:flex;align-items:center;margin-bottom:6px}
.tools{display:inline-flex;flex-wrap:wrap;gap:6px;align-items:center}
button.tool,select,input[type=search]{font:inherit;font-size:.86rem;color:var(--ink);background:var(--card);border:1px solid var(--rule);border-radius:5px;padding:3px 10px;min-height:30px}
button.tool{cursor:pointer}button.tool:hover:not(:disabled){border-color:var(--quiet)}
button.tool[aria-pressed=true]{background:var(--ink);color:var(--paper);border-color:var(--ink)}
button.tool:disabled{opacity:.45;cursor:default}
.wide{overflow-x:auto;margin-top:.6rem}
table{border-collapse:collapse;width:100%;font-size:.88rem}
th,td{text-align:left;padding:7px 12px 7px 0;border-bottom:1px solid var(--faint);vertical-align:baseline}
th:last-child,td:last-child{padding-right:2px}
thead th{color:var(--quiet);font-weight:500;font-size:.82rem;border-bottom-color:var(--rule);vertical-align:bottom}
tbody th{font-weight:500;white-space:nowrap}
td,.nowrap{white-space:nowrap}
td.meaning,td.wrap{white-space:normal;color:var(--quiet);min-width:17rem}
.number{text-align:right}
.number+td:not(.number):not(.bar-column),.number+th:not(.number):not(.bar-column){padding-left:18px}
.numbers tbody th{padding-right:24px}
thead th button{font:inherit;color:inherit;background:none;border:0;padding:2px 0;min-height:24px;cursor:pointer}
thead th button:hover,thead th[aria-sort] button{color:var(--ink)}
thead th button::after,thead th.number button::before{content:"";display:inline-block;width:.9em;text-align:right}
thead th.number button::after{content:none!important}
thead th[aria-sort=ascending] button::after,thead th.number[aria-sort=ascending] button::before{content:"↑"}
thead th[aria-sort=descending] button::after,thead th.number[aria-sort=descending] button::before{content:"↓"}
tr.group th{padding-top:22px;font-weight:600}
tr.sum th,tr.sum td{border-top:1px solid var(--rule);font-weight:600}
.bar-column{width:16%;min-width:70px}
.bar{display:block;height:8px;border-radius:2px;background:currentColor;opacity:.75}
.badge{font-size:.74rem;border:1px solid var(--rule);border-radius:9px;padding:0 7px;color:var(--quiet);font-weight:400}
.heat{table-layout:auto;text-align:center}
.heat th,.heat td{padding:6px 4px;text-align:center;border:2px solid var(--paper);font-size:.85rem}
.heat td{width:6.3%}
.heat thead th{border-color:var(--paper)}
.heat td:empty{background:var(--grid)}
.heat .shade-gain{background:color-mix(in srgb,var(--gain-shade) var(--shade),var(--card))}
.heat .shade-loss{background:color-mix(in srgb,var(--loss-shade) var(--shade),var(--card))}
.heat.sweep{width:auto;min-width:min(100%,28rem)}
.heat.sweep td{width:auto;min-width:3.4rem}
.heat.sweep thead td{background:none;border:0}
.heat.sweep th{white-space:nowrap;font-weight:500}
.heat.sweep .axis{font-weight:600;color:var(--quiet)}
.heat .most{outline:2px solid var(--ink);outline-offset:-3px}
.parallel{display:block;width:100%;min-width:640px;height:auto;font-size:12px;touch-action:pan-x}
.parallel .line{fill:none;stroke:color-mix(in srgb,var(--accent) var(--score),var(--rule));stroke-width:1.3;stroke-opacity:.8}
.parallel .out{stroke:var(--grid);stroke-opacity:.5}
.parallel .at{stroke:var(--c2);stroke-width:3;stroke-opacity:1}
.parallel .axis{stroke:var(--quiet)}
.parallel text{fill:var(--quiet)}
.parallel .name{fill:var(--ink);font-weight:600}
.parallel .range{fill:var(--accent);fill-opacity:.25}
.parallel .grip{fill:transparent;cursor:ns-resize}
.spans{margin:.9rem 0 0;display:grid;grid-template-columns:auto 1fr;gap:3px 12px;align-items:center;font-size:.82rem}
.spans .name{color:var(--quiet);text-align:right;white-space:nowrap}
.spans .lane{position:relative;height:16px;background:var(--grid)}
.spans .few{height:24px}
.spans i{position:absolute;top:0;bottom:0;min-width:1px}
.of-train,.key .of-train{background:var(--beside);opacity:.55}
.of-test,.key .of-test{background:var(--accent)}
.of-gap,.key .of-gap{background:repeating-linear-gradient(135deg,var(--loss) 0 2px,transparent 2px 5px)}
.key .patch{width:22px;height:10px;display:inline-block}
.duel{margin:.9rem 0 0;display:grid;grid-template-columns:auto 1fr;gap:6px 12px;align-items:center;font-size:.82rem}
.duel .name{color:var(--quiet);text-align:right;white-space:nowrap}
.duel .lane{position:relative;height:20px}
.duel .lane i{position:absolute;height:9px;min-width:1px}
.duel .lane i:first-of-type{top:0}
.duel .lane i:nth-of-type(2){bottom:0}
.duel .lane b{position:absolute;top:-3px;bottom:-3px;width:0;border-left:1px solid var(--rule)}
.duel .scale{grid-column:2}
.steps{display:block;width:100%;height:110px;overflow:visible}
.steps polyline{fill:none;stroke:var(--accent);stroke-width:2;vector-effect:non-scaling-stroke}
.steps line{stroke:var(--grid);vector-effect:non-scaling-stroke}
.strip{position:relative;height:64px;border-bottom:1px solid var(--rule);margin-top:12px}
.strip b{position:absolute;bottom:6px;width:11px;height:11px;margin-left:-5.5px;border-radius:50%;background:var(--accent);opacity:.7}
.strip .mark{position:absolute;top:0;bottom:0}
.heat .total{font-weight:600;text-align:right;padding-left:10px}
.histogram{margin:.8rem 0 0}
.columns{position:relative;display:flex;align-items:flex-end;gap:1px;height:200px;border-bottom:1px solid var(--rule);margin-top:12px}
.columns>span{flex:1;background:currentColor;opacity:.62;min-width:1px}
.columns .mark{position:absolute;top:0;bottom:0}
.mark{width:0;border-left:1.5px dashed var(--ink);font-style:normal}.mark.tail{border-left-style:dotted}
.key{display:flex;flex-wrap:wrap;gap:2px 20px;font-size:.84rem;color:var(--quiet);margin:.2rem 0 0}
.key span{display:inline-flex;gap:8px;align-items:center}.key .mark{height:14px}
.scale{display:flex;justify-content:space-between;font-size:.8rem;color:var(--quiet);padding-top:4px}
.scale span{width:0;white-space:nowrap;display:flex;justify-content:center}
.scale span:first-child{justify-content:flex-start}.scale span:last-child{justify-content:flex-end}
.spark{display:inline-flex;align-items:flex-end;gap:1px;height:22px;width:150px;border-bottom:1px solid var(--rule);vertical-align:bottom}
.spark i{flex:1;background:var(--accent);min-width:1px}
.stances{margin:1.5rem 0 0}
.stances .lanes{position:relative;overflow:hidden}
.stances canvas{display:block}
.filters{display:flex;flex-wrap:wrap;gap:8px 14px;align-items:center;margin:.9rem 0 .2rem;font-size:.86rem}
.filters input[type=checkbox]{width:18px;height:18px;margin:3px 0}
.filters label{min-height:26px;display:inline-flex;gap:7px;align-items:center;color:var(--quiet)}
.pager{display:flex;gap:8px;align-items:center;margin-top:.7rem;font-size:.86rem;color:var(--quiet);flex-wrap:wrap}
.pager .where{margin-right:auto}
tr.detail>td{padding:0 0 14px 26px;white-space:normal}
tr.detail table{font-size:.85rem}
.open-row{border:0;background:none;color:inherit;font:inherit;padding:0 6px 0 0;min-width:26px;min-height:24px;cursor:pointer}
.ballot{display:inline-flex;gap:3px;vertical-align:-2px}
.ballot i{width:15px;height:17px;font-style:normal;font-size:.72rem;line-height:17px;text-align:center;border-radius:2px;border:1px solid transparent}
.ballot .long{background:color-mix(in srgb,var(--gain-shade) 42%,var(--card))}
.ballot .short{background:color-mix(in srgb,var(--loss-shade) 42%,var(--card))}
.ballot .flat{border-color:var(--rule)}
.ballot .asleep{color:var(--quiet)}
.facts-list{display:grid;grid-template-columns:repeat(4,auto);gap:.5rem 32px;justify-content:start;margin:.6rem 0 0;font-size:.88rem}
.facts-list dt{color:var(--quiet);font-size:.82rem}.facts-list dd{margin:0}
.facts-list .hash{font-family:ui-monospace,"SF Mono",Menlo,Consolas,monospace;font-size:.78rem;overflow-wrap:anywhere}
.facts-list div:has(.hash){grid-column:1/-1}
.files a{display:inline-block;padding:2px 0;margin-right:14px;font-size:.88rem}
ul{padding-left:1.15rem;margin:.3rem 0}li{margin:.2rem 0}
footer{margin-top:60px;padding-top:16px;border-top:1px solid var(--faint);color:var(--quiet);font-size:.84rem}
.uplot{font-family:inherit}
.u-over{cursor:crosshair}
.u-select{background:color-mix(in srgb,var(--accent) 14%,transparent)}
.u-cursor-x,.u-cursor-y{border-color:var(--quiet)!important}
@media (max-width:900px){.pair{grid-template-columns:1fr}.figures{grid-template-columns:repeat(2,1fr)}.facts-list{grid-template-columns:repeat(2,auto)}}
@media (max-width:560px){main{padding:0 16px 48px}nav .inner{padding:0 16px}.masthead{padding-top:28px}h1{font-size:1.95rem}.story{font-size:1.1rem}section{padding-top:42px}.legend{margin-left:0}.legend button{padding-left:0;margin-right:8px}.legend .at{min-width:0}.plot.tall{min-height:260px}.numbers tbody th{padding-right:12px}.figures dd{font-size:1.35rem}}
@media print{:root,:root[data-theme=dark]{color-scheme:light;${LIGHT}}nav,.tools,.filters,.pager button,.skip,.open-row{display:none!important}body{font-size:11px;background:#fff}main{max-width:none;padding:0}section{padding-top:24px;break-inside:auto}.chart,table.heat,tr,figure{break-inside:avoid}.wide{overflow:visible}a{color:inherit;text-decoration:none}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
`;
