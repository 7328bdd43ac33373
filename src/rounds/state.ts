/** Where training stands between two rounds: all that the next round depends on, with the digest that vouches for it. */
export interface State {
  /** Rounds that led here; the next one has this number. */
  readonly round: number;
  /** Of the last round, or the one before round 0. */
  readonly digest: string;
  readonly parameters: Float32Array;
  readonly velocity: Float32Array;
  /** The workers' momenta, one after the other; null where they have none. */
  readonly momenta: Float32Array | null;
}
