/** Something that the person who started this can mend; its message says how. */
export class Problem extends Error {}
