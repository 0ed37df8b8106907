/** What a path ends with to have the origin fail in that way, see `Orders`. */
export const ORIGIN_FAULTS = {
  /** Never answers. */
  hang: '/hang',
  /** Resets the connection in place of an answer. */
  reset: '/reset',
  /** Answers after that many ms. */
  slow: (ms: number) => `/delay/${ms}`,
  /** Sends the headers at once and the body in ten pieces with that many ms before each. */
  slowBody: (ms: number) => `/trickle/${ms}`,
  /** Sends the headers and that many bytes of `size`, then closes. */
  truncatedBody: (bytes: number, size: number) => `/truncate/${bytes}/size/${size}`,
  /** Sends the headers and that many bytes of `size`, then keeps silent. */
  stalledBody: (bytes: number, size: number) => `/stall/${bytes}/size/${size}`,
} as const;
