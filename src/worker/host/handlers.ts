import type { Progress } from '../../model/progress.js';
import type { CallName, Calls } from '../protocol.js';

export interface CallContext {
  signal: AbortSignal;
  progress: (progress: Progress) => void;
}

/** An answer, and the buffers in it to hand over instead of copying. */
export interface Answer<Value> {
  value: Value;
  transfer?: Transferable[];
}

/** Who answers which call. */
export type Handlers<Names extends CallName = CallName> = {
  [Name in Names]: (request: Calls[Name]['request'], context: CallContext) => Promise<Answer<Calls[Name]['answer']>>;
};

export const nothing = { value: null };
