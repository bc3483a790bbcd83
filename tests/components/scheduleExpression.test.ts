import { expect } from "chai";
import { isTimeZone, scheduleFault } from "../../components/triggers/scheduleExpression";

/** Examples of AWS's pages, and one for each character that a field may hold. */
const right = [
  "rate(5 minutes)",
  "rate(1 hour)",
  "rate(1 days)",
  "cron(15 12 * * ? *)",
  "cron(15 10 ? * 6L 2022-2023)",
  "cron(0/15 * * * ? *)",
  "cron(0 8 ? * mon-fri *)",
  "cron(0 9 LW * ? *)",
  "cron(0 9 15W JAN,JUL ? *)",
  "cron(0 9 L * ? *)",
  "cron(30 2 ? * TUE#3 *)",
  "cron(0,30 8-17/2 ? * 2,4,6 2027/2)",
  "at(2028-02-29T23:59:59)",
];

/** What is wrong, and a word of what is said of it. */
const wrong: [expression: string, said: string][] = [
  ["", "rate(5 minutes)"],
  ["every day", "rate(5 minutes)"],
  ["0 6 * * *", "its cron has six fields"],
  ["rate(0 minutes)", "whole VALUE above 0"],
  ["rate(5 weeks)", "minutes, hours or days"],
  ["rate(1.5 hours)", "whole VALUE"],
  ["Rate(5 minutes)", "rate(5 minutes)"],
  ["cron(0 6 * * *)", "six fields in cron(…)"],
  ["cron(60 6 * * ? *)", 'minutes of 0-59 with , - * / in cron(…), not "60"'],
  ["cron(0 25 * * ? *)", "hours of 0-23"],
  ["cron(0 6 32 * ? *)", "day of month of 1-31"],
  ["cron(0 6 * 13 ? *)", "month of 1-12"],
  ["cron(0 6 ? * 8 *)", "day of week of 1-7"],
  ["cron(0 6 ? * MON#6 *)", "day of week of 1-7"],
  ["cron(0 6 * * ? 1969)", "year of 1970-2199"],
  ["cron(? 6 * * ? *)", "minutes of"],
  ["cron(*/0 6 * * ? *)", "minutes of"],
  ["cron(1--2 6 * * ? *)", "minutes of"],
  ["cron(0 6 1,? * ? *)", "day of month of"],
  ["cron(0 6 * * * *)", "a ? for either"],
  ["cron(0 6 ? * ? *)", "not for both"],
  ["at(2027-02-30T06:00:00)", "a date that there is"],
  ["at(2027-01-31T06:00:00Z)", "without a time zone"],
];

describe("scheduleFault", () => {
  for (const expression of right) {
    it(`takes ${expression}`, () => {
      expect(scheduleFault(expression)).to.equal(undefined);
    });
  }

  for (const [expression, said] of wrong) {
    it(`says what is expected in place of "${expression}"`, () => {
      expect(scheduleFault(expression)).to.be.a("string").that.contains(said);
    });
  }

  it("names every field that is wrong", () => {
    expect(scheduleFault("cron(99 99 * * ? *)")).to.match(/minutes.*"99"; hours.*"99"/);
  });
});

describe("isTimeZone", () => {
  it("knows those of the IANA database", () => {
    for (const name of ["Europe/Berlin", "America/New_York", "UTC"]) expect(isTimeZone(name), name).to.equal(true);
    for (const name of ["Europe/Berln", "", "+01:00"]) expect(isTimeZone(name), name).to.equal(false);
  });
});
