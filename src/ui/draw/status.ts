import type { ViewModel } from '../viewModel.js';
import type { Line } from './text.js';

const ENDINGS = {
  complete: 'the run is complete',
  overflowed: 'the model overflowed',
  interrupted: 'the run was stopped',
  left: 'the watching was left',
  failed: 'the run failed',
  equal: 'all rounds are equal to the recording',
  diverged: 'this round differs from the recording',
} as const;

/** Which round is shown, and whether more are to come. */
export function drawStatus({ history, viewState, paused, playback, ending }: ViewModel): Line {
  const { rounds, facts } = history;
  const wanted = facts.scenario.training.rounds;
  const newest = `${rounds} of ${wanted} rounds`;
  if (viewState.round !== null) {
    const state = ending === null ? (paused ? `paused at ${rounds}` : `the run is at ${rounds}`) : 'ended';
    return [{ text: `round ${viewState.round} is shown · ${state} of ${wanted}`, tone: 'alert' }];
  }
  if (ending !== null) {
    const played = (history.twin.at(-1)?.x ?? wanted - 1) + 1;
    const twin = played < wanted ? `, without the attack ${played}` : '';
    return [{ text: `${newest} · ${ENDINGS[ending]}${twin}`, tone: 'title' }];
  }
  if (paused) return [{ text: `${newest} · paused`, tone: 'alert' }];
  const speed = playback === null ? '' : ` · ${speedText(playback)}`;
  return [{ text: `${newest}${speed}` }];
}

function speedText({ speed, pace }: NonNullable<ViewModel['playback']>): string {
  if (!Number.isFinite(speed)) return 'as fast as can be';
  return pace === null
    ? `${speed} times as fast as it was`
    : `${Number((pace * speed).toPrecision(3))} a second`;
}
