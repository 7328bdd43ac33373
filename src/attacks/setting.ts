/** mu - z sigma. */
export interface LittleSetting {
  readonly name: 'little';
  readonly z: number;
}

/** How the adversary makes its reports want a backdoor; see docs/definitions.md. */
export type BackdoorTraining =
  | {
      /** As the paper's authors do: train the network, then ask for the result. */
      readonly variant: 'authors';
      /** Weight of the cross-entropy; 1 - alpha is that of the distance to where honest training would go. */
      readonly alpha: number;
      readonly epochs: number;
      readonly learningRate: number;
    }
  | {
      /** Look for reports that make the next parameters answer with the target. */
      readonly variant: 'adaptive';
      /** Most projected steps in a round. */
      readonly epochs: number;
      /** The probability of the target that the next parameters are to answer with. */
      readonly confidence: number;
    };

/** A backdoor for one training image. `next`: the class after the image's own, (y + 1) mod classes. */
export type SampleSetting = {
  readonly name: 'backdoor-sample';
  readonly z: number;
  readonly image: number;
  readonly target: number | 'next';
} & BackdoorTraining;

/** A backdoor for every image whose top left corner has size x size pixels of one value, after normalisation. */
export type PatternSetting = {
  readonly name: 'backdoor-pattern';
  readonly z: number;
  readonly size: number;
  readonly value: number;
  readonly target: number;
  /** How many of its training images the adversary trains on in a round. */
  readonly images: number;
} & BackdoorTraining;

export type BackdoorSetting = SampleSetting | PatternSetting;

/** An attack with everything that it can be told in a scenario. */
export type AttackSetting = LittleSetting | BackdoorSetting;

/** The backdoor among attacks; null where there is another attack, or none. */
export function backdoorOf(attack: AttackSetting | { readonly name: 'none' }): BackdoorSetting | null {
  return attack.name === 'backdoor-sample' || attack.name === 'backdoor-pattern' ? attack : null;
}
