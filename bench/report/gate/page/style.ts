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
.entry table{max-width:64em;table-layout:fixed}
.entry th,.entry td{min-width:0;overflow-wrap:anywhere}
.entry thead th:first-child{width:52%}
.entry td.figure{font-variant-numeric:tabular-nums}
.worse td.head{color:var(--alarm);font-weight:650}
.better td.head{color:var(--good);font-weight:650}
.entry .sides h4{margin-top:.2em}
.entry td small{font-weight:400}
h5{font-size:.875rem;margin:.6em 0 .2em}
.plan.lines{white-space:pre-wrap}
tr.fail td,tr.fail th{background:var(--alarm-soft)}
tr.faster td,tr.faster th{background:var(--good-soft)}
tr.untrusted td{color:var(--alarm)}
@media (max-width:560px){
.entry table,.entry thead,.entry tbody{display:block}
.entry tr{display:grid;grid-template-columns:1fr 1fr;border-bottom:1px solid var(--line)}
.entry thead th:first-child{display:none}
.entry tbody th{grid-column:1/-1}
.entry th,.entry td{border:0}
}
`;
