import type { JoinedRound } from '../rounds/round.js';
import type { Controls } from './controls.js';
import type { Point } from './curve.js';
import { countHelpPages } from './draw/help.js';
import { drawScreen } from './draw/screen.js';
import type { Line } from './draw/text.js';
import type { ViewSize } from './draw/viewSize.js';
import { History } from './history.js';
import { press } from './keys.js';
import type { TwinRound } from '../runs/readTwin.js';
import type { Ending, RunFacts } from './observer.js';
import { INITIAL_VIEW_STATE, type ViewModel, type ViewState } from './viewModel.js';

/** A run as a person looks at it: what came of it so far, and where they are in it. */
export class RunView {
  readonly #controls: Controls;
  #history: History | null = null;
  #viewState: ViewState = INITIAL_VIEW_STATE;
  #ending: Ending | null = null;

  readonly #explanations = new Map<number, string>();
  readonly #changed: () => void;

  /** `changed` is called when there is something else to see that nobody pressed a key for. */
  constructor(controls: Controls, changed: () => void) {
    this.#controls = controls;
    this.#changed = changed;
  }

  /** What is known of the run; null before it has started. */
  get facts(): RunFacts | null {
    return this.#history?.facts ?? null;
  }

  /** Whether nothing is looked at but the newest round in the overview, and nothing lies over that. */
  get isAtRest(): boolean {
    const { view, round, over } = this.#viewState;
    return view === 'overview' && round === null && over === null;
  }

  start(facts: RunFacts): void {
    this.#history = new History(facts);
  }

  recall(round: JoinedRound): void {
    this.#history?.recall(round);
  }

  add(round: JoinedRound): void {
    this.#history?.add(round);
  }

  addTwin(evaluated: TwinRound): void {
    this.#history?.addTwin(evaluated);
  }

  tell(incident: string): void {
    if (this.#history !== null) this.#history.incident = incident;
  }

  end(ending: Ending): void {
    this.#ending = ending;
  }

  /** Takes back the question whether to stop: there is nothing left to stop. */
  dropQuestion(): void {
    if (this.#viewState.over === 'stop?') this.#viewState = { ...this.#viewState, over: null };
  }

  /** `leave` is called where the key leaves a run that has ended. */
  press(key: string, { leave, size }: { leave: () => void; size: Pick<ViewSize, 'rows' | 'columns'> }): void {
    if (this.#history === null) return;
    const keyContext = {
      viewModel: this.#buildModel(this.#history),
      controls: this.#controls,
      ...{ leave, keyPages: countHelpPages(this.#viewState.view, size) },
      explain: (round: number) => this.#explain(round),
    };
    this.#viewState = press(keyContext, key);
  }

  /** The curve of the twin, as far as it has come. */
  get twin(): readonly Point[] {
    return this.#history?.twin ?? [];
  }

  /** Nothing before the run has started. */
  draw(size: ViewSize): Line[] {
    return this.#history === null ? [] : drawScreen(this.#buildModel(this.#history), size);
  }

  /** What a person sees who has just come; null before the run has started. */
  firstLook(): ViewModel | null {
    if (this.#history === null) return null;
    return { ...this.#buildModel(this.#history), viewState: INITIAL_VIEW_STATE };
  }

  #explain(round: number): void {
    const folder = this.facts?.folder ?? null;
    const { explain } = this.#controls;
    if (folder === null || explain === null || this.#explanations.has(round)) return;
    const take = (text: string) => {
      this.#explanations.set(round, text);
      this.#changed();
    };
    explain(folder, round).then(take, (error: Error) => take(error.message));
  }

  #buildModel(history: History): ViewModel {
    const { over } = this.#viewState;
    const asked = over !== null && over !== 'stop?' && 'explained' in over ? over.explained : null;
    const explanation = asked === null ? null : (this.#explanations.get(asked) ?? null);
    const { paused, playback, presented } = this.#controls;
    return {
      paused,
      playback,
      presented,
      explanation,
      history,
      viewState: this.#viewState,
      ending: this.#ending,
    };
  }
}
