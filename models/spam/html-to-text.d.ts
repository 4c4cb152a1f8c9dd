/** The package brings no types; this is what the recipe uses of it. */
declare module 'html-to-text' {
  interface Selector {
    selector: string;
    format?: 'skip' | 'inline' | 'block';
    options?: { ignoreHref?: boolean; uppercase?: boolean };
  }
  export function compile(options: {
    wordwrap: number | false;
    limits?: { maxInputLength?: number; maxDepth?: number };
    selectors?: readonly Selector[];
  }): (html: string) => string;
}
