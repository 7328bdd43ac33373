import type { BlockView, Decision, Reference, Rule, Sums } from '../../aggregation/rule.js';
import type { Reduction } from '../../kernels/reduction.js';
import { show } from '../../errors/show.js';
import { guardCheck } from './guardCheck.js';
import { lendGeometry } from './lendGeometry.js';
import { broken, isFiniteVector, lendMemory, lendRows, mustBeVector, runOwnCode } from '../ownCode.js';

/** A rule of a user's own, held to its contract. */
export function guardRule(entry: Rule, label: string): Rule {
  const { check, decide, explainScore, reduce, reference, sums, remember } = entry;
  return Object.freeze({
    ...entry,
    check: guardCheck(`${label} check`, check),
    ...(decide && { decide: guardDecide(decide, `${label} decide`) }),
    ...(explainScore && { explainScore: guardExplain(explainScore, `${label} explainScore`) }),
    ...(reduce && { reduce: guardReduce(reduce, `${label} reduce`) }),
    ...(reference && { reference: guardReference(reference, `${label} reference`) }),
    ...(sums && { sums: guardSums(sums, `${label} sums`) }),
    ...(remember && { remember: guardRemember(remember, `${label} remember`) }),
  } satisfies Rule);
}

function guardDecide(decide: NonNullable<Rule['decide']>, label: string): NonNullable<Rule['decide']> {
  return (geometry, setting, memory) => {
    const lent = lendGeometry(label, geometry);
    const kept = lendMemory(label, memory);
    const decision = runOwnCode(label, () => decide(lent.geometry, setting, kept.memory));
    kept.check();
    lent.check();
    checkDecision(decision, geometry.rows, label);
    return decision;
  };
}

function guardExplain(
  explain: NonNullable<Rule['explainScore']>,
  label: string,
): NonNullable<Rule['explainScore']> {
  return (geometry, setting, row) => {
    const lent = lendGeometry(label, geometry);
    const parts = runOwnCode(label, () => explain(lent.geometry, setting, row));
    lent.check();
    const isTerm = (term: { row?: unknown; value?: unknown } | undefined) =>
      Number.isInteger(term?.row) && typeof term?.value === 'number';
    if (Array.isArray(parts?.terms) && parts.terms.every(isTerm) && typeof parts.divisor === 'number')
      return parts;
    throw broken(label, `gave ${show(parts)}`, '{ terms: [{ row, value }], divisor }');
  };
}

function checkDecision(decision: Decision | undefined, rows: number, label: string): void {
  const { chosen, scores, weights, referenceWeight, groups, scales, noise } = decision ?? {};
  const isPlace = (row: unknown) => Number.isInteger(row) && (row as number) >= 0 && (row as number) < rows;
  if (!Array.isArray(chosen) || chosen.length === 0 || !chosen.every(isPlace)) {
    throw broken(label, `gave chosen ${show(chosen)}`, `a list of rows from 0 to ${rows - 1}`);
  }
  if (new Set(chosen).size < chosen.length)
    throw broken(label, `chose a row twice: ${show(chosen)}`, 'each row once');
  if (!Array.isArray(scores) || scores.length !== rows || !scores.every((one) => typeof one === 'number')) {
    throw broken(label, `gave scores ${show(scores)}`, `a list of ${rows} numbers`);
  }
  if (weights !== undefined && (weights.length !== rows || !isFiniteVector(weights))) {
    throw broken(label, `gave weights ${show(weights)}`, `a list of ${rows} finite numbers`);
  }
  if (referenceWeight !== undefined && !Number.isFinite(referenceWeight)) {
    throw broken(label, `gave referenceWeight ${show(referenceWeight)}`, 'a finite number');
  }
  if (scales !== undefined && (scales.length !== rows || !isFiniteVector(scales))) {
    throw broken(label, `gave scales ${show(scales)}`, `a list of ${rows} finite numbers`);
  }
  if (noise !== undefined && !(noise.deviation >= 0 && noise.deviation < Infinity)) {
    throw broken(label, `gave noise ${show(noise)}`, '{ deviation }, a finite number of at least 0');
  }
  if (groups !== undefined && !groups.every((group) => group.length > 0 && group.every(isPlace))) {
    throw broken(label, `gave groups ${show(groups)}`, `lists of rows from 0 to ${rows - 1}`);
  }
}

