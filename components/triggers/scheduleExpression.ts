/** Schedule expressions of EventBridge Scheduler: `rate(…)`, `cron(…)`, `at(…)`. */

/** A cron field: its name, its range, the names that stand for numbers, and what else may stand for a whole item. */
interface Field {
  name: string;
  least: number;
  most: number;
  words?: readonly string[];
  special?: RegExp;
  /** Said of it. */
  allowed: string;
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const FIELDS: readonly Field[] = [
  { name: "minutes", least: 0, most: 59, allowed: "0-59 with , - * /" },
  { name: "hours", least: 0, most: 23, allowed: "0-23 with , - * /" },
  {
    name: "day of month",
    least: 1,
    most: 31,
    special: /^(\?|L|LW|([1-9]|[12]\d|3[01])W)$/,
    allowed: "1-31 with , - * ? / L W",
  },
  { name: "month", least: 1, most: 12, words: MONTHS, allowed: "1-12 or JAN-DEC with , - * /" },
  {
    name: "day of week",
    least: 1,
    most: 7,
    words: DAYS,
    special: /^(\?|L|([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(L|#[1-5]))$/,
    allowed: "1-7 or SUN-SAT with , - * ? L #",
  },
  { name: "year", least: 1970, most: 2199, allowed: "1970-2199 with , - * /" },
];

const FORMS = "rate(5 minutes), cron(0 6 * * ? *) or at(2027-01-31T06:00:00)";

/**
 * What is wrong with a schedule expression, in words that go behind `expected`; undefined when EventBridge Scheduler takes
 * it.
 *
 * Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 *
 * @example scheduleFault("cron(0 25 * * ? *)") // 'hours of 0-23 with , - * / in cron(…), not "25"'
 */
export function scheduleFault(expression: string): string | undefined {
  const [, kind, inner = ""] = /^(rate|cron|at)\((.*)\)$/s.exec(expression) ?? [];
  if (kind === "rate") return rateFault(inner);
  if (kind === "cron") return cronFault(inner);
  if (kind === "at") return atFault(inner);
  const isCrontab = /^(\S+ +){4,5}\S+$/.test(expression);
  return isCrontab ? `AWS's form of it: ${FORMS}; its cron has six fields` : FORMS;
}

function rateFault(inner: string): string | undefined {
  if (/^[1-9]\d{0,8} (minute|hour|day)s?$/.test(inner)) return undefined;
  return "rate(VALUE UNIT) with a whole VALUE above 0 and minutes, hours or days as UNIT, for instance rate(12 hours)";
}

function atFault(inner: string): string | undefined {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(inner) ? new Date(`${inner}Z`) : undefined;
  // Dates that no calendar has are moved on by Date: 30 February is 2 March.
  const isReal = time !== undefined && !Number.isNaN(time.getTime()) && time.toISOString().startsWith(inner);
  return isReal ? undefined : "at(YYYY-MM-DDThh:mm:ss) with a date that there is, without a time zone";
}

function cronFault(inner: string): string | undefined {
  const given = inner.trim().split(/\s+/);
  if (given.length !== FIELDS.length) {
    return `six fields in cron(…) (${FIELDS.map(({ name }) => name).join(", ")}), not ${given.length}`;
  }
  const wrong = FIELDS.flatMap((field, index) => {
    const value = given[index] ?? "";
    const isRight = value.split(",").every((item) => isItem(item.toUpperCase(), field, value.includes(",")));
    return isRight ? [] : [`${field.name} of ${field.allowed} in cron(…), not "${value}"`];
  });
  if (wrong.length > 0) return wrong.join("; ");
  const unspecified = [given[2], given[4]].filter((value) => value === "?").length;
  return unspecified === 1 ? undefined : "a ? for either day of month or day of week in cron(…), and not for both";
}

function isItem(item: string, field: Field, isOneOfSeveral: boolean): boolean {
  if (field.special?.test(item)) return item !== "?" || !isOneOfSeveral;
  const [range = "", step, ...rest] = item.split("/");
  if (rest.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false;
  if (step !== undefined && Number(step) > field.most) return false;
  if (range === "*") return true;
  const [first = "", last, ...more] = range.split("-");
  if (more.length > 0) return false;
  return isPoint(first, field) && (last === undefined || isPoint(last, field));
}

function isPoint(text: string, { least, most, words = [] }: Field): boolean {
  if (words.includes(text)) return true;
  return /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most;
}

/**
 * Whether a time zone is one of the IANA database.
 *
 * @example isTimeZone("Europe/Berlin")
 */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    // `+01:00` is known to Intl, and not to the Scheduler.
    return !/^[+-]/.test(name);
  } catch {
    return false;
  }
}
