/** Holds bytes against a `manifest.sig`; answers the one that holds, or throws `signature`. */
export interface Verifier {
  verify(manifest: ArrayBuffer, signingFile: ArrayBuffer | null | undefined): Promise<ArrayBuffer>;
}
