import { openGraphModel } from '../runtime/graph-model.js';
import { openLayersModel } from '../runtime/layers-model.js';
import { serve as serveEndpoint } from './host.js';
import type { Endpoint } from './protocol.js';
import { serveScope } from './scope.js';

// dist/worker-layers.js: engine for models of both kinds.
const openers = { graph: openGraphModel, layers: openLayersModel };

serveScope(openers);

/** For a page that imports this file instead of starting a worker. */
export const serve = (endpoint: Endpoint): void => {
  serveEndpoint(endpoint, openers);
};
