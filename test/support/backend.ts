import type { SimulationOptions } from 'krumble';

/** What tests of gradients and of training run on: wasm, or what KRUMBLE_TEST_BACKEND names (see docs/backends.md). */
export const testBackend = (process.env.KRUMBLE_TEST_BACKEND ?? 'wasm') as NonNullable<
  SimulationOptions['backend']
>;
