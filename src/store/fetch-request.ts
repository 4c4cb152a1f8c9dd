import type { Progress } from '../model/progress.js';

export type CacheMode = 'default' | 'reload' | 'no-store' | 'only-if-cached';

export interface FetchModelRequest {
  /** Absolute, without a fragment. */
  url: string;
  cache: CacheMode;
  requestInit: RequestInit;
  /** As the application gave them; see `signing/`. Left out: it trusts whatever is at the URL. */
  trustedKeys?: readonly string[];
}

export interface FetchModelHooks {
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
}
