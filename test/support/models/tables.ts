import { attribute, GraphBuilder, nodeOf, type GraphNode } from './graph.js';
import { float32, strings } from './tensors.js';
import type { TestModel } from './types.js';

const tableAttributes = { key_dtype: attribute.type('string'), value_dtype: attribute.type('float32') };
const lookup = { Tin: attribute.type('string'), Tout: attribute.type('float32') };

/** Words to numbers by a hash table that `modelInitializer` fills before the first run. */
export function hashTable(): TestModel {
  const graph = tableGraph();
  graph.node('table', 'HashTableV2', [], tableAttributes);
  return tableModel('hash-table', graph, 'table', { modelInitializer: initializer(graph) });
}

/** As newer converters write it: the table is an input that the initializer supplies, not the caller. */
export function resourceTable(): TestModel {
  const graph = tableGraph();
  graph.node('handle', 'Placeholder', [], { dtype: attribute.type('resource'), shape: attribute.shape([]) });
  graph.declareInput('handle', { name: 'handle:0', dtype: 'DT_RESOURCE', tensorShape: {}, resourceId: 7 });
  return tableModel('resource-table', graph, 'handle', {
    modelInitializer: initializer(graph),
    initializerSignature: { outputs: { fill: { name: 'fill', dtype: 'DT_RESOURCE', resourceId: 7 } } },
  });
}

function tableGraph(): GraphBuilder {
  const graph = new GraphBuilder();
  graph.input('words', 'string', [null]);
  graph.weight('otherwise', float32([-1], []));
  return graph;
}

function initializer(graph: GraphBuilder): { node: GraphNode[]; versions: object } {
  return {
    node: [
      { name: 'table', op: 'HashTableV2', attr: tableAttributes },
      graph.storeWeight('keys', strings(['low', 'middle', 'high'])),
      graph.storeWeight('values', float32([0.5, 2, 8])),
      nodeOf('fill', 'LookupTableImportV2', ['table', 'keys', 'values'], lookup),
    ],
    versions: { producer: 1482 },
  };
}

function tableModel(name: string, graph: GraphBuilder, table: string, extra: Record<string, unknown>): TestModel {
  graph.output('numbers', graph.node('find', 'LookupTableFindV2', [table, 'words', 'otherwise'], lookup));
  return {
    name,
    kind: 'graph',
    asynchronous: true,
    files: graph.build({ extra }),
    inputs: { words: strings(['high', 'none', 'low']) },
    expected: { numbers: float32([8, -1, 0.5]) },
  };
}
