/** A file of the program as an object in a pipeline's bucket. */
import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";

/** Files that come with the examples. */
export const SAMPLES = {
  rows: `${__dirname}/../lambda/sample/sample.csv`,
  heldOutRows: `${__dirname}/data/heldOut.csv`,
  model: `${__dirname}/data/model.tar.gz`,
  texts: `${__dirname}/data/texts.jsonl`,
  labelCategories: `${__dirname}/data/labelCategories.json`,
  labelingTemplate: `${__dirname}/data/labeling.liquid.html`,
  summarize: `${__dirname}/scripts/summarize.py`,
};

/**
 * Uploads a file. It is encrypted as the bucket says, and uploaded anew when it changes.
 *
 * @param name of the resource in the program
 * @param path of the file; relative to the program's folder
 */
export function dataObject(
  parent: pulumi.Resource,
  name: string,
  where: { bucket: pulumi.Input<string>; key: string },
  path: string,
): s3.BucketObjectv2 {
  return new s3.BucketObjectv2(name, { ...where, source: new pulumi.asset.FileAsset(path) }, { parent });
}
