import type { BackdoorRecord } from '../attacks/backdoor/attackSuccess.js';
import { optionsUnder } from '../entries/entry.js';
import type { Lifespan } from '../runs/result.js';
import type { Summary } from '../statistics/summary.js';
import type { BoundAttack } from '../scenario/bindAttacks.js';
import type { ScenarioEntries } from '../scenario/findEntries.js';
import { countCorruptedParticipants, countParticipants } from '../scenario/participants.js';
import type { NamedSetting, Scenario } from '../scenario/scenario.js';

/** The most workers that a line lists. */
const LISTED_MAX = 8;

/** 0.2353 as `24%`. */
export function share(fraction: number): string {
  return `${(100 * fraction).toFixed(0)}%`;
}

/** Percent with two digits, as `75.40%`; `-` for none. */
export function percent(value: number | null | undefined): string {
  return value === null || value === undefined ? '-' : `${value.toFixed(2)}%`;
}

/** A loss with three digits, as `2.307`, and where it has left all bounds `2.67e+25`; `-` for none. */
export function lossText(value: number | null | undefined): string {
  return (Math.abs(value ?? 0) < 1e6 ? value?.toFixed(3) : value?.toExponential(2)) ?? '-';
}

/**
 * A mean, its standard deviation, and its least and greatest value: `95.1 ± 0.2 (94.9 to 95.3)`;
 * `-` for none.
 */
export function summaryText(summary: Summary | null): string {
  if (summary === null) return '-';
  const { mean, least, most, deviation } = summary;
  if (deviation === null) return mean.toFixed(1);
  return `${mean.toFixed(1)} ± ${deviation.toFixed(1)} (${least.toFixed(1)} to ${most.toFixed(1)})`;
}

