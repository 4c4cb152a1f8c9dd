import { isEdgewiseError } from '../../errors.js';
import { refuseHtmlPage } from '../../model/json.js';
import { refusal } from '../../model/manifest/signing/refusals.js';
import { downloadAnswer, type Answer, type AnswerOptions } from '../download-answer.js';
import { downloadSigningFile } from '../download-signing-file.js';
import type { Verifier } from './verifier.js';

/**
 * Holds an answer against the `manifest.sig` beside it, before it is read. The two are deployed one after the other, and
 * caches keep them apart: where they do not belong together, both are asked for once more, past all caches.
 *
 * @throws EdgewiseError `signature`
 */
export async function verifyAnswer(
  trust: Verifier,
  answer: Answer,
  url: string,
  options: AnswerOptions,
): Promise<Answer> {
  refuseHtmlPage(answer.bytes, url);
  try {
    return await verifyOnce(trust, answer, url, options);
  } catch (error) {
    const differ = isEdgewiseError(error) && ['invalid', 'unknown-key'].includes(String(error.details['reason']));
    if (!differ || options.cache === 'reload' || options.cache === 'no-store') throw error;
    const anew = { ...options, cache: 'reload' } as const;
    return verifyOnce(trust, await downloadAnswer(url, anew), url, anew);
  }
}

async function verifyOnce(trust: Verifier, answer: Answer, url: string, options: AnswerOptions): Promise<Answer> {
  const signingFile = await downloadSigningFile(url, options).catch((error: unknown) => {
    const tooLong = isEdgewiseError(error) && error.code === 'limit';
    throw tooLong ? refusal('invalid', url, `has no manifest.sig that could be one: ${error.message}`) : error;
  });
  return { ...answer, signingFile: await trust.verify(answer.bytes, signingFile) };
}
