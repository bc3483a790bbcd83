import { expect } from "chai";
import { recordFilter } from "../../../local/sagemaker/dataProcessing";
import { JobFault } from "../../../local/sagemaker/jobFault";
import { relativeKey } from "../../../local/sagemaker/s3Transfer";

describe("recordFilter", () => {
  const record = "a,b,c,d,e";
  for (const [filter, sent] of [
    ["$", record],
    ["$[1:]", "b,c,d,e"],
    ["$[:-1]", "a,b,c,d"],
    ["$[0]", "a"],
    ["$[-1]", "e"],
    ["$[0,-1]", "a,e"],
    ["$[0, 2:4]", "a,c,d"],
    ["$[-2:]", "d,e"],
  ] as const) {
    it(`takes ${filter}`, () => expect(recordFilter({ InputFilter: filter }).sent(record)).to.equal(sent));
  }

  it("keeps quoted cells whole, and empty ones", () => {
    const filter = recordFilter({ InputFilter: "$[1:3]" });
    expect(filter.sent('1,"a, ""b""",,4')).to.equal('"a, ""b""",');
    expect(recordFilter({ InputFilter: "$[-1]" }).sent("1,2,")).to.equal("");
    expect(recordFilter({ InputFilter: "$[0]" }).sent(",2")).to.equal("");
  });

  it("joins before it filters the output", () => {
    const filter = recordFilter({ InputFilter: "$[1:]", JoinSource: "Input", OutputFilter: "$[0,-1]" });
    expect(filter.written(record, "0.5")).to.equal("a,0.5");
    expect(recordFilter({ JoinSource: "Input" }).written(record, "0.5")).to.equal(`${record},0.5`);
    expect(recordFilter({ OutputFilter: "$[1]" }).written(record, "0.5,0.7")).to.equal("0.7");
    expect(recordFilter().written(record, "0.5")).to.equal("0.5");
  });

  for (const expression of ["$.a", "$[a]", "$[]", "$['a']", "$[0:1:2]", "$[1", "$[-]"]) {
    it(`refuses ${expression}`, () => {
      expect(() => recordFilter({ OutputFilter: expression })).to.throw(JobFault, "DataProcessing.OutputFilter");
    });
  }
});

describe("relativeKey", () => {
  for (const [prefix, key, expected] of [
    ["csv/train.csv", "csv/train.csv", "train.csv"],
    ["csv/", "csv/a/b.csv", "a/b.csv"],
    ["csv", "csv/a.csv", "a.csv"],
    ["csv/tr", "csv/train.csv", "train.csv"],
    ["", "a/b.csv", "a/b.csv"],
  ] as const) {
    it(`puts ${key} of ${prefix || "the bucket"} at ${expected}`, () => {
      expect(relativeKey(prefix, key)).to.equal(expected);
    });
  }
});
