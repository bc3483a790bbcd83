/** `mlpipe audit` as a user runs it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { runMlpipe, temporaryFolder } from "../support/commandLine";

const BROAD = "tests/cli/fixtures/broad.policy.json";
const DEFINITION = "tests/cli/fixtures/training.asl.json";
const HERE = ["--account", "123456789012", "--region", "eu-west-1"];

/** The `--json` object, as the help describes it. */
interface Report {
  files: {
    file: string;
    kind?: string;
    findings?: { code: string; severity: string; path: string; line: number; column: number }[];
    counts?: { errors: number; warnings: number };
    error?: { code: string; line?: number; column?: number };
  }[];
  counts: { errors: number; warnings: number; unreadable: number };
  together?: { code: string; path: string }[];
  lacking?: { states: string[]; action: string; resource: string; reason: string }[];
  excess?: { states: string[]; action: string; resource: string; path: string; reason: string }[];
}

describe("mlpipe audit", function () {
  this.timeout(60_000);
  let folder: ReturnType<typeof temporaryFolder>;
  before(() => {
    folder = temporaryFolder();
  });
  after(() => folder.remove());

  const at = (name: string, content: unknown) => {
    const path = join(folder.path, name);
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content, null, 2));
    return path;
  };
  const audit = (...args: string[]) => runMlpipe(["audit", ...args]);
  const report = async (...args: string[]) => {
    const { code, stdout, stderr } = await audit("--json", ...args);
    expect(stderr).to.equal("");
    return { code, ...(JSON.parse(stdout) as Report) };
  };
  /** The policy that the definition needs. */
  const derived = async () => {
    const { stdout } = await runMlpipe(["permissions", DEFINITION, ...HERE]);
    return JSON.parse(stdout) as { Statement: { Action: string[]; Resource: string[] }[] };
  };

  it("prints each finding with file, line, column, code, path, remedy and source, and exits with 1", async () => {
    const { code, stdout, stderr } = await audit(BROAD);
    expect(code).to.equal(1);
    expect(stderr).to.equal("");
    const found = [
      ...stdout.matchAll(/broad[.]policy[.]json:(\d+:\d+): (\w+): .* \[(.+)\]\n {4}(.+)\n {4}\S.*\n {4}https:/g),
    ];
    expect(found.map(([, ...parts]) => parts.join(" "))).to.deep.equal([
      "6:49 error wildcard-action Statement[0].Action[1]",
      "7:7 error wildcard-resource Statement[0].Resource",
      "11:7 error pass-role-without-service Statement[1].Action",
    ]);
    expect(stdout).to.match(/broad[.]policy[.]json: 3 errors\n$/);
    expect(stdout).not.to.contain("\u001b");
  });

  it("finds nothing in a derived policy, also on standard input and as a list of statements", async () => {
    const { Statement } = await derived();
    const { code, stdout } = await runMlpipe(["audit", "-"], { input: JSON.stringify(Statement) });
    expect(stdout).to.equal("<stdin>: nothing found\n");
    expect(code).to.equal(0);
  });

  it("takes a document for what it looks like, or for what it is said to be", async () => {
    const statement = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "states.amazonaws.com" } };
    const trust = at("trust.json", { Statement: [statement] });
    const bucket = at("bucket.json", {
      Statement: { ...statement, Principal: "*", Action: "s3:GetObject", Resource: "*" },
    });
    const { files, code } = await report(trust, bucket, BROAD);
    expect(files.map(({ kind, findings }) => [kind, findings?.[0]?.code])).to.deep.equal([
      ["trust", "trust-without-source"],
      ["resource", "public-resource"],
      ["identity", "wildcard-action"],
    ]);
    expect(code).to.equal(1);
    const { files: again } = await report("--kind", "identity", trust);
    expect(again[0]).to.deep.include({ kind: "identity" });
    expect(again[0]!.findings!.map((finding) => finding.code)).to.include("unreadable-document");
  });

  it("takes trust in the own account for meant", async () => {
    const principal = { AWS: "arn:aws:iam::123456789012:root" };
    const file = at("account.json", { Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: principal } });
    expect((await report(file)).counts.warnings).to.equal(1);
    expect((await report(file, "--account", "123456789012")).counts.warnings).to.equal(0);
  });

  it("fails on warnings only with --strict", async () => {
    const file = at("reads.json", {
      Statement: { Effect: "Allow", Action: "s3:Get*", Resource: "arn:aws:s3:::churn/*" },
    });
    expect((await report(file)).code).to.equal(0);
    expect((await report("--strict", file)).code).to.equal(1);
  });

  it("says what it cannot read, and where, and exits with 2", async () => {
    const broken = at("broken.json", '{"Statement": [\n  {,}\n]}');
    const { code, files, counts } = await report(broken, join(folder.path, "none.json"), BROAD);
    expect(code).to.equal(2);
    expect(counts).to.deep.equal({ errors: 3, warnings: 0, unreadable: 2 });
    expect(files[0]!.error).to.deep.include({ code: "json-syntax", line: 2 });
    expect(files[1]!.error?.code).to.equal("no-file");
    const { stderr } = await audit(at("empty.json", " \n"));
    expect(stderr).to.contain("there is nothing in it");
  });

  it("reports a key that is there twice", async () => {
    const file = at(
      "twice.json",
      '{"Statement": {"Effect": "Deny", "Effect": "Deny",\n"Action": "s3:*", "Resource": "*"}}',
    );
    const { files } = await report(file);
    expect(files[0]!.findings!.map(({ code, path }) => [code, path])).to.deep.equal([
      ["unreadable-document", "Statement.Effect"],
    ]);
  });

  describe("with a definition", () => {
    const withDefinition = ["--definition", DEFINITION, ...HERE];

    it("finds no difference in what is derived from it, in one document or in several", async () => {
      const { Statement } = await derived();
      const parts = Statement.map((statement, index) => at(`part${index}.json`, { Statement: statement }));
      const { code, lacking, excess, together } = await report(...parts, ...withDefinition);
      expect({ code, lacking, excess, together }).to.deep.equal({ code: 0, lacking: [], excess: [], together: [] });
      const { stdout } = await audit(...parts, ...withDefinition);
      expect(stdout).to.contain("training.asl.json: just what it needs");
    });

    it("lists what lacks and what is too much, by state, where it stands", async () => {
      const { Statement } = await derived();
      const withoutTags = Statement.map((statement) => ({
        ...statement,
        Action: statement.Action.filter((action) => action !== "sagemaker:CreateModel"),
      })).filter(({ Action }) => Action.length > 0);
      const file = at("other.json", {
        Statement: [
          ...withoutTags,
          { Effect: "Allow", Action: "sns:Publish", Resource: "arn:aws:sns:eu-west-1:123456789012:a" },
        ],
      });
      const { code, lacking, excess, counts } = await report(file, ...withDefinition);
      expect(code).to.equal(1);
      expect(counts.errors).to.equal(0);
      expect(lacking).to.deep.equal([
        {
          states: ["States.Save"],
          action: "sagemaker:CreateModel",
          resource: "arn:aws:sagemaker:eu-west-1:123456789012:model/churn",
          reason: "no statement allows the action",
        },
      ]);
      expect(excess!.map(({ states, action, path }) => ({ states, action, path }))).to.deep.equal([
        { states: [], action: "sns:Publish", path: `[0].Statement[${withoutTags.length}].Action` },
      ]);
      const { stdout } = await audit(file, ...withDefinition);
      expect(stdout).to.match(/training[.]asl[.]json:23:5: lacking: sagemaker:CreateModel on .*\n {4}States[.]Save\n/);
      expect(stdout).to.match(/other[.]json:\d+:\d+: excess: sns:Publish on /);
      expect(stdout).to.contain("training.asl.json: 1 lacking, 1 too much");
    });

    it("finds what documents allow only together", async () => {
      const passing = at("passing.json", { Statement: { Effect: "Allow", Action: "iam:PassRole", Resource: "*" } });
      const making = at("making.json", {
        Statement: {
          Effect: "Allow",
          Action: "sagemaker:CreateTrainingJob",
          Resource: "arn:aws:sagemaker:*:*:training-job/a",
        },
      });
      const { together } = await report(passing, making, ...withDefinition);
      expect(together!.map(({ code, path }) => [code, path])).to.deep.equal([
        ["privilege-escalation", "[1].Statement.Action"],
      ]);
    });

    const misuses: [string, string[], RegExp][] = [
      ["without where it runs", ["--definition", DEFINITION], /needs --account and --region too/],
      ["a region without a definition", ["--region", "eu-west-1"], /go with --definition/],
      ["that is not there", ["--definition", "none.json", ...HERE], /none[.]json.* there is no such file/],
      ["that is a policy", ["--definition", BROAD, ...HERE], /this is no definition/],
      ["an account of letters", ["--account", "mine"], /twelve digits/],
      ["a kind that there is not", ["--kind", "bucket"], /identity, trust, resource/],
    ];
    for (const [what, args, message] of misuses) {
      it(`exits with 2: ${what}`, async () => {
        const { code, stderr } = await audit(BROAD, ...args);
        expect(stderr).to.match(message);
        expect(stderr).not.to.contain("    at ");
        expect(code).to.equal(2);
      });
    }
  });
});
