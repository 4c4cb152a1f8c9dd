/** Connections at once, as many as browsers open to one server. */
export const filesAtOnce = 6;
