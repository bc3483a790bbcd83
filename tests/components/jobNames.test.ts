import { expect } from "chai";
import fc from "fast-check";
import * as pulumi from "@pulumi/pulumi";
import { formatPattern } from "../../asl/parameterValue";
import { jobNames, type JobStep } from "../../components/parts/jobNames";

/** What `uniqueSuffix` may give. */
const SUFFIX = "0123456789ab";

describe("jobNames", () => {
  const steps: JobStep[] = ["train", "model", "transform", "standardize"];
  const pipeline = fc.stringMatching(/^[a-z0-9]+(-[a-z0-9]+){0,3}$/);
  const stack = fc.stringMatching(/^[A-Za-z0-9_.-]{1,20}$/);

  it("gives names that SageMaker takes, or refuses the pipeline's name", () => {
    fc.assert(
      fc.property(pipeline, stack, (name, stackName) => {
        let names;
        try {
          names = jobNames(name, steps, stackName);
        } catch (error) {
          expect(pulumi.InputPropertyError.isInstance(error)).to.equal(true);
          return;
        }
        for (const step of steps) {
          const made = formatPattern(names.nameOf(step).expression)?.replace("*", SUFFIX) ?? "";
          expect(made.length).to.be.at.most(63);
          expect(made).to.match(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/);
          expect(made).to.equal(made.toLowerCase());
        }
      }),
      { numRuns: 500 },
    );
  });

  it("refuses what is no name of a job, whatever it is", () => {
    const wrong = fc.string({ minLength: 1 }).filter((text) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(text));
    fc.assert(
      fc.property(wrong, (name) => {
        expect(() => jobNames(name, steps, "dev"))
          .to.throw()
          .with.property("propertyPath", "name");
      }),
    );
  });
});
