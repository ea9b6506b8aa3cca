import { STYLE } from '../../page/style.js';

/** The house's style, and what only a gate's page has: its verdict, and entries of what changed. */
export const GATE_STYLE = `${STYLE}
.verdict{display:inline-block;margin:0 0 .5em;padding:2px 12px;border-radius:4px;font-weight:650}
.verdict.passed{color:var(--good);background:var(--good-soft)}
.verdict.failed{color:var(--alarm);background:var(--alarm-soft)}
.entry{margin:0 0 32px}
.entry>h3{font-size:1.15rem}
.entry>.note{margin:.1em 0 .6em}
.entry h4{margin:1em 0 .2em}
.entry table{max-width:64em}
.entry tbody th{min-width:14em}
.entry td,.entry thead th+th{min-width:8em}
.entry td.figure{font-variant-numeric:tabular-nums}
.worse td.head{color:var(--alarm);font-weight:650}
.better td.head{color:var(--good);font-weight:650}
.entry .sides h4{margin-top:.2em}
.plan.lines{white-space:pre-wrap}
tr.fail td,tr.fail th{background:var(--alarm-soft)}
tr.faster td,tr.faster th{background:var(--good-soft)}
tr.untrusted td{color:var(--alarm)}
tr.unequal td{background:var(--mark)}
@media (max-width:560px){.entry tbody th{min-width:10em}.entry td,.entry thead th+th{min-width:6.5em}}
`;