/** A copy of what is lent to a rule for one block. */
function lendView(view: BlockView): BlockView {
  const copy = () => view.tensors().map((tensor) => ({ ...tensor, values: tensor.values.slice() }));
  const { parameters, root } = view;
  return { ...view, parameters: parameters.slice(), root: root && root.slice(), tensors: copy };
}

function guardReference(
  reference: NonNullable<Rule['reference']>,
  label: string,
): NonNullable<Rule['reference']> {
  return (setting) => {
    const given: Reference | null = runOwnCode(label, () => reference(setting));
    if (given === null) return null;
    if (typeof given?.row !== 'function') throw broken(label, `gave ${show(given)}`, '{ row }, or null');
    return {
      ...given,
      row: (rows, told, memory, view) => {
        const { copies, check } = lendRows(label, rows);
        const lent = lendMemory(label, memory);
        const row = runOwnCode(label, () => given.row(copies, told, lent.memory, lendView(view)));
        check();
        lent.check();
        mustBeVector(label, 'a row', row, rows[0].length);
        return row;
      },
    };
  };
}

function guardSums({ count, measure }: Sums, label: string): Sums {
  const countSums: Sums['count'] = (setting) => {
    const found = runOwnCode(label, () => count(setting));
    if (Number.isInteger(found) && found > 0) return found;
    throw broken(label, `gave count ${show(found)}`, 'a whole number above 0');
  };
  return {
    count: countSums,
    measure: (rows, setting, view, memory) => {
      const { copies, check } = lendRows(label, rows);
      const lent = lendMemory(label, memory);
      const found = runOwnCode(label, () => measure(copies, setting, lendView(view), lent.memory));
      check();
      lent.check();
      const wanted = countSums(setting);
      if (found instanceof Float64Array && found.length === wanted) return found;
      throw broken(label, `gave ${show(found)}`, `a Float64Array of ${wanted} numbers`);
    },
  };
}

function guardRemember(
  remember: NonNullable<Rule['remember']>,
  label: string,
): NonNullable<Rule['remember']> {
  return (aggregate, setting, memory) => {
    const { copies, check } = lendRows(label, [aggregate]);
    const lent = lendMemory(label, memory);
    runOwnCode(label, () => remember(copies[0], setting, lent.memory));
    check();
    lent.check();
  };
}

function guardReduce(reduce: NonNullable<Rule['reduce']>, label: string): NonNullable<Rule['reduce']> {
  return (rows, setting, decision, memory, view) => {
    const { copies, check } = lendRows(label, rows);
    const lent = lendMemory(label, memory);
    const result: Reduction | undefined = runOwnCode(label, () =>
      reduce(copies, setting, decision, lent.memory, lendView(view)),
    );
    check();
    lent.check();
    mustBeVector(label, 'an aggregate', result?.aggregate, rows[0].length);
    const { aggregate, kept } = result;
    if (rows.every(isFiniteVector) && !isFiniteVector(aggregate)) {
      const at = aggregate.findIndex((value) => !Number.isFinite(value));
      throw broken(
        label,
        `gave ${aggregate[at]} of finite reports, at coordinate ${at} of a block`,
        'finite values',
      );
    }
    const isCount = (value: number) => Number.isFinite(value) && value >= 0;
    if (kept?.length !== rows.length || !Array.from(kept).every(isCount)) {
      throw broken(label, `gave kept ${show(kept)}`, `${rows.length} counts of coordinates, one a row`);
    }
    return result;
  };
}
