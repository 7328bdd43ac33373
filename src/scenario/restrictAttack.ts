import type { Attack, AttackSetting, HonestBlock, HonestView, OwnBlock, OwnView } from '../attacks/attack.js';
import { pickSight, type Sees } from '../attacks/attack.js';
import { squaresBetween } from '../attacks/squaresBetween.js';
import type { Refuse } from '../entries/parseOptions.js';

/** What adversaries may see, from the least on. */
const KNOWLEDGE: readonly Sees[] = ['own', 'honest', 'defense'];

/**
 * The attack with what it sees under a setting. Where the setting's `knowledge` denies it the honest reports
 * and it has a form for that, it is handed its own workers' gradients in their place, and sees no others.
 */
export function restrictAttack(entry: Attack, setting: AttackSetting, workers: readonly number[]): Attack {
  const sees = pickSight(entry, setting);
  if (!isDenied(sees, setting)) return { ...entry, sees };
  const decide = entry.decide as ((view: HonestView, setting: AttackSetting) => object) | undefined;
  const forge = entry.forge as ((block: HonestBlock, setting: AttackSetting) => Float32Array) | undefined;
  const estimate = <T extends OwnView | OwnBlock>(seen: T) => ({
    ...seen,
    honest: seen.own,
    honestWorkers: workers,
  });
  return {
    ...entry,
    sees: 'own',
    ...(decide && {
      decide: (view, told) => {
        const honestSquares = () => squaresBetween(view.own);
        return decide({ ...estimate(view), honestSquares } as HonestView, told);
      },
    }),
    ...(forge && { forge: (block, told) => forge(estimate(block) as HonestBlock, told) }),
  };
}

/** Refuses knowledge that an attack cannot do with. */
export function checkKnowledge(entry: Attack, setting: AttackSetting, refuse: Refuse): void {
  const sees = pickSight(entry, setting);
  if (!isDenied(sees, setting)) return;
  if (setting.knowledge === 'own' && sees === 'honest' && entry.estimates) return;
  const what = sees === 'honest' ? 'the honest reports' : 'the honest reports and the defense';
  const others = (entry.variants ?? [])
    .filter(({ name }) => !isDenied(pickSight(entry, { ...setting, variant: name }), setting))
    .map(({ name }) => name);
  refuse('knowledge', {
    found: setting.knowledge!,
    problem: `${entry.name} sees ${what}, and has no form without them`,
    allowed: `${sees}${others.length > 0 ? `, or the variant ${others.join(', ')}` : ''}`,
  });
}

/** Whether a setting denies an attack that sees so much. */
export function isDenied(sees: Sees, { knowledge = 'defense' }: Pick<AttackSetting, 'knowledge'>): boolean {
  return KNOWLEDGE.indexOf(knowledge) < KNOWLEDGE.indexOf(sees);
}
