/** How a step of a section ends. Errors are outcomes too: a section's failure policy says what becomes of them. */
export enum Outcome {
  /** Nothing (more) to do or to wait for. */
  Continue,
  /** A call is under way. */
  Wait,
  /** The section answers the request in the origin's stead. */
  Reply,
  /** Redis could not be asked or did not answer sensibly. */
  Fail,
}

export enum Phase {
  Request,
  Response,
}
