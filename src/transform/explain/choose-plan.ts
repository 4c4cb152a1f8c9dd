import { EdgewiseError } from '../../errors.js';
import type { ExplainMethod } from '../../model/explanation.js';
import { oneAtATimePlan } from './one-at-a-time.js';
import type { Plan } from './plan.js';
import type { Players } from './players.js';
import { shapleyPlan } from './shapley.js';

/** So many players take 4,096 runs of the model: as much as is done unasked. */
const mostUnasked = 12;
/** 65,536 runs. */
const mostAsked = 16;

/** @throws EdgewiseError `input` for a method that there is not, or one that would take too many runs */
export function choosePlan(method: ExplainMethod, { are, players }: Pick<Players, 'are' | 'players'>): Plan {
  const count = players.length;
  switch (method) {
    case 'one-at-a-time':
      return oneAtATimePlan(count);
    case 'auto':
      return are === 'fields' && count <= mostUnasked ? shapleyPlan(count) : oneAtATimePlan(count);
    case 'shapley':
      if (count > mostAsked) throw tooMany(count, are);
      return shapleyPlan(count);
    default:
      throw new EdgewiseError(
        'input',
        `explain takes no method: ${JSON.stringify(method)}. Allowed: "auto", "shapley", "one-at-a-time".`,
        { field: 'method', value: method },
      );
  }
}

function tooMany(count: number, are: Players['are']): EdgewiseError {
  const few = are === 'fields' ? `Name at most ${mostAsked} { fields }, or ask` : 'Ask';
  return new EdgewiseError(
    'input',
    `Exact Shapley values of ${count} ${are} would take ${(2 ** count).toLocaleString('en')} runs of the model; they are ` +
      `computed for at most ${mostAsked}. ${few} for { method: "one-at-a-time" }.`,
    { field: 'method', value: 'shapley', count, most: mostAsked },
  );
}
