/**
 * What a worker reports: the gradient of its next batch; the mean gradient over all of its share; or, after SGD through
 * its share in batches, (w - w_local) / rate. The last two are readings of the paper's "entire epoch".
 */
export const REPORT_MODES = ['single-batch', 'full-gradient', 'local-epoch'] as const;
export type ReportMode = (typeof REPORT_MODES)[number];

/** What is done to training images before they are used: nothing; or cut out of a black frame and mirrored at random. */
export const AUGMENTATIONS = ['none', 'crop-and-flip'] as const;
export type Augmentation = (typeof AUGMENTATIONS)[number];
