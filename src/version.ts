/** As package.json says; what is kept on a device names it. */
export const version = '0.1.0';
