import { expect } from "chai";
import { parseSettings } from "../../lambda/seed/settings";

const plan = { train: ["csv/train.csv"], test: "csv/test.csv", files: { "code/transform.py": "transform.py" } };
const right = { BUCKET: "data", SEED_PLAN: JSON.stringify(plan) };

/** What is wrong with an environment, the heading left out. */
function problems(env: Record<string, string>): string[] {
  try {
    parseSettings(env);
  } catch (error) {
    expect(error).to.be.an("error").with.property("name", "ConfigurationError");
    return (error as Error).message.split("\n").slice(1);
  }
  return [];
}

describe("parseSettings", () => {
  it("has a default for all that is optional", () => {
    expect(parseSettings(right)).to.deep.equal({ bucket: "data", plan, testFraction: 0.2 });
    const without = { ...right, SEED_PLAN: '{"train":["a"],"test":"b"}', DATA_SOURCE: "", LABEL_RANGE: "" };
    expect(parseSettings(without).plan.files).to.deep.equal({});
    expect(parseSettings(without)).not.to.have.any.keys("dataSource", "labelRange");
  });

  it("reads what is given", () => {
    const given = { ...right, DATA_SOURCE: "s3://other/a/b.csv", LABEL_RANGE: "-1, 2.5", TEST_FRACTION: "0.3" };
    expect(parseSettings(given)).to.deep.equal({
      bucket: "data",
      plan,
      dataSource: { bucket: "other", key: "a/b.csv" },
      labelRange: [-1, 2.5],
      testFraction: 0.3,
    });
  });

  it("lists everything that is wrong", () => {
    expect(problems({ DATA_SOURCE: "rows.csv", LABEL_RANGE: "1,0", TEST_FRACTION: "1" })).to.deep.equal([
      "BUCKET is not set, allowed: the name of the data bucket",
      'SEED_PLAN is not set, allowed: {"train": [KEY, …], "test": KEY, "files": {KEY: FILE}} with a different KEY each',
      'DATA_SOURCE is "rows.csv", allowed: s3://BUCKET/KEY, or not set',
      'LABEL_RANGE is "1,0", allowed: LOWEST,HIGHEST, two numbers, or not set',
      'TEST_FRACTION is "1", allowed: a number above 0 and below 1, or not set',
    ]);
  });

  it("refuses every wrong value", () => {
    const wrong = {
      SEED_PLAN: [
        "no JSON",
        "null",
        "[]",
        "3",
        "{}",
        '{"train":["a"]}',
        '{"train":["a"],"test":"a"}',
        '{"train":"a","test":"b"}',
      ],
      DATA_SOURCE: ["s3://", "s3://bucket", "s3://bucket/", "s3://bucket/folder/", "https://bucket/key"],
      LABEL_RANGE: ["0", "0,", ",", "0,1,2", "0,Infinity", "a,b"],
      TEST_FRACTION: ["0", "1", "-1", "1.5", "a fifth", "NaN"],
    };
    wrong.SEED_PLAN.push('{"train":["a"],"test":"b","files":{"a":"x"}}', '{"train":["a"],"test":"b","files":{"c":""}}');
    wrong.SEED_PLAN.push('{"train":["a"],"test":"b","file":{}}', '{"train":["a"],"test":"b","files":null}');
    for (const [name, values] of Object.entries(wrong)) {
      for (const value of values) expect(problems({ ...right, [name]: value }), `${name}=${value}`).to.have.length(1);
    }
  });
});
