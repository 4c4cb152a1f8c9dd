import { openGraphModel } from '../runtime/graph-model.js';
import { serve as serveEndpoint } from './host.js';
import type { Endpoint } from './protocol.js';
import { serveScope } from './scope.js';

// dist/worker.js: store and engine for GraphModels.
const openers = { graph: openGraphModel };

serveScope(openers);

/** For a page that imports this file instead of starting a worker. */
export const serve = (endpoint: Endpoint): void => {
  serveEndpoint(endpoint, openers);
};
