export type { Aggregation } from './aggregation/aggregate.js';
export type { Decision, Geometry, Rule, RuleSetting } from './aggregation/rule.js';
export { rules } from './aggregation/rules.js';
export type { Attack, AttackSetting } from './attacks/attack.js';
export { attacks } from './attacks/attacks.js';
export type { BackdoorRecord } from './attacks/backdoor/attackSuccess.js';
export { type ZMax, zMax } from './attacks/zMax.js';
export {
  aggregate,
  type AggregateOptions,
  type AggregateOutcome,
  type TransformInput,
} from './catalogue/aggregate.js';
export { builtIn } from './catalogue/builtIn.js';
export type { Catalogue } from './catalogue/catalogue.js';
export * from './catalogue/toolkit.js';
export { useModules } from './catalogue/useModules.js';
export type { Fault } from './cluster/faults.js';
export { ContractError } from './errors/contractError.js';
export { DataError } from './errors/dataError.js';
export { InputError } from './errors/inputError.js';
export { InvariantError } from './errors/invariantError.js';
export { type Overflow, OverflowError } from './errors/overflowError.js';
export type { ProbeRecord, Round, RoundRecord, RoundTiming } from './rounds/round.js';
export { type ModuleOptions, simulate, type StreamOptions } from './rounds/simulate.js';
export type { SimulationOptions } from './rounds/simulation.js';
export { expandScenario } from './scenario/expand.js';
export { loadScenario } from './scenario/load.js';
export type { Scenario } from './scenario/scenario.js';
export type { AttackInput, ScenarioInput } from './scenario/scenarioInput.js';
