import { expect } from "chai";
import fc from "fast-check";
import type { State, StateMachineDefinition } from "../../asl/definition";
import type { Point, Rectangle } from "../../asl/draw/geometry";
import { graphOf } from "../../asl/draw/graph";
import { type Layout, layOut, type PlacedState } from "../../asl/draw/layout";
import { type DrawnStatus, toSvg } from "../../asl/draw/svg";
import { textWidth, wrapText } from "../../asl/draw/textSize";
import { escapeXml } from "../../asl/draw/xml";
import { anyDefinition, chain, everyName, everyType, trainingPipeline } from "./drawDefinitions";
import { everyElement, parseXml } from "./drawXml";

const elements = (svg: string) => everyElement(parseXml(svg));
const states = (svg: string) => elements(svg).filter(({ attributes }) => "data-state" in attributes);

describe("SVG", () => {
  it("shows every state with its name, type and status", () => {
    const statuses: Record<string, DrawnStatus> = {
      "Generate dataset": "SUCCEEDED",
      "Train model": "CAUGHT",
      "Pipeline failed": "FAILED",
    };
    const drawn = states(toSvg(trainingPipeline, { statuses }));
    expect(drawn.map(({ attributes }) => attributes["data-state"])).to.deep.equal(Object.keys(trainingPipeline.States));
    const [seed, train, save] = drawn;
    expect(seed!.attributes).to.include({ class: "state task succeeded", "data-status": "SUCCEEDED" });
    expect(train!.attributes).to.include({ class: "state task caught", "data-status": "CAUGHT" });
    expect(save!.attributes).to.include({ class: "state task" }).and.not.to.have.property("data-status");
    expect(train!.children[0]).to.deep.include({
      name: "title",
      text: "Train model (SageMaker: createTrainingJob.sync): CAUGHT",
    });
    expect(train!.children.filter(({ name }) => name === "text").map(({ text }) => text)).to.deep.equal([
      "Train model",
      "SageMaker: createTrainingJob.sync",
    ]);
  });

  it("is an image with a title and a description in words", () => {
    const svg = parseXml(toSvg(trainingPipeline, { idPrefix: "p1" }));
    expect(svg.attributes).to.include({ role: "img", "aria-labelledby": "p1-title p1-desc" });
    expect(svg.children[0]).to.deep.include({ name: "title", text: "Trains a model and predicts with it" });
    expect(svg.children[1]!.text).to.match(
      /^5 states\. Starts at Generate dataset\. Generate dataset \(Lambda: invoke\);/,
    );
    expect(toSvg(trainingPipeline, { title: "A & B" })).to.include(">A &amp; B</title>");
  });

  it("needs nothing from outside and gives every id once", () => {
    const svg = toSvg(everyType, { idPrefix: "p2" });
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.to.match(/https?:|url\((?!#p2-)|@import|href/);
    const ids = elements(svg).flatMap(({ attributes }) => attributes.id ?? []);
    expect(new Set(ids).size).to.equal(ids.length);
    expect(ids.every((id) => id.startsWith("p2-"))).to.equal(true);
  });

  it("escapes names, titles and statuses' keys", () => {
    const name = `<b>"x"&y'\t\u0000\ud800`;
    const svg = toSvg(
      { StartAt: name, States: { [name]: { Type: "Pass" } } },
      { title: "</svg>", statuses: { [name]: "FAILED" } },
    );
    expect(states(svg)[0]!.attributes).to.include({ "data-state": `<b>"x"&y'\t\ufffd\ufffd`, "data-status": "FAILED" });
  });

  it("takes no status from an object's own methods", () => {
    const state: State = { Type: "Pass", End: true };
    const svg = toSvg({ StartAt: "constructor", States: Object.fromEntries([["constructor", state]]) });
    expect(states(svg)[0]!.attributes).not.to.have.property("data-status");
  });

  it("dashes Catch edges and says what a common one catches once", () => {
    const drawn = elements(toSvg(trainingPipeline));
    expect(drawn.filter(({ attributes }) => attributes.class === "edge catch")).to.have.length(4);
    expect(drawn.filter(({ name, text }) => name === "text" && text === "States.ALL")).to.have.length(1);
  });

  it("says beside each edge what it catches where that differs", () => {
    const definition: StateMachineDefinition = structuredClone(trainingPipeline);
    Object.assign(definition.States["Train model"]!, { Catch: [{ ErrorEquals: ["Custom"], Next: "Pipeline failed" }] });
    const texts = elements(toSvg(definition)).flatMap(({ name, text }) => (name === "text" ? text : []));
    expect(texts.filter((text) => text === "States.ALL")).to.have.length(3);
    expect(texts).to.include("Custom");
  });

  it("draws any definition with every state's name in it", () => {
    fc.assert(
      fc.property(anyDefinition(), (definition) => {
        const drawn = states(toSvg(definition)).map(({ attributes }) => attributes["data-state"]);
        for (const name of everyName(definition)) {
          expect(drawn).to.include(everyElement(parseXml(`<a b="${escapeXml(name)}"/>`))[0]!.attributes.b);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("draws 1,000 states that all catch into one, and four times as many", function () {
    this.timeout(60000);
    const started = performance.now();
    expect(states(toSvg(chain(1000)))).to.have.length(1001);
    expect(performance.now() - started).to.be.below(10000);
    expect(layOut(graphOf(chain(4000))).states).to.have.length(4001);
  });

  it("draws 1,000 states that may all jump to the last one", function () {
    this.timeout(60000);
    const definition = chain(1000);
    for (let index = 1; index < 999; index += 2) {
      definition.States[`State ${index}`] = {
        Type: "Choice",
        Choices: [{ Variable: "$.x", NumericEquals: index, Next: `State ${index + 1}` }],
        Default: "State 999",
      };
    }
    expect(states(toSvg(definition))).to.have.length(1001);
  });
});

describe("layout", () => {
  it("puts a pipeline's states straight below each other", () => {
    const { states, markers } = layOut(graphOf(trainingPipeline));
    const spine = [markers[0]!, ...states.slice(0, 4), markers[1]!];
    for (const box of spine) expect(box.x + box.width / 2).to.be.closeTo(spine[0]!.x + spine[0]!.width / 2, 0.5);
    expect(spine.map(({ y }) => y)).to.deep.equal(spine.map(({ y }) => y).toSorted((a, b) => a - b));
  });

  it("keeps states apart, inside their groups and off other states' edges", function () {
    this.timeout(60000);
    check(everyType);
    check(chain(30));
    fc.assert(fc.property(anyDefinition(), check), { numRuns: 200 });
  });

  it("keeps them apart where there are too many for a fine layout", function () {
    this.timeout(60000);
    const { states } = layOut(graphOf(chain(2000)));
    const columns = states.toSorted((a, b) => a.y - b.y);
    columns.slice(1).forEach((box, index) => expect(apart(box, columns[index]!), box.node.name).to.equal(true));
  });

  function check(definition: StateMachineDefinition): void {
    const layout = layOut(graphOf(definition));
    const { states, width, height } = layout;
    for (const [index, box] of states.entries()) {
      expect(contains({ x: 0, y: 0, width, height }, box), `${box.node.name} inside the picture`).to.equal(true);
      for (const other of states.slice(index + 1)) {
        const nested = box.panels.some((panel) => contains(panel, other));
        expect(nested || apart(box, other), `${box.node.name} and ${other.node.name}`).to.equal(true);
      }
    }
    for (const edge of layout.edges) {
      const touched = states.filter((box) => touches(edgeLine(edge), box));
      for (const box of touched)
        expect(belongs(edge, box, layout), `an edge runs through ${box.node.name}`).to.equal(true);
    }
  }

  function belongs({ edge }: Layout["edges"][number], box: PlacedState, { states }: Layout): boolean {
    if (!edge) return box.node.final || !states.some(({ panels }) => panels.some((panel) => contains(panel, box)));
    const ends = states.filter(({ node }) => node.id === edge.from || node.id === edge.to);
    return ends.includes(box) || box.panels.some((panel) => ends.every((end) => contains(panel, end)));
  }
});

describe("text", () => {
  it("is measured as wide as Helvetica sets it, and a little more", () => {
    expect(textWidth("Train model", { size: 1000 })).to.be.within(5279, 5279 * 1.12);
    expect(textWidth("日本", { size: 10 })).to.be.at.least(20);
    expect(textWidth("e\u0301", { size: 10 })).to.equal(textWidth("e", { size: 10 }));
  });

  it("breaks at spaces, marks and humps, and inside a word only when it must", () => {
    const style = { size: 10 };
    expect(wrapText("Train model", style, 40)).to.deep.equal(["Train", "model"]);
    expect(wrapText("createTrainingJob.sync", style, 80)).to.deep.equal(["createTraining", "Job.sync"]);
    expect(wrapText("x".repeat(30), style, 60).join("")).to.equal("x".repeat(30));
    expect(wrapText("one two three four", style, 30, 2)).to.deep.equal(["one", "two…"]);
    expect(wrapText("", style, 30)).to.deep.equal([""]);
  });

  it("never gets wider than asked", () => {
    const text = fc.string({ unit: "binary", maxLength: 200 });
    fc.assert(
      fc.property(text, fc.integer({ min: 30, max: 300 }), (text, width) => {
        for (const line of wrapText(text, { size: 13, bold: true }, width)) {
          expect(textWidth(line, { size: 13, bold: true })).to.be.at.most(width);
        }
      }),
    );
  });
});

/** The points of an edge as it is drawn: curves bend between two points that lie below each other. */
function edgeLine({ points, shape }: { points: Point[]; shape: string }): Point[] {
  if (shape !== "curve") return points;
  return points.slice(1).flatMap((to, index) => {
    const from = points[index]!;
    return [0, 0.25, 0.5, 0.75, 1].map((t) => ({
      x: from.x + (to.x - from.x) * (3 - 2 * t) * t * t,
      y: from.y + (to.y - from.y) * (t * (1.5 - t * (1.5 - t))),
    }));
  });
}

function touches(line: Point[], box: Rectangle): boolean {
  const inner = { x: box.x + 1, y: box.y + 1, width: box.width - 2, height: box.height - 2 };
  return line.slice(1).some((to, index) => {
    const from = line[index]!;
    return Array.from({ length: 21 }, (_, step) => step / 20).some((t) =>
      contains(inner, { x: from.x + (to.x - from.x) * t, y: from.y + (to.y - from.y) * t, width: 0, height: 0 }),
    );
  });
}

function contains(outer: Rectangle, inner: Rectangle): boolean {
  const slack = 0.01;
  return (
    inner.x >= outer.x - slack &&
    inner.y >= outer.y - slack &&
    inner.x + inner.width <= outer.x + outer.width + slack &&
    inner.y + inner.height <= outer.y + outer.height + slack
  );
}

function apart(a: Rectangle, b: Rectangle): boolean {
  return a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
}
