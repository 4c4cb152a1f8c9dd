import { EdgewiseError, type ErrorDetails } from '../../../errors.js';

/**
 * Why a package is refused that an application trusts only when it is signed:
 *
 * - `unsigned`: there is no `manifest.sig` beside it
 * - `unknown-key`: signed, but by none of the trusted keys
 * - `invalid`: a signature that is not of these bytes, or a file that holds none
 * - `expired`: its time is over
 * - `rolled-back`: of a lower release than one that this device had
 */
export type RefusalReason = 'unsigned' | 'unknown-key' | 'invalid' | 'expired' | 'rolled-back';

/** `what` continues the sentence that its URL begins. */
export function refusal(reason: RefusalReason, url: string, what: string, facts: ErrorDetails = {}): EdgewiseError {
  return new EdgewiseError('signature', `${url} ${what}`, { url, reason, ...facts });
}

export function unsigned(url: string, facts?: ErrorDetails): EdgewiseError {
  return refusal(
    'unsigned',
    url,
    `is not signed: there is no manifest.sig beside it, and where keys are named to be trusted, nothing else ` +
      `is taken. Sign the package ("edgewise sign") and deploy that file with it; make a package of a plain TF.js model first ("edgewise pack").`,
    facts,
  );
}
