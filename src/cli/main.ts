#!/usr/bin/env node
// React and the colour library of the terminal view read these when they are loaded, so they are set before.
process.env.NODE_ENV = 'production';
if (process.env.NO_COLOR || process.argv.includes('--no-color')) process.env.FORCE_COLOR = '0';

const { main } = await import('./program.js');
await main(process.argv);

export {};
