import type { Graph, Pass } from '../graph/graph.js';
import { recogniseClips } from './clips.js';
import { dropDead } from './drop-dead.js';
import { dropNoOps } from './drop-no-ops.js';
import { poolMeans, preferPrelu, spellBatchNorm } from './faster-ops.js';
import { foldAffine } from './fold-affine.js';
import { foldAffineForward } from './fold-affine-forward.js';
import { foldConstants } from './fold-constants.js';
import { foldFactor } from './fold-factor.js';
import { foldPad } from './fold-pad.js';
import { fuseActivation } from './fuse-activation.js';
import { mergeAffine } from './merge-affine.js';
import { mergeShapes } from './merge-shapes.js';
import { recognisePrelus } from './prelus.js';
import { shareEqual } from './share.js';
import { staticReshape } from './static-reshape.js';
import { splitTransposed } from './split-transposed.js';
import { storeTransposed } from './untranspose.js';

/** What a pass did: the nodes of the graph, constants included, before and after it, over all its rounds. */
export interface AppliedPass {
  readonly pass: string;
  readonly before: number;
  readonly after: number;
}

/** Each pass makes work for others; what comes later in the list builds on what comes first. */
const passes: readonly Pass[] = [
  { name: 'drop what nothing needs', run: dropDead },
  foldConstants,
  staticReshape,
  dropNoOps,
  mergeShapes,
  recogniseClips,
  recognisePrelus,
  mergeAffine,
  storeTransposed,
  foldPad,
  foldAffine,
  foldAffineForward,
  foldFactor,
  preferPrelu,
  fuseActivation,
  splitTransposed,
  spellBatchNorm,
  poolMeans,
  shareEqual,
];

/** Every round that changes something brings the graph nearer to its end; this bounds it should two passes disagree. */
const mostRounds = 20;

/**
 * A graph that computes the same, up to rounding, in fewer and faster steps. Inputs, outputs and their names stay, and so
 * do functions, loops and branches. A name that both graphs have stands for the same value in both.
 */
export function optimize(graph: Graph): { graph: Graph; applied: AppliedPass[] } {
  const applied = new Map<string, AppliedPass>();
  let current = graph;
  for (let round = 0; round < mostRounds; round++) {
    const start = current;
    for (const { name, run } of passes) {
      const next = run(current);
      if (next === current) continue;
      const gone = current.nodes.size - next.nodes.size;
      const before = applied.get(name)?.before ?? current.nodes.size;
      const after = (applied.get(name)?.after ?? before) - gone;
      applied.set(name, { pass: name, before, after });
      current = next;
    }
    if (current === start) break;
  }
  return { graph: current, applied: [...applied.values()] };
}
