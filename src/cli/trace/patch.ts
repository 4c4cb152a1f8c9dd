/** Puts functions in the place of methods while `work` runs, and the methods back, whatever happens. */
export function patched<T>(patches: readonly Patch[], work: () => T): T {
  const undo: (() => void)[] = [];
  try {
    for (const { target, method, replacement } of patches) {
      const before = Object.getOwnPropertyDescriptor(target, method);
      Object.defineProperty(target, method, { value: replacement, configurable: true, writable: true });
      undo.push(() => {
        // What the object inherits comes back when its own is gone.
        if (before) Object.defineProperty(target, method, before);
        else Reflect.deleteProperty(target, method);
      });
    }
    return work();
  } finally {
    for (const putBack of undo.reverse()) putBack();
  }
}

export interface Patch {
  target: object;
  method: string;
  replacement: (...args: never[]) => unknown;
}
