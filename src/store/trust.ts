import type { ModelManifest } from '../model/manifest/manifest.js';
import type { Answer, AnswerOptions } from './download-answer.js';
import type { FetchModelRequest } from './fetch-request.js';
import type { ModelRecord } from './record.js';

/** What an application demands of a model beside that it is sound; see `signing/`. */
export interface Trust {
  /**
   * Holds what came from the model's URL against the `manifest.sig` beside it, before it is read.
   *
   * @throws EdgewiseError `signature`
   */
  verifyAnswer(answer: Answer, options: AnswerOptions): Promise<Answer>;
  /**
   * Holds a stored manifest against the `manifest.sig` that was kept with it.
   *
   * @returns the file that holds
   * @throws EdgewiseError `signature`
   */
  verifyStored(record: ModelRecord, manifest: ArrayBuffer, signal: AbortSignal): Promise<ArrayBuffer>;
  /**
   * Judges what was read; null is a plain model, which has no manifest.
   *
   * @throws EdgewiseError `signature`
   */
  check(manifest: ModelManifest | null): void;
}

/**
 * Whom a request trusts; null where it takes whatever is at the URL.
 *
 * @param record what the store has at this URL, whatever the load uses of it
 */
export type TrustOf = (request: FetchModelRequest, record: ModelRecord | null) => Trust | null;
