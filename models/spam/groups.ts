import { readable, wordsIn } from '../../src/transform/text/words.js';
import { textInto } from './transforms.js';

/** How much of their runs of words two mails have to share to count as one: Jaccard's index. */
const alike = 0.5;
const run = 3;
/** MinHash (Broder, 1997): bands of rows, so that pairs above `alike` nearly all meet in one band. */
const bands = 24;
const rows = 4;
/** Which words there are hangs on no number of buckets. */
const reading = textInto(1);

/**
 * Mails that are (almost) the same mail, sent again with another name or number in it: for each text the number of its
 * group. A group has to lie on one side of a split, or the test asks for what was learnt by heart.
 *
 * Two texts are of one group if the share of three-word runs they have in common is at least a half, by estimate, or
 * through a third text. Case, numbers, links and addresses make no difference.
 */
export function groupsOf(texts: readonly string[]): number[] {
  const signatures = texts.map(signatureOf);
  const parent = texts.map((_, i) => i);
  const rootOf = (i: number): number => {
    let root = i;
    while (parent[root] !== root) root = parent[root] as number;
    parent[i] = root;
    return root;
  };
  for (let band = 0; band < bands; band++) {
    const met = new Map<string, number[]>();
    for (const [i, signature] of signatures.entries()) {
      const key = signature.subarray(band * rows, (band + 1) * rows).join(' ');
      const others = met.get(key);
      if (!others) {
        met.set(key, [i]);
        continue;
      }
      const same = others.find((other) => similarity(signature, signatures[other] as Uint32Array) >= alike);
      if (same === undefined) others.push(i);
      else parent[rootOf(i)] = rootOf(same);
    }
  }
  return texts.map((_, i) => rootOf(i));
}

function similarity(one: Uint32Array, other: Uint32Array): number {
  let equal = 0;
  for (let i = 0; i < one.length; i++) if (one[i] === other[i]) equal += 1;
  return equal / one.length;
}

/** For each of some hash functions, the least hash among the text's runs. */
function signatureOf(text: string): Uint32Array {
  const found = wordsIn(readable(text, reading), reading).map(({ name }) => hashOf(name.toLowerCase()));
  const least = new Uint32Array(bands * rows).fill(0xffffffff);
  for (let start = 0; start < Math.max(1, found.length - run + 1); start++) {
    let hash = 0;
    for (const word of found.slice(start, start + run)) hash = Math.imul(hash ^ word, 0x9e3779b1) ^ (hash >>> 15);
    for (let i = 0; i < least.length; i++) {
      const other = scrambled(hash + Math.imul(i + 1, 0x6d2b79f5));
      if (other < (least[i] as number)) least[i] = other;
    }
  }
  return least;
}

function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  return hash;
}

/** As the end of MurmurHash3. */
function scrambled(hash: number): number {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
