/** What a command ends with; `edgewise --help` lists them. */
export const exitCode = {
  done: 0,
  /** A model, a package or a gate said no, or a file could not be read or written. */
  refused: 1,
  wrongUsage: 2,
  /** 128 + SIGINT, as shells have it. */
  interrupted: 130,
} as const;
