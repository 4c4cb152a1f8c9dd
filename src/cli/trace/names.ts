/**
 * Gives every name once: `conv/Relu`, `conv/Relu_1`, …
 *
 * @param valid makes a name of the kind that is needed
 */
export function createNames(valid: (wanted: string) => string = nodeName): (wanted: string) => string {
  const taken = new Set<string>();
  const next = new Map<string, number>();
  return (wanted) => {
    const plain = valid(wanted);
    let name = plain;
    while (taken.has(name)) {
      const count = next.get(plain) ?? 1;
      next.set(plain, count + 1);
      name = `${plain}_${count}`;
    }
    taken.add(name);
    return name;
  };
}

/** What TensorFlow allows as a node's name: no colon above all, behind which stands the number of an output. */
function nodeName(wanted: string): string {
  const valid = wanted.replace(/[^A-Za-z0-9_.\-/]/g, '_');
  return /^[A-Za-z0-9.]/.test(valid) ? valid : `node${valid}`;
}
