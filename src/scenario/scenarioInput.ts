import type { z } from 'zod';
import type { rules } from '../aggregation/rules.js';
import type { Sees } from '../attacks/attack.js';
import type { attacks } from '../attacks/attacks.js';
import type { Entry } from '../entries/entry.js';
import type { OptionShape } from '../entries/option.js';
import type { localUpdates } from '../localUpdates/localUpdates.js';
import type { measures } from '../measures/measures.js';
import type { partitions } from '../partitions/partitions.js';
import type { schedules } from '../schedules/schedules.js';
import type { tasks } from '../tasks/tasks.js';
import type { FormedScenario } from './schema.js';

/**
 * A scenario as a user writes it, in code: the form of a scenario file,
 * with the names of what comes with krumble, so that a wrong one does not compile.
 * `Own`: entries of a user's own whose names are known too, as in `ScenarioInput<typeof cappedMean>`.
 */
export type ScenarioInput<Own extends Entry = never> = Omit<
  FormedScenario,
  'task' | 'data' | 'workers' | 'training' | 'attack' | 'defense' | 'evaluation'
> & {
  readonly task: NameIn<typeof tasks, Own, 'task'>;
  readonly data?: Partial<
    Omit<NonNullable<FormedScenario['data']>, 'partition'> & {
      readonly partition: Named<typeof partitions, Own, 'partition'>;
    }
  >;
  readonly workers?: Partial<
    Known<
      'count' | 'corrupted' | 'placement' | 'participants' | 'corruptedParticipants' | 'batch' | 'weights',
      NonNullable<FormedScenario['workers']>
    > & {
      readonly reports: NameIn<typeof localUpdates, Own, 'localUpdate'>;
    } & OptionsIn<(typeof localUpdates)[number]>
  > &
    OwnOptions<Own, 'localUpdate'>;
  readonly training?: Partial<
    Omit<NonNullable<FormedScenario['training']>, 'schedule'> & {
      readonly schedule: Named<typeof schedules, Own, 'schedule'>;
    }
  >;
  readonly attack?: AttackInput<Own> | readonly (AttackInput<Own> & { readonly workers?: number })[];
  readonly defense?: Partial<
    Known<'declared' | 'before', NonNullable<FormedScenario['defense']>> & {
      readonly rule: NameIn<typeof rules, Own, 'rule'>;
      readonly variant: VariantIn<(typeof rules)[number]> | VariantIn<Extract<Own, { kind: 'rule' }>>;
    }
  > &
    Options;
  readonly evaluation?: {
    readonly every?: number | undefined;
    readonly measures?: readonly Named<typeof measures, Own, 'measure'>[];
  };
};

/** An attack of a scenario, by its name alone or with its options. */
export type AttackInput<Own extends Entry = never> =
  | { readonly name: 'none' }
  | OptionsOfAttack<(typeof attacks)[number]>
  | ({ readonly name: NameOf<Own, 'attack'> } & Readonly<Record<string, unknown>>);

type NameOf<E extends Entry, Kind> = Extract<E, { kind: Kind }>['name'];
type NameIn<List extends readonly Entry[], Own extends Entry, Kind> =
  List[number]['name'] | NameOf<Own, Kind>;
type Named<List extends readonly Entry[], Own extends Entry, Kind> =
  NameIn<List, Own, Kind> | ({ readonly name: NameIn<List, Own, Kind> } & Readonly<Record<string, unknown>>);
type VariantIn<E> = E extends { readonly variants?: readonly (infer V)[] }
  ? V extends { readonly name: infer Name }
    ? Name
    : never
  : never;
type Known<Keys extends PropertyKey, T> = { readonly [K in Keys & keyof T]: T[K] };
/** The options of all entries of a list, which stand beside fields that are known. */
type OptionsIn<E extends { readonly options?: OptionShape }> = {
  readonly [K in KeysIn<E>]: E extends { readonly options?: infer Shape }
    ? K extends keyof Shape
      ? z.input<Shape[K] & z.ZodType>
      : never
    : never;
};
type KeysIn<E> = E extends { readonly options?: infer Shape } ? keyof NonNullable<Shape> : never;
/** Options that types do not know, those of variants among them: any goes, and is checked when it runs. */
type Options = Readonly<Record<string, unknown>>;
type OwnOptions<Own extends Entry, Kind> = [Extract<Own, { kind: Kind }>] extends [never] ? unknown : Options;

type OptionsOfAttack<A> = A extends { readonly name: infer Name; readonly options?: infer Shape }
  ? { readonly name: Name; readonly window?: object; readonly knowledge?: Sees } & ShapeInput<Shape> &
      VariantOptions<A>
  : never;
/** Without options of its own an entry leaves room for others: an empty shape would forbid every key. */
type ShapeInput<Shape> = [keyof Shape] extends [never]
  ? unknown
  : Shape extends OptionShape
    ? Readonly<z.input<z.ZodObject<Shape>>>
    : unknown;
/** What variants alone have. */
type VariantOptions<A> = [VariantIn<A>] extends [never]
  ? unknown
  : {
      readonly variant?: VariantIn<A>;
      readonly alpha?: number;
      readonly epochs?: number;
      readonly learningRate?: number;
      readonly confidence?: number;
    };
