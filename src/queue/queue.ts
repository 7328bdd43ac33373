// The one door to what needs BullMQ, so that commands load it only when somebody uses it.
export { connectTo } from './connect.js';
export { coordinateRuns } from './coordinator.js';
export { buildJob, type Job } from './job.js';
export { runJobs } from './runner.js';
