import type { Controls } from '../controls.js';
import type { Line } from '../draw/text.js';
import type { ViewSize } from '../draw/viewSize.js';
import type { Observer } from '../observer.js';
import { RunView } from '../runView.js';

/**
 * Begins to show one of several runs to an observer, and returns what ends that;
 * null where nothing is to be seen.
 * `stop` comes back from it, as a person does who asks to stop; the controls' own `stop` has to call it.
 */
export type LookInto = (
  index: number,
  look: { readonly stop: () => void; readonly observe: (controls: Controls) => Observer },
) => (() => void) | null;

/** A look into one of several runs, or none. */
export interface RunLook {
  readonly isOpen: boolean;
  /** Whether there was something to look into. */
  open(index: number): boolean;
  press(key: string, size: ViewSize): void;
  draw(size: ViewSize): Line[];
  close(): void;
}

/** A look that opens runs by `lookInto`; `changed` is called when there is something else to see in it. */
export function createRunLook(lookInto: LookInto, changed: () => void): RunLook {
  let view: RunView | null = null;
  let end: () => void = () => undefined;
  const close = () => {
    if (view === null) return;
    view = null;
    end();
    changed();
  };
  return {
    get isOpen() {
      return view !== null;
    },
    open: (index) => {
      close();
      let seen: RunView | null = null;
      const ending = lookInto(index, {
        stop: close,
        observe: (controls) => {
          seen = new RunView(controls, changed);
          return observe(seen, changed);
        },
      });
      if (ending === null) return false;
      [view, end] = [seen, ending];
      return true;
    },
    press: (key, size) => {
      // Where escape would do nothing in the run's own screen, it leaves that.
      if (key === 'escape' && view?.isAtRest) close();
      else view?.press(key, { leave: close, size });
    },
    draw: (size) => view?.draw(size) ?? [],
    close,
  };
}

/** The observer of a run that somebody looks into: nobody waits for them at its end. */
function observe(view: RunView, changed: () => void): Observer {
  const then =
    <T extends readonly unknown[]>(act: (...given: T) => void) =>
    (...given: T) => {
      act(...given);
      changed();
    };
  return {
    start: then((facts) => view.start(facts)),
    recall: then((round) => view.recall(round)),
    round: then((round) => view.add(round)),
    twin: then((evaluated) => view.addTwin(evaluated)),
    incident: then((text) => view.tell(text)),
    finish: (_, ending) => {
      view.end(ending);
      changed();
      return Promise.resolve();
    },
  };
}
