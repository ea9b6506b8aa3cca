/**
 * Conditions of a plan as text, made equal over Postgres versions. An expression that EXPLAIN prints
 * is not parsed: the few spellings that differ are rewritten.
 */

/** What EXPLAIN's parameters stand for in one plan. */
export interface ParameterNames {
  /** Before Postgres 17, the number in `$0` to the InitPlan that returns it: `InitPlan 1 (returns $0)`. */
  readonly initPlanOf: ReadonlyMap<number, string>;
  /** How many `$1` and up may be the statement's own parameters: none in a custom plan. */
  readonly ownParameters: number;
}

/**
 * Rewrites a condition to the form Postgres 17 and later print: `(InitPlan 1).col1` for `$0`, and
 * `(hashed SubPlan 1)` for the row comparison that names it. Where `$1` may be the statement's own
 * parameter it is left alone, because before 17 it can't be told from the second InitPlan's result.
 */
export function modernCondition(condition: string, names: ParameterNames): string {
  return condition
    .replace(anyComparison, (printed) => {
      const subPlan = /\((?:hashed )?SubPlan \d+\)(?=\.col\d+)/.exec(printed);
      return subPlan?.[0] ?? printed;
    })
    .replace(/EXISTS\(SubPlan (\d+)\)/g, '(SubPlan $1)')
    .replace(/\$(\d+)/g, (printed, digits: string) => {
      const number = Number(digits);
      const initPlan = names.initPlanOf.get(number);
      const maybeOwn = number > 0 && number <= names.ownParameters;
      return initPlan && !maybeOwn ? `(${initPlan}).col1` : printed;
    });
}

/** `(ANY (...))` around at most two more levels of parentheses: a comparison of several columns. */
const anyComparison = /\(ANY \((?:[^()]|\((?:[^()]|\([^()]*\))*\))+\)\)/g;

const typeName = String.raw`(?:"(?:[^"]|"")+"|[a-z_][\w$]*)(?:\.(?:"(?:[^"]|"")+"|[a-z_][\w$]*))?`;
const multiwordType = String.raw`(?:timestamp|time)(?:\(\d+\))? with(?:out)? time zone|double precision|character varying|bit varying`;
const cast = String.raw`::(?:${multiwordType}|${typeName})(?:\(\d+(?:,\d+)?\))?(?:\[\])*`;
const literal = new RegExp(`E?'(?:[^']|'')*'(?:${cast})?`, 'g');
const castPlaceholder = new RegExp(String.raw`\(\?\)${cast}|\?${cast}`, 'g');

/**
 * The shape of a condition: what it compares and how, with every literal, parameter and InitPlan
 * result written as `?`, so that it is equal for every tenant, for a custom and a generic plan, and
 * on every version.
 */
export function conditionShape(condition: string): string {
  let shape = condition
    .replace(literal, '?')
    .replace(/\(InitPlan \d+\)\.col\d+|\$\d+/g, '?')
    .replace(/(?<![\w".$])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w".])/gi, '?')
    .replace(/SubPlan \?/g, 'SubPlan');
  for (let before = ''; before !== shape; ) {
    before = shape;
    shape = shape.replace(castPlaceholder, '?').replace(/(?<![\w"])\(\?\)/g, '?');
  }
  return shape;
}
