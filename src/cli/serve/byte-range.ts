/**
 * One range of bytes as `bytes=from-to` with both ends, or as `bytes=from-` where it begins behind the end; undefined
 * for what is to be answered by the whole file (RFC 9110, 14.2): several ranges, other units, anything malformed.
 */
export function wholeRange(header: string | undefined, bytes: number): string | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!match) return undefined;
  const [, from = '', to = ''] = match;
  if (from === '') {
    // The last bytes.
    if (to === '' || Number(to) === 0 || bytes === 0) return undefined;
    return `bytes=${Math.max(0, bytes - Number(to))}-${bytes - 1}`;
  }
  if (Number(from) >= bytes) return `bytes=${from}-`;
  if (to !== '' && Number(to) < Number(from)) return undefined;
  return `bytes=${from}-${to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1)}`;
}
