// `npm start` runs the main job; `npm start -- run ...` hands any other arguments through.
if (process.argv.length === 2) process.argv.push('run', 'scenarios/mnist-little-vs-krum.yaml');
await import('../dist/bundle/main.js');
