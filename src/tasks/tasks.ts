import { cifar100Wrn40x4Task } from './cifar100Wrn40x4.js';
import { cifar10CnnTask } from './cifar10Cnn.js';
import { mnistMlpTask } from './mnistMlp.js';

/** The tasks that come with krumble, in the order in which they are listed to users. */
export const tasks = Object.freeze([mnistMlpTask, cifar10CnnTask, cifar100Wrn40x4Task] as const);

/** The name of a task that comes with krumble. */
export type TaskName = (typeof tasks)[number]['name'];
