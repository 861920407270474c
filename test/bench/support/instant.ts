/** Now, in milliseconds of the machine's monotonic clock, which all its processes share. */
export const instant = (): number => Number(process.hrtime.bigint()) / 1e6;
