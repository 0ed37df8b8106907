/** What becomes of a request when Redis can't be asked. */
export enum FailurePolicy {
  /** It passes as if the section were not there. */
  Open,
  /** It is answered with 503. */
  Closed,
  /** The section decides from what this gateway knows by itself. */
  Local,
}
