/** A task of the supplement of A Little Is Enough, by its name. */
export type PaperTask = 'mnist-mlp' | 'cifar10-cnn' | 'cifar100-wrn40x4';
