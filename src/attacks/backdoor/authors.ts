import { tensorViews } from '../../models/layout.js';
import type { LabelledImages, OwnView } from '../attack.js';
import { type Box, clipped } from './box.js';
import type { AuthorsTraining } from './setting.js';
import { measureAttackSuccess } from './tried.js';

const WEIGHT_DECAY = 1e-4;

/**
 * The backdoor of the paper's authors.
 * From w0 = w - lr mu, where honest training would go, the network is trained
 * on the poisoned images for some epochs, a step of plain gradient descent each:
 *
 *     V <- V - rate (grad of cross-entropy + (1 - alpha) / alpha grad of D + 1e-4 V),
 *     D = sum over tensors of the mean squared difference to w0;
 *
 * with alpha 0.2 the weight of D is 4.
 * Every corrupted worker reports (w0 - (V + lr mu)) / lr, clipped per coordinate to mu +- z sigma.
 * Where w0 answers with the target for all images already, V = w0.
 * The authors' code subtracts mu where reaching V from w would take adding it; so does this.
 */
export function forgeAsAuthors(
  box: Box,
  training: AuthorsTraining,
  batch: LabelledImages,
  { network, parameters, learningRate }: OwnView,
): Float32Array {
  const honest = parameters.map((value, c) => value - learningRate * box.centre[c]);
  const wanted = honest.slice(); // V
  const { hits, of } = measureAttackSuccess(network.logits(honest, batch.images), batch.labels);
  if (hits < of) train();
  return parameters.map((_, c) =>
    clipped(box, c, (honest[c] - (wanted[c] + learningRate * box.centre[c])) / learningRate),
  );

  function train(): void {
    const pull = (2 * (1 - training.alpha)) / training.alpha;
    const gradient = new Float32Array(wanted.length);
    const [tensors, origins, slopes] = [wanted, honest, gradient].map((vector) =>
      tensorViews(network.layout, vector),
    );
    for (let epoch = 0; epoch < training.epochs; epoch++) {
      network.lossAndGradient(wanted, batch, gradient);
      for (const [tensor, values] of tensors.entries()) {
        for (let c = 0; c < values.length; c++) {
          const back = (pull * (values[c] - origins[tensor][c])) / values.length;
          values[c] -= training.learningRate * (slopes[tensor][c] + back + WEIGHT_DECAY * values[c]);
        }
      }
    }
  }
}
