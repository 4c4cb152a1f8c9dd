import { profileFormat, profileVersion, type Profile } from '../../model/profile/profile.js';
import { metricOf } from './built-in.js';
import type { Answer, EvaluationModule } from './evaluation-module.js';
import { profileInputs } from './profile-inputs.js';
import { profileOutput } from './profile-output.js';
import { profileReference } from './profile-reference.js';
import type { Samples } from './samples.js';

/** What the evaluated data looked like, and the packed model's answers to it: sums alone, no sample. */
export async function buildProfile(
  module: EvaluationModule,
  samples: Samples,
  answers: readonly Answer[],
  outputName: string,
): Promise<Profile> {
  const output = profileOutput(outputName, answers, module.labels);
  const reference = answers.every(({ label }) => label !== undefined)
    ? await profileReference(metricOf(module), answers, output, module.chunks)
    : undefined;
  return {
    format: profileFormat,
    version: profileVersion,
    samples: answers.length,
    inputs: await profileInputs(samples),
    output,
    ...(reference ? { reference } : {}),
  };
}

export function serializeProfile(profile: Profile): string {
  return `${JSON.stringify(profile)}\n`;
}
