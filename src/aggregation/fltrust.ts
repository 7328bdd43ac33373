import { option } from '../entries/option.js';
import { type Decision, defineRule, type Geometry } from './rule.js';

/**
 * FLTrust: g_0 is the server's own gradient on its root data, `root` training images that the seed draws
 * once. t_i = max(0, cos(x_i, g_0)); the sum of t_i x_i |g_0| / |x_i| over the sum of t_i.
 *
 * Where every t_i is 0: flpoison the mean of the x_i |g_0| / |x_i|; backfed zero, so the model stays.
 * FLPoison draws root images in the classes' proportions, krumble from all alike.
 * Needs: n >= 1; the declared f is not used. Not finite, and zero: such a row has weight 0. Ties: none.
 * Cost: O(n) beside the distances, and the server's gradient. Influence: the weights of the x_i.
 * Example, g_0 = (2, 0): rows (1, 0), (0, 5), (-3, 0) give (2, 0).
 */
export const fltrust = defineRule({
  name: 'fltrust',
  label: 'FLTrust',
  summary: 'mean of the reports at the length of the server’s own gradient, weighted by their cosine to it',
  paper: {
    authors: 'Cao, Fang, Liu, Gong',
    title: 'FLTrust: Byzantine-robust Federated Learning via Trust Bootstrapping',
    venue: 'NDSS',
    year: 2021,
  },
  variants: [
    {
      name: 'flpoison',
      definition:
        'sum of t_i x_i |g_0| / |x_i| over sum of t_i, t_i = max(0, cos(x_i, g_0)), g_0 the gradient of `root` images; all t_i equal where all are 0',
    },
    { name: 'backfed', definition: 'the same; zero where all t_i are 0' },
  ],
  options: {
    root: option.whole({
      ...{ least: 1, most: 1_000_000, default: 100 },
      about: 'how many training images the server has, drawn by the seed',
    }),
  },
  picks: 'several',
  ranking: 'workers by their cosine distance to the server’s gradient',
  needs: 'n >= 1, root <= data.train',
  asksNorms: true,
  keepsAgreement: false,
  countRoot: ({ options }) => options.root,
  check: () => null,
  reference: () => ({ row: (_rows, _setting, _memory, { root }) => root! }),
  decide: (geometry, { variant }) => decide(geometry, variant === 'backfed'),
});

function decide({ squaredNorms, toReference }: Geometry, isKept: boolean): Decision {
  const { squares, squaredNorm } = toReference!;
  const length = Math.sqrt(squaredNorm);
  const norms = Array.from(squaredNorms!, Math.sqrt);
  const isLong = norms.map((norm) => norm > 0 && norm < Infinity);
  const cosines = norms.map((norm, row) => {
    if (!isLong[row] || length === 0) return 0;
    return (squaredNorms![row] + squaredNorm - squares[row]) / (2 * norm * length);
  });
  const trust = cosines.map((cosine) => Math.max(0, cosine));
  const total = trust.reduce((sum, one) => sum + one, 0);
  const shares = trust.map((one) => (total > 0 ? one / total : isKept ? 0 : 1 / norms.length));
  const weights = shares.map((share, row) => (isLong[row] ? (share * length) / norms[row] : 0));
  const chosen = weights.flatMap((weight, row) => (weight > 0 ? [row] : []));
  return {
    chosen: chosen.length > 0 ? chosen : [0],
    scores: cosines.map((cosine, row) => (norms[row] < Infinity ? 1 - cosine : Infinity)),
    weights,
  };
}
