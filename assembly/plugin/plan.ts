import { Section } from "../exchange/section";

/** What applies to the requests that one rule of the configuration selects. */
export class Plan {
  /** In the order in which they speak. */
  constructor(readonly sections: Section[]) {}
}
