// The one door to what needs BullMQ, so that commands load it only when somebody uses it.
export { connectTo } from './connect.js';
export { dispatch } from './dispatch.js';
export { type Job, jobOf } from './job.js';
export { serve } from './serve.js';
