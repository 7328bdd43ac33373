import type { AttackSetting, Surroundings } from './attack.js';

/** Why an attack by z deviations of the corrupted workers' own gradients can do nothing; null: it can. */
export function idleWithoutDeviation(
  { z }: AttackSetting,
  { corrupted }: Surroundings['workers'],
): string | null {
  if (corrupted === 1)
    return 'one corrupted worker has no deviation; whatever z is, it reports its own gradient';
  if (z === 0) return 'z is 0; the corrupted workers report the mean of their own gradients';
  return null;
}
