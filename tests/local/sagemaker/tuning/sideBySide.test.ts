import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { runSideBySide } from "../../../../local/sagemaker/tuning/sideBySide";

describe("runSideBySide", () => {
  let begun: number[];
  let ended: number[];
  let atOnce: number;
  beforeEach(() => {
    begun = [];
    ended = [];
    atOnce = 0;
  });
  const work = (number: number, milliseconds: number) => async () => {
    begun.push(number);
    atOnce = Math.max(atOnce, begun.length - ended.length);
    await sleep(milliseconds);
    ended.push(number);
  };

  it("runs everything, no more at once than it may", async () => {
    let left = 0;
    await runSideBySide(3, async () => (left < 7 ? work(left++, 5) : undefined), new AbortController());
    expect(begun).to.deep.equal([0, 1, 2, 3, 4, 5, 6]);
    expect(ended).to.have.members(begun);
    expect(atOnce).to.equal(3);
  });

  it("begins nothing after a fault, and waits for what runs", async () => {
    const fault = new AbortController();
    let left = 0;
    const next = async () => {
      const number = left++;
      // The second fails while the third is chosen, with room for more.
      if (number === 2) await sleep(20);
      if (number !== 1) return work(number, 40);
      return async () => {
        await sleep(5);
        throw new Error("The second failed.");
      };
    };
    await runSideBySide(9, next, fault);
    expect((fault.signal.reason as Error).message).to.equal("The second failed.");
    expect(begun).to.deep.equal([0]);
    expect(ended).to.deep.equal([0]);
  });

  it("takes a failure to choose as a fault that ends the others", async () => {
    const fault = new AbortController();
    let left = 0;
    const next = async () => {
      if (left++ > 0) throw new Error("No choice.");
      return async () => {
        await sleep(60_000, undefined, { signal: fault.signal });
      };
    };
    await runSideBySide(2, next, fault);
    expect((fault.signal.reason as Error).message).to.equal("No choice.");
  });
});
