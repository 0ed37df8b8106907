/** A mistake of the kind that is made, planted in the plugin's source, and the test that has to find it. */
export type Defect = {
  name: string;
  /** Source file, below `assembly/`. */
  file: string;
  /** Stands there exactly once. */
  find: string;
  replace: string;
  caughtBy: Check;
  /** What the failure says, so that its reader knows what is wrong. */
  says: RegExp;
};

/** Tests of a file, by the beginning of their full name. */
export type Check = { file: string; test: string };
