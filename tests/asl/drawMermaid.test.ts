import { expect } from "chai";
import fc from "fast-check";
import { toMermaid } from "../../asl/draw/mermaid";
import { anyDefinition, everyType, trainingPipeline } from "./drawDefinitions";

describe("Mermaid", () => {
  it("draws a pipeline", () => {
    expect(toMermaid(trainingPipeline)).to.equal(`flowchart TD
  start([Start])
  s1["Generate dataset<br>Lambda: invoke"]
  s2["Train model<br>SageMaker: createTrainingJob.sync"]
  s3["Save model<br>SageMaker: createModel"]
  s4["Batch transform<br>SageMaker: createTransformJob.sync"]
  s5["Pipeline failed<br>Fail"]
  finish([End])
  start --> s1
  s1 --> s2
  s2 --> s3
  s3 --> s4
  s4 --> finish
  s1 -.->|"States.ALL"| s5
  s2 -.->|"States.ALL"| s5
  s3 -.->|"States.ALL"| s5
  s4 -.->|"States.ALL"| s5
  classDef failed stroke:#c4281c,stroke-width:2px
  class s5 failed
`);
  });

  it("draws groups as subgraphs and rules as labels", () => {
    expect(toMermaid(everyType)).to.equal(`flowchart TD
  start([Start])
  s1{"Choose<br>Choice"}
  subgraph s2["Branches<br>Parallel"]
    subgraph s2b1["Branch 1"]
      s3["Left<br>Pass"]
      subgraph s4["Inner map<br>Map"]
        s5["Deep<br>S3: getObject"]
      end
      s3 --> s4
    end
    subgraph s2b2["Branch 2"]
      s6["Right<br>Pass"]
    end
  end
  subgraph s7["Every item<br>Distributed Map"]
    s8["One item<br>S3: getObject"]
  end
  s9["Wait a bit<br>Wait: #123;#37; $delay #37;#125;"]
  s10["Failed<br>Fail: Custom"]
  s11["Done<br>Succeed"]
  finish([End])
  start --> s1
  s1 -->|"rows #62; 10"| s2
  s1 -->|"rows = 0"| s9
  s1 -->|"otherwise"| s7
  s2 --> s11
  s9 --> s1
  s7 --> finish
  s11 --> finish
  s2 -.->|"States.Timeout, Custom"| s10
  classDef failed stroke:#c4281c,stroke-width:2px
  class s10 failed
`);
  });

  it("escapes what Mermaid, Markdown and HTML would read as their own", () => {
    const label = (name: string) => toMermaid({ StartAt: name, States: { [name]: { Type: "Pass" } } }).split("\n")[2];
    expect(label('<b>"x"&y')).to.equal('  s1["#60;b#62;#34;x#34;#38;y<br>Pass"]');
    expect(label("1. `code`")).to.equal('  s1["1#46; #96;code#96;<br>Pass"]');
    expect(label("- [x](y)")).to.equal('  s1["#45; #91;x#93;(y)<br>Pass"]');
    expect(label("日本語 #35;")).to.equal('  s1["日本語 #35;35#59;<br>Pass"]');
  });

  it("leaves out groups without states", () => {
    const empty = { StartAt: "P", States: { P: { Type: "Parallel" as const, Branches: [], End: true } } };
    expect(toMermaid(empty)).to.include('s1["P<br>Parallel"]').and.not.to.include("subgraph");
  });

  it("draws any definition, each line one that Mermaid reads", () => {
    const text = /"(?:[\p{L}\p{M}\p{N} .,:=/$()?!'…≤≥_-]|#\d+;|<br>)*"/u.source;
    const line = new RegExp(
      `^(?:flowchart TD|end|start\\(\\[Start\\]\\)|finish\\(\\[End\\]\\)|(?:subgraph )?s[\\db]+(?:\\[${text}\\]|\\{${text}\\})` +
        `|\\w+ (?:-->|-\\.->)(?:\\|${text}\\|)? \\w+|classDef \\w+ [\\w:#, -]+|class [\\w,]+ \\w+|)$`,
      "u",
    );
    fc.assert(
      fc.property(anyDefinition(), (definition) => {
        for (const drawn of toMermaid(definition).split("\n")) expect(drawn.trim()).to.match(line);
      }),
    );
  });
});
