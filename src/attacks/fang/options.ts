/** The paper of both attacks. */
export const PAPER = Object.freeze({
  authors: 'Fang, Cao, Jia, Gong',
  title: 'Local Model Poisoning Attacks to Byzantine-Robust Federated Learning',
  venue: 'USENIX Security',
  year: 2020,
});
