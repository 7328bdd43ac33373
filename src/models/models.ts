import { cifar100Wrn40x4 } from './cifar100Wrn40x4.js';
import { cifar10Resnet8 } from './cifar10Resnet8.js';
import { cifar10Cnn } from './cifar10Cnn.js';
import { digitsMlp } from './digitsMlp.js';
import { mnistLenet } from './mnistLenet.js';
import { mnistLogistic } from './mnistLogistic.js';
import { mnistMlp } from './mnistMlp.js';
import { quadratic } from './quadratic.js';

/** The networks that come with krumble, in the order in which they are listed to users. */
export const models = Object.freeze([
  mnistMlp,
  mnistLogistic,
  mnistLenet,
  digitsMlp,
  quadratic,
  cifar10Cnn,
  cifar10Resnet8,
  cifar100Wrn40x4,
] as const);
