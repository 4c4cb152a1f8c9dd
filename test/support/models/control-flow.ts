import { attribute, GraphBuilder, nodeOf } from './graph.js';
import { float32, int32 } from './tensors.js';
import type { TestModel } from './types.js';

const float = { T: attribute.type('float32') };
const int = { T: attribute.type('int32') };

/** Doubles x where its sum is positive, else takes 1 from it; op 'If' is missing from TF.js's own list. */
export function conditional(name: string, op: 'StatelessIf' | 'If', x: readonly number[]): TestModel {
  const graph = new GraphBuilder();
  graph.input('x', 'float32', [null]);
  graph.weight('axis', int32([0]));
  graph.weight('zero', float32([0], []));
  graph.node('total', 'Sum', ['x', 'axis'], { ...float, keep_dims: attribute.bool(false) });
  graph.node('is_positive', 'Greater', ['total', 'zero'], float);
  graph.node('if', op, ['is_positive', 'x'], {
    then_branch: attribute.func('twice'),
    else_branch: attribute.func('less'),
  });
  graph.output('y', graph.node('result', 'Identity', ['if'], float));
  const result = { out: { tensor: 'result:z:0', dtype: 'float32' } } as const;
  graph.function(
    'twice',
    { value: 'float32' },
    [graph.storeWeight('twice/two', float32([2], [])), nodeOf('result', 'Mul', ['value', 'twice/two:output:0'], float)],
    result,
  );
  graph.function(
    'less',
    { value: 'float32' },
    [graph.storeWeight('less/one', float32([1], [])), nodeOf('result', 'Sub', ['value', 'less/one:output:0'], float)],
    result,
  );
  const sum = x.reduce((a, b) => a + b, 0);
  return {
    name,
    kind: 'graph',
    asynchronous: true,
    files: graph.build(),
    inputs: { x: float32(x) },
    expected: { y: float32(x.map((value) => (sum > 0 ? value * 2 : value - 1))) },
  };
}

/** 1 + 2 + … + n by a functional loop (TensorFlow 2). */
export function whileLoop(): TestModel {
  const graph = new GraphBuilder();
  graph.input('n', 'int32', []);
  graph.weight('start', int32([0], []));
  graph.node('while', 'StatelessWhile', ['n', 'start'], {
    cond: attribute.func('goes_on'),
    body: attribute.func('step'),
  });
  graph.output('sum', graph.node('result', 'Identity', ['while:1'], int));
  graph.function(
    'goes_on',
    { i: 'int32', sum: 'int32' },
    [
      graph.storeWeight('goes_on/zero', int32([0], [])),
      nodeOf('greater', 'Greater', ['i', 'goes_on/zero:output:0'], int),
    ],
    { out: { tensor: 'greater:z:0', dtype: 'bool' } },
  );
  graph.function(
    'step',
    { i: 'int32', sum: 'int32' },
    [
      graph.storeWeight('step/one', int32([1], [])),
      nodeOf('next', 'Sub', ['i', 'step/one:output:0'], int),
      nodeOf('added', 'AddV2', ['sum', 'i'], int),
    ],
    { i_out: { tensor: 'next:z:0', dtype: 'int32' }, sum_out: { tensor: 'added:z:0', dtype: 'int32' } },
  );
  return sumTo('while', 10, graph);
}

/** The same sum by a dataflow loop (TensorFlow 1). */
export function dataflowLoop(): TestModel {
  const graph = new GraphBuilder();
  const enter = (constant: boolean) => ({
    ...int,
    frame_name: attribute.text('loop'),
    is_constant: attribute.bool(constant),
    parallel_iterations: attribute.int(10),
  });
  graph.input('n', 'int32', []);
  graph.weight('start', int32([0], []));
  graph.weight('zero', int32([0], []));
  graph.weight('one', int32([1], []));
  graph.node('enter_i', 'Enter', ['n'], enter(false));
  graph.node('enter_sum', 'Enter', ['start'], enter(false));
  graph.node('enter_zero', 'Enter', ['zero'], enter(true));
  graph.node('enter_one', 'Enter', ['one'], enter(true));
  graph.node('merge_i', 'Merge', ['enter_i', 'next_i'], int);
  graph.node('merge_sum', 'Merge', ['enter_sum', 'next_sum'], int);
  graph.node('greater', 'Greater', ['merge_i', 'enter_zero'], int);
  graph.node('goes_on', 'LoopCond', ['greater']);
  graph.node('switch_i', 'Switch', ['merge_i', 'goes_on'], int);
  graph.node('switch_sum', 'Switch', ['merge_sum', 'goes_on'], int);
  graph.node('i', 'Identity', ['switch_i:1'], int);
  graph.node('sum', 'Identity', ['switch_sum:1'], int);
  graph.node('less', 'Sub', ['i', 'enter_one'], int);
  graph.node('added', 'AddV2', ['sum', 'i'], int);
  graph.node('next_i', 'NextIteration', ['less'], int);
  graph.node('next_sum', 'NextIteration', ['added'], int);
  graph.output('sum', graph.node('exit', 'Exit', ['switch_sum'], int));
  return sumTo('dataflow-loop', 10, graph);
}

function sumTo(name: string, n: number, graph: GraphBuilder): TestModel {
  return {
    name,
    kind: 'graph',
    asynchronous: true,
    files: graph.build(),
    inputs: { n: int32([n], []) },
    expected: { sum: int32([(n * (n + 1)) / 2], []) },
  };
}
