/** What the corrupted workers send, besides what they would have sent. */
export interface AttackSetting {
  readonly z: number;
}

/**
 * An attack: from the corrupted workers' own honest gradients (and nothing else: the adversary sees no other
 * worker) it makes the vector that each of them reports.
 */
export interface Attack {
  readonly name: string;
  readonly summary: string;
  readonly paper: string;
  /** The settings it takes in a scenario. */
  readonly parameters: readonly (keyof AttackSetting)[];
  /** own: m >= 1 arrays of equal length, in worker order. Returns what every corrupted worker sends. */
  forge(own: readonly Float32Array[], setting: AttackSetting): Float32Array;
}
