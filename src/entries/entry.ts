import type { OptionShape } from './option.js';

/** The kinds of things that a scenario can name. */
export const ENTRY_KINDS = [
  'rule',
  'transform',
  'attack',
  'partition',
  'schedule',
  'localUpdate',
  'model',
  'layer',
  'dataSet',
  'task',
  'measure',
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** The work that a definition was taken from. */
export interface Paper {
  readonly authors: string;
  readonly title: string;
  readonly venue: string;
  readonly year: number;
  readonly address?: string;
}

/** One of several definitions that go by one name. Systems disagree; krumble names whom it follows. */
export interface Variant {
  readonly name: string;
  /** The definition, as a formula where there is one. */
  readonly definition: string;
  /** Options that this variant alone has. */
  readonly options?: OptionShape;
}

/**
 * Something that a scenario can name: one frozen object in one file.
 * The scenario's schema and defaults, the messages, `krumble list` and `krumble explain`,
 * columns of tables and labels on screens are all made from it.
 */
export interface Entry {
  readonly kind: EntryKind;
  /** As scenarios name it: lower case letters, digits and hyphens. */
  readonly name: string;
  /** Other names that are understood wherever names are read. */
  readonly aliases?: readonly string[];
  /** As screens and pages name it; default: the name. */
  readonly label?: string;
  /** What it is, in one line. */
  readonly summary: string;
  /** How it is computed, as a formula where there is one; variants say it for themselves. */
  readonly definition?: string;
  readonly paper?: Paper;
  /** The first is the default. */
  readonly variants?: readonly Variant[];
  /**
   * Whether settings leave the default variant out, as they did before the entry had others:
   * scenarios, labels and manifests then stay what they were.
   */
  readonly isDefaultUnnamed?: true;
  /** What it can be told, by name: bounds, default and one line of explanation each. */
  readonly options?: OptionShape;
  /** The name of a scenario that shows it, among those that come with krumble. */
  readonly example?: string;
}

/** `Blanchard et al., Machine Learning with Adversaries, NIPS 2017`; nothing where there is no paper. */
export function citePaper({ paper }: Pick<Entry, 'paper'>): string {
  return paper === undefined ? '' : `${paper.authors}, ${paper.title}, ${paper.venue} ${paper.year}`;
}

/** The name of the variant that is meant where none is named; null for an entry without variants. */
export function defaultVariant({ variants }: Pick<Entry, 'variants'>): string | null {
  return variants?.[0].name ?? null;
}

/** The options that an entry has under a variant: its own, then those that the variant alone has. */
export function optionsUnder({ options, variants }: Entry, variant: string | null): OptionShape {
  return { ...options, ...variants?.find(({ name }) => name === variant)?.options };
}
