/** `npm run pulumi:build`: what it says where it cannot build. Its builds themselves are what tests/engine runs on. */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { temporaryFolder } from "../support/commandLine";
import { projectRoot } from "../support/python";

const { devDependencies, dependencies } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8"));
const version: string = devDependencies.pulumi;

describe("tools/pulumi", () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  /** Runs the build with a `go` that is this shell script, or with none. */
  function build(go: string | undefined, args: string[] = []) {
    const bin = join(folder.path, "bin");
    mkdirSync(bin);
    if (go !== undefined) {
      writeFileSync(join(bin, "go"), `#!/bin/sh\n${go}\n`);
      chmodSync(join(bin, "go"), 0o755);
    }
    return spawnSync(process.execPath, [join(projectRoot, "tools", "pulumi", "build.mjs"), ...args], {
      encoding: "utf8",
      env: { PATH: go === undefined ? bin : `${bin}:/usr/bin:/bin`, PULUMI_HOME: join(folder.path, "home") },
    });
  }

  const cli = () => join(folder.path, "home", "versions", version, "bin", "pulumi");

  it("builds the version of the npm packages", () => {
    expect(dependencies["@pulumi/pulumi"]).to.equal(version);
    const module = readFileSync(join(projectRoot, "tools", "pulumi", "go.mod"), "utf8");
    expect(module).to.contain(`github.com/pulumi/pulumi/pkg/v3 v${version}\n`);
  });

  it("helps", () => {
    const { status, stdout } = build(undefined, ["--help"]);
    expect(status).to.equal(0);
    expect(stdout).to.contain("--force").and.to.contain("Exit codes:");
  });

  it("refuses an unknown option", () => {
    const { status, stderr } = build(undefined, ["--fast"]);
    expect(status).to.equal(2);
    expect(stderr).to.contain("no option --fast");
  });

  /** What a `go` does that can say its version and then builds. */
  const building = (script: string) => `[ "$1" = version ] && { echo go version go1.26.0; exit; }\n${script}`;
  /** `-o TARGET` of `go build`. */
  const target = 'while [ "$1" != -o ]; do shift; done';

  it("builds once, whole or not at all", () => {
    const works = building(`${target}\nprintf '#!/bin/sh\\necho v${version}\\n' > "$2"; chmod +x "$2"`);
    const first = build(works);
    expect(first.status, first.stderr).to.equal(0);
    expect(first.stdout)
      .to.contain(cli())
      .and.to.match(/Done in \d+ s/);
    expect(readdirSync(dirname(cli()))).to.deep.equal(["pulumi"]);
    const plugin = join(folder.path, "home", "plugins", `analyzer-policy-nodejs-v${version}`);
    expect(readdirSync(plugin)).to.deep.equal(["pulumi-analyzer-policy-nodejs"]);
    const again = spawnSync(process.execPath, [join(projectRoot, "tools", "pulumi", "build.mjs")], {
      encoding: "utf8",
      env: { PATH: "/nowhere", PULUMI_HOME: join(folder.path, "home") },
    });
    expect(again.status, again.stderr).to.equal(0);
    expect(again.stdout).to.contain("is there");
  });

  it("does not take a CLI of another version", () => {
    const { status, stderr } = build(building(`${target}\nprintf '#!/bin/sh\\necho v1.0.0\\n' > "$2"; chmod +x "$2"`));
    expect(status).to.equal(1);
    expect(stderr).to.contain('calls itself "v1.0.0"');
    expect(existsSync(cli())).to.equal(false);
  });

  const conditions: [string, string | undefined, RegExp][] = [
    ["no Go", undefined, /no `go` on the PATH[^]*go\.dev/],
    [
      "a Go that is too old",
      "echo 'go: go.mod requires go >= 1.25.11 (running go 1.22.0; GOTOOLCHAIN=local)' >&2; exit 1",
      /Go is too old/,
    ],
    [
      "no module proxy",
      building("echo 'go: dial tcp: lookup proxy.golang.org: no such host' >&2; exit 1"),
      /out of reach[^]*GOPROXY/,
    ],
    [
      "a full disk",
      building("echo 'write $WORK/b001/_pkg_.a: no space left on device' >&2; exit 1"),
      /disk is full[^]*Go says/,
    ],
  ];
  for (const [what, go, said] of conditions) {
    it(`says what to do about ${what}, and leaves nothing`, () => {
      const { status, stderr } = build(go);
      expect(status, stderr).to.equal(2);
      expect(stderr)
        .to.match(said)
        .and.to.not.match(/^\s+at /m);
      expect(existsSync(cli())).to.equal(false);
    });
  }
});
