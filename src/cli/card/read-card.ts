import type { ModelManifest } from '../../model/manifest/manifest.js';
import { readPackage } from '../package/read-package.js';
import { cardFile, cardMarkdown } from './card-markdown.js';

/**
 * The model card of a package on disk, every byte of which is verified: its own `card.md`, or one made of the manifest
 * where it has none.
 *
 * @param given the package's folder, or its manifest.json
 * @throws EdgewiseError as `readPackage`
 */
export async function readCard(given: string): Promise<{ manifest: ModelManifest; card: string }> {
  const { manifest, files } = await readPackage(given);
  const own = files.get(cardFile);
  return { manifest, card: own ? new TextDecoder().decode(own) : cardMarkdown(manifest) };
}
