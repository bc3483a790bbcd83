import { expect } from "chai";
import { localContainer, versionNotice } from "../../../local/sagemaker/images";
import { UserError } from "../../../local/userError";

const registry = "246618743249.dkr.ecr.us-west-2.amazonaws.com";

describe("localContainer", () => {
  it("goes by the repository, whatever the registry, tag or digest", () => {
    for (const image of [
      `${registry}/sagemaker-xgboost:3.0-5`,
      "450853457545.dkr.ecr.cn-north-1.amazonaws.com.cn/sagemaker-xgboost@sha256:0123",
      "sagemaker-xgboost",
    ]) {
      expect(localContainer(image)).to.equal("xgboost");
    }
    expect(localContainer(`${registry}/sagemaker-scikit-learn:1.2-1-cpu-py3`)).to.equal("scikit-learn");
  });

  it("refuses any other image, naming it and those that run", () => {
    for (const image of [`${registry}/own/sagemaker-xgboost-like:1`, `${registry}/pytorch-training:2.1`, ""]) {
      expect(() => localContainer(image)).to.throw(UserError, `${image} does not run locally`);
    }
  });
});

describe("versionNotice", () => {
  it("says when the image's XGBoost is another than the one that runs here", () => {
    expect(versionNotice(`${registry}/sagemaker-xgboost:3.0-5-cpu-py3`)).to.equal(undefined);
    expect(versionNotice(`${registry}/sagemaker-xgboost:1.7-1`)).to.match(/1\.7-1; this run uses 3\.0\.5/);
    expect(versionNotice(`${registry}/sagemaker-scikit-learn:1.2-1-cpu-py3`)).to.equal(undefined);
  });
});
