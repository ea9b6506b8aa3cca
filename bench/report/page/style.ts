import { COLOURS } from '../charts/theme.js';

/** Charts carry their light colours; in the dark each is exchanged for its dark form. */
const darkCharts = Object.values(COLOURS)
  .flatMap(([light, dark]) => [
    `figure [fill="${light}"]{fill:${dark}}`,
    `figure [stroke="${light}"]{stroke:${dark}}`,
  ])
  .concat('figure [fill="#ffffff"],figure [fill="white"]{fill:#171a1e}')
  .join('');

/** The page's whole style: system fonts, one accent, room to breathe, a phone first. */
export const STYLE = `
:root{--paper:#fff;--ink:#1f2328;--muted:#59636e;--line:#e3e6e9;--soft:#f6f7f8;--accent:#0060a0;--alarm:#a40e26;--alarm-soft:#fff0f0;--mark:#ffe9b3;--good:#14602f;--good-soft:#e6f4ea}
@media screen and (prefers-color-scheme:dark){:root{--paper:#171a1e;--ink:#e6e8eb;--muted:#a3acb5;--line:#363c43;--soft:#1f2429;--accent:#6cb6ff;--alarm:#ff8b8b;--alarm-soft:#3a1d20;--mark:#5a4710;--good:#7fd6a0;--good-soft:#17301f}${darkCharts}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:1200px;padding:0 16px 64px;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
header{padding-top:32px}
h1{font-size:1.1rem;line-height:1.3;font-weight:600;margin:.2em 0 1.6em;max-width:46em;color:var(--muted);text-wrap:balance}
h2{font-size:1.35rem;line-height:1.3;margin:0 0 .5em}
h3{font-size:1.05rem;margin:0}
h4{font-size:.95rem;margin:1em 0 .3em}
section{padding-top:40px;margin-top:40px;border-top:1px solid var(--line)}
section.answer{border:0;margin:0;padding:0}
a{color:var(--accent)}
p{margin:.4em 0 .8em;max-width:46em}
.kicker{color:var(--muted);font-size:.875rem;margin:0}
.lead{font-size:1.5rem;line-height:1.4;max-width:34em;font-weight:500;margin:0 0 1em;text-wrap:pretty}
.lead small{font-size:.65em;font-weight:400;color:var(--muted)}
.finding{font-size:.95rem;max-width:50em}
.unsure::before{content:"Not firm. ";color:var(--alarm);font-weight:650}
.findings{padding-left:1.2em;max-width:54em}
.findings li{margin:.4em 0}
section>h3{margin-top:32px}
article{margin:20px 0}
article h3{margin-bottom:.3em}
.charts+.charts{margin-top:32px}
.note{color:var(--muted);font-size:.875rem;font-weight:400}
.alarm{border-left:4px solid var(--alarm);background:var(--alarm-soft);padding:12px 16px;margin:0 0 20px}
.alarm p,.alarm ul{margin:.2em 0}
.trust{display:grid;grid-template-columns:repeat(auto-fit,minmax(200px,1fr));gap:20px 32px;margin:32px 0 0;padding:20px 0;border-top:2px solid var(--ink);border-bottom:1px solid var(--line)}
.trust dt{font-size:.875rem;color:var(--muted)}
.trust dd{margin:0;font-size:1.3rem;font-weight:600}
.trust dd.note{font-size:.875rem;font-weight:400}
.trust .alarmed dd:not(.note){color:var(--alarm)}
nav{margin-top:40px}
nav h2{font-size:1rem}
nav ol{columns:18em 3;column-gap:32px;padding-left:1.4em;margin:0}
nav li{break-inside:avoid;padding:3px 0}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,340px),1fr));gap:32px 24px;align-items:start;margin:16px 0 8px}
figure{margin:0;min-width:0}
figure svg{display:block}
details.operation{border-top:1px solid var(--line);margin-top:0;padding:0}
section+details.operation{margin-top:40px}
details.operation>summary{padding:20px 0;color:var(--ink)}
details.operation>summary h2{display:inline;margin:0}
details.operation>section{border:0;margin:0;padding:0 0 48px;scroll-margin-top:9em}
.result{margin:.3em 0 0;color:var(--muted);max-width:none}
.result>span{display:inline-block;margin-right:1.4em}
.result b{color:var(--ink);font-variant-numeric:tabular-nums}
.kind{margin-top:32px}
.kind>.note{margin:.1em 0 0}
details{border-top:1px solid var(--line);padding:2px 0}
details+details{margin-top:0}
summary{cursor:pointer;padding:8px 0;color:var(--accent)}
summary.failed{color:var(--alarm);font-weight:650}
.scroll{overflow-x:auto;max-width:100%}
table{border-collapse:collapse;font-size:.875rem;line-height:1.4;width:100%;margin:4px 0 12px;overflow-wrap:normal}
th,td{text-align:left;vertical-align:top;padding:7px 16px 7px 0;border-bottom:1px solid var(--line);font-weight:400;min-width:4.5em;max-width:26em;overflow-wrap:break-word}
thead th{color:var(--muted);white-space:normal;vertical-align:bottom}
tbody th{min-width:13em;font-weight:500}
.figures caption{text-align:left;padding:4px 0}
.figures td,.figures thead th+th,.figures thead .note{text-align:right;font-variant-numeric:tabular-nums}
.figures td{white-space:nowrap}
.figures .word.word{text-align:left}
.figures .wrapped.wrapped{white-space:normal;min-width:12em}
.compact th,.compact td{padding-right:12px;min-width:0}
.compact tbody th{min-width:8em}
.compact .wrapped.wrapped{min-width:9em;overflow-wrap:anywhere}
.compact small{white-space:nowrap}
.compact .word small{white-space:normal}
th .note,th .warning,td small{display:block;font-size:.8125rem}
td small{color:var(--muted)}
.warning,tr.untrusted td,tr.failed td,td small.warning{color:var(--alarm)}
.sides{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));gap:8px 32px}
.sides>div{min-width:0}
pre,.plan{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--soft);padding:12px 14px;margin:0 0 12px;border-radius:4px}
pre{white-space:pre-wrap}
.node+.node{margin-top:6px}
.node>div+div{padding-left:1.2em;color:var(--muted)}
.node>div+div mark{color:var(--ink)}
mark{background:var(--mark);color:inherit;border-radius:2px;padding:0 2px;box-decoration-break:clone;-webkit-box-decoration-break:clone}
.facts,.guide{margin:0}
.facts>div,.guide>div{display:grid;grid-template-columns:minmax(0,11em) minmax(0,1fr);gap:4px 24px;padding:6px 0;border-bottom:1px solid var(--line);max-width:62em}
.facts dt,.guide dt{color:var(--muted)}
.guide dt{color:var(--ink);font-weight:600}
.facts dd,.guide dd{margin:0}
@media (max-width:560px){.leak-matrix th[scope=row]{min-width:8.5em;max-width:8.5em}.facts>div,.guide>div{grid-template-columns:1fr}.lead{font-size:1.2rem}h1{font-size:1rem}}
.leaks,.tight,.noop,.untold{padding:1px 6px;border-radius:3px;white-space:nowrap;color:var(--ink)}
.leaks{color:var(--alarm);background:var(--alarm-soft);font-weight:650}
.tight{color:var(--good);background:var(--good-soft)}
.noop{background:var(--mark)}
.untold{outline:1px dashed var(--muted)}
.leak-matrix th.state{font-weight:650;padding-top:18px}
.leak-matrix th[scope=row]{position:sticky;left:0;background:var(--paper)}
.leak-matrix td{min-width:10em}
.leak-matrix thead th{overflow-wrap:anywhere}
.place{border:0;padding:0}
.place>summary{padding:0;color:inherit;white-space:nowrap}
.place pre{margin:6px 0;min-width:24em}
footer{margin-top:48px;color:var(--muted);font-size:.875rem}
@media print{
:root{--paper:#fff;--ink:#000;--muted:#444;--line:#ccc;--soft:#f6f7f8;--accent:#000;--alarm:#a40e26;--mark:#ffe9b3}
body{font-size:10pt;max-width:none;padding:0}
section{break-before:auto;padding-top:16px;margin-top:16px}
figure,tr,.alarm,.node,.trust{break-inside:avoid}
h2,h3,summary{break-after:avoid}
.scroll{overflow:visible}
html{font-size:80%}
table{font-size:7pt}
td small,th .warning,th .note{font-size:inherit}
.figures td.word{white-space:normal}
th,td{padding:3px 8px 3px 0;min-width:0}
tbody th{min-width:10em}
.contrasts .warning,.contrasts .note{display:none}
details:not(.bulk)::details-content{content-visibility:visible}
summary{list-style:none;color:var(--ink);padding:4px 0}
summary::-webkit-details-marker{display:none}
details.operation>summary{padding:8px 0}
details.operation{margin-top:16px}
.charts{grid-template-columns:repeat(3,minmax(0,1fr));gap:16px}
nav+section{border:0}
nav{display:none}
a{text-decoration:none}
}
`;
