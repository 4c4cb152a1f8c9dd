// Written by the build (`rollup.config.ts`) from the finished files.

/** Digests as of Subresource Integrity, by the path in `dist`. */
export const digests: Readonly<Record<string, string>>;
