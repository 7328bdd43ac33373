import type { RoundTiming } from '../../rounds/round.js';
import { LABEL, label } from './viewSize.js';
import { type Line, pickFittingText } from './text.js';

const SHORT = { gradients: 'grad', attack: 'att', aggregation: 'agg', update: 'upd', evaluation: 'eval' };

/** How long a round took, and which part of the threads' time each phase had. */
export function drawPhases(timing: RoundTiming | null, columns: number): Line {
  if (timing === null)
    return [{ text: label('a round') }, { text: 'its times are not known', tone: 'quiet' }];
  const phases = (Object.keys(SHORT) as (keyof typeof SHORT)[]).filter((phase) => timing.busyMs[phase] > 0);
  const total = phases.reduce((sum, phase) => sum + timing.busyMs[phase], 0);
  const part = (phase: keyof typeof SHORT) => `${((100 * timing.busyMs[phase]) / total).toFixed(0)}%`;
  const texts = [
    phases.map((phase) => `${phase} ${part(phase)}`).join(', '),
    phases.map((phase) => `${phase} ${part(phase)}`).join(' '),
    phases.map((phase) => `${SHORT[phase]} ${part(phase)}`).join(' '),
  ];
  return [
    { text: label(`${timing.durationMs.toFixed(0)} ms`) },
    { text: pickFittingText(texts, columns - LABEL), tone: 'quiet' },
  ];
}