/** The same without the least and the most. */
export function shortSummaryText(summary: Summary | null): string {
  return summaryText(summary).replace(/ \(.*/, '');
}

/** 75000 ms as `1:15`, an hour and more as `1:02:05`. */
export function clock(durationMs: number): string {
  const seconds = Math.max(0, Math.round(durationMs / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** A scenario and the entries that it names. */
export interface Named {
  readonly scenario: Scenario;
  readonly entries: ScenarioEntries;
}

/**
 * `little, z 1.5, 4.2 x max`, `backdoor-sample (adaptive), z 0.2 of max 0.36` or `no attack`;
 * of several at once `ipm, tau=3 (6 workers) + label-flip, mode=mirror (6 workers)`.
 */
export function attackText({ scenario, entries: { attacks } }: Named): string {
  const count = countParticipants(scenario);
  if (attacks.length === 0) return 'no attack';
  if (attacks.length === 1) return oneAttackText(attacks[0], count);
  return attacks
    .map(
      (one) =>
        `${oneAttackText(one, count)} (${one.workers.length} ${one.workers.length === 1 ? 'worker' : 'workers'})`,
    )
    .join(' + ');
}

/** The names alone: `ipm + label-flip`, or `no attack`. */
export function shortAttackText({ entries: { attacks } }: Named): string {
  return attacks.map(({ entry }) => entry.name).join(' + ') || 'no attack';
}

function oneAttackText({ entry, setting, workers }: BoundAttack, count: number): string {
  const { name, variant, window, knowledge } = setting;
  const shown = entry.shown ?? Object.keys(optionsUnder(entry, variant ?? null));
  const limits = entry.limits?.({ count, corrupted: workers.length });
  const when =
    window === undefined
      ? ''
      : `, rounds ${window.from} to ${window.until === null ? 'the end' : window.until - 1}${window.every > 1 ? `, every ${window.every}` : ''}`;
  return `${name}${variant === undefined ? '' : ` (${variant})`}${optionsText(setting, shown, limits)}${knowledge === undefined ? '' : `, knowledge ${knowledge}`}${when}`;
}

/** `, z=1.5, image=3` of some options that a setting has; beside a value what is the most by its limit. */
function optionsText(
  setting: Readonly<Record<string, unknown>>,
  names: readonly string[],
  limits: Readonly<Record<string, number | null>> = {},
): string {
  return names
    .filter((name) => setting[name] !== undefined)
    .map((name) => `, ${name}${valueText(setting[name], limits[name] ?? null)}`)
    .join('');
}

/** `=1.5`, and with a limit ` 0.2 of max 0.36` or ` 1.5, 4.2 x max`. */
function valueText(value: unknown, limit: number | null): string {
  if (typeof value !== 'number') return `=${String(value)}`;
  const text = Number(value.toFixed(4));
  if (limit === null || value <= 0) return `=${text}`;
  if (value > limit) return ` ${text}, ${Number((value / limit).toPrecision(2))} x max`;
  const most = limit.toFixed(2);
  return ` ${value === limit ? most : text} of max ${most}`;
}

/** What is wanted of a backdoor's images, and how they are answered now. */
export function backdoorText({ attack }: Scenario, backdoor: BackdoorRecord): string {
  const { target, of, hits, answer, probability } = backdoor;
  const chance = probability === null ? '' : `, target ${target} at ${share(probability)}`;
  // The rounds before a branch may have had another attack than the scenario has.
  const image = 'image' in attack ? `image ${String(attack.image)}` : 'the image';
  return of === 1
    ? `${image} is taken for ${answer ?? '-'}${chance}`
    : `${hits} of ${of} with the pattern are taken for ${target}`;
}

/** How long a backdoor outlived its attack. */
export function lifespanText({ rounds, ended }: Lifespan): string {
  const count = `${rounds} ${rounds === 1 ? 'round' : 'rounds'}`;
  return `${count} after the last attacked one${ended ? '' : ', to the end'}`;
}

/**
 * `krum (authors)`, with its options, with f where it is not the number
 * of corrupted workers, and behind what stands before it.
 */
export function defenseText({ scenario, entries: { rule } }: Named): string {
  const { defense } = scenario;
  const { rule: name, variant, declared, before = [] } = defense;
  const options = optionsText(defense, Object.keys(rule.setting.options));
  const known = declared === countCorruptedParticipants(scenario) ? '' : `, f=${declared}`;
  const chain = before.map((one) => `${transformText(one)} > `).join('');
  return `${chain}${name}${variant === undefined ? '' : ` (${variant})`}${options}${known}`;
}

/** The names alone: `nnm > krum`. */
export function shortDefenseText({ defense: { rule, before = [] } }: Scenario): string {
  return [...before.map(({ name }) => name), rule].join(' > ');
}

/** The rule, and how much is before it: `5 transforms > krum`. */
export function countedDefenseText({ defense: { rule, before = [] } }: Scenario): string {
  if (before.length === 0) return rule;
  return `${before.length} ${before.length === 1 ? 'transform' : 'transforms'} > ${rule}`;
}

function transformText({ name, ...options }: NamedSetting): string {
  return `${name}${optionsText(options, Object.keys(options)).replace(/^, /, ' ')}`;
}

/** `1 thread`, `2 threads`. */
export function threadsText(threads: number): string {
  return `${threads} ${threads === 1 ? 'thread' : 'threads'}`;
}

/** `51 workers, 12 corrupted (24%)`, and which, where it is not the first ones, and how many take part. */
export function workersText({ workers }: Scenario): string {
  const { count, corrupted, placement, participants, corruptedParticipants } = workers;
  const many = typeof placement === 'object' && placement.length > LISTED_MAX;
  const which =
    placement === undefined
      ? ''
      : placement === 'drawn'
        ? ', drawn by the seed'
        : `: ${placement.slice(0, LISTED_MAX).join(', ')}${many ? ', ...' : ''}`;
  const theirs = corruptedParticipants === undefined ? '' : `, ${corruptedParticipants} of them corrupted`;
  const part = participants === undefined ? '' : `, ${participants} a round${theirs}`;
  return `${count} workers, ${corrupted} corrupted (${share(corrupted / count)})${which}${part}`;
}
