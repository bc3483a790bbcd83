/** A program's folder as the archive that SageMaker's containers fetch in script mode. The same files give the same bytes. */
import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { gzipSync } from "node:zlib";

/** An archive on this machine. */
export interface SourceArchive {
  /** Absolute path of the `.tar.gz`. */
  file: string;
  /** SHA-256 of its bytes, in hexadecimal digits. */
  digest: string;
}

/** What is not part of a program, and differs from machine to machine. */
const LEFT_OUT = /^(__pycache__|\.git|\.venv|\.pytest_cache|\.ipynb_checkpoints|\.DS_Store|.*\.pyc)$/;

const BLOCK = 512;
/** Longest path that a header of the oldest format holds. */
const MAX_PATH_LENGTH = 100;

/**
 * Packs a folder. Neither times, owners, modes nor the order of the directory get into the archive, and nothing is
 * compressed: how well zlib does that differs from version to version.
 *
 * Source: https://www.gnu.org/software/tar/manual/html_node/Standard.html (ustar)
 *
 * @param folder absolute path
 * @param into folder for the archive, which is made when it is not there
 * @throws Error with the path of a file that is too long for the archive's format
 */
export function packSource(folder: string, into: string): SourceArchive {
  const entries = filesIn(folder).map((file) => {
    const name = relative(folder, file).split(sep).join("/");
    return { name, content: readFileSync(file) };
  });
  entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  const tar = Buffer.concat([
    ...entries.flatMap(({ name, content }) => [header(name, content.length), content, padding(content.length)]),
    Buffer.alloc(2 * BLOCK),
  ]);
  const archive = gzipSync(tar, { level: 0 });
  // The operating system, which zlib writes there: unknown.
  archive[9] = 255;
  const digest = createHash("sha256").update(archive).digest("hex");
  const file = join(into, `${digest}.tar.gz`);
  mkdirSync(into, { recursive: true });
  // Nobody ever reads half a file, also when two processes pack at the same time.
  writeFileSync(`${file}.${process.pid}`, archive);
  renameSync(`${file}.${process.pid}`, file);
  return { file, digest };
}

/** The files of a program's folder, those in folders of it included. Links are left out: what they lead to may be anywhere. */
function filesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !LEFT_OUT.test(name))
    .flatMap((name) => {
      const path = join(folder, name);
      const stat = lstatSync(path);
      if (stat.isDirectory()) return filesIn(path);
      return stat.isFile() ? [path] : [];
    });
}

function header(name: string, size: number): Buffer {
  if (Buffer.byteLength(name) > MAX_PATH_LENGTH) {
    throw new Error(`${name} has more than ${MAX_PATH_LENGTH} bytes, which is the most that the archive takes.`);
  }
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, "0")}\0`;
  block.write(name, 0);
  block.write(octal(0o644, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(0, 12), 136);
  // The checksum is taken with blanks in its own place.
  block.write(" ".repeat(8), 148);
  block.write("0", 156);
  block.write("ustar\0" + "00", 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

function padding(size: number): Buffer {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
}
