import { createHash } from "node:crypto";
import type { S3Location } from "../shared/s3Uri";
import { StreamUpload } from "../shared/streamUpload";

/** Characters of rows that are turned into bytes at once. */
const PIECE = 64 * 1024;

/** Writes rows to an object while they are read, and takes their digest. */
export class Snapshot {
  private readonly upload: StreamUpload;
  private readonly digested = createHash("sha256");
  private rows: string[] = [];
  private characters = 0;

  constructor(location: S3Location) {
    this.upload = new StreamUpload(location);
  }

  add(cells: readonly string[]): void {
    const row = `${cells.join(",")}\n`;
    this.rows.push(row);
    this.characters += row.length;
  }

  /** Sends what has come together. Keeps memory bounded. */
  async flush(least = PIECE): Promise<void> {
    if (this.characters < least) return;
    const bytes = Buffer.from(this.rows.join(""));
    this.rows = [];
    this.characters = 0;
    this.digested.update(bytes);
    await this.upload.write(bytes);
  }

  /**
   * Makes the object visible.
   *
   * @returns SHA-256 of its bytes in hexadecimal digits
   */
  async finish(): Promise<string> {
    await this.flush(1);
    await this.upload.finish();
    return this.digested.digest("hex");
  }

  /** Leaves nothing behind. Rows that are added later go nowhere. */
  async abort(): Promise<void> {
    this.rows = [];
    this.characters = 0;
    await this.upload.abort();
  }
}
