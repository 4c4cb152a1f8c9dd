import { parseProfile } from '../../model/profile/parse-profile.js';
import type { Profile } from '../../model/profile/profile.js';
import type { VerifiedModel } from '../../model/verified-model.js';
import type { Session } from '../../runtime/session.js';
import type { Explainable } from '../../transform/explain/explain.js';
import type { Prepare } from '../../transform/prepare.js';

/** What an open model is explained by. */
export function explainableOf(
  session: Session,
  prepare: Prepare,
  { manifest, profile, url }: VerifiedModel,
): Explainable {
  const { input, output } = manifest?.transforms ?? {};
  let parsed: Profile | null = null;
  return {
    specs: session.inputs,
    ...{ input, output, prepare },
    outputs: manifest?.outputs ?? [],
    // Few ask for it, and those mostly more than once.
    profile: () => (parsed ??= profile && parseProfile(profile, url)),
  };
}
