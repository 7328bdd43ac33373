import { cifar100Wrn40x4Task } from './cifar100Wrn40x4.js';
import { cifar10CnnTask } from './cifar10Cnn.js';
import { cifar10Resnet8Task } from './cifar10Resnet8.js';
import { digitsMlpTask } from './digitsMlp.js';
import { fashionMlpTask } from './fashionMlp.js';
import { mnistLenetTask } from './mnistLenet.js';
import { mnistLogisticTask } from './mnistLogistic.js';
import { mnistMlpTask } from './mnistMlp.js';
import { quadraticTask } from './quadratic.js';

/** The tasks that come with krumble, in the order in which they are listed to users. */
export const tasks = Object.freeze([
  mnistMlpTask,
  mnistLogisticTask,
  mnistLenetTask,
  fashionMlpTask,
  digitsMlpTask,
  quadraticTask,
  cifar10CnnTask,
  cifar10Resnet8Task,
  cifar100Wrn40x4Task,
] as const);
