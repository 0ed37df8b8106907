/**
 * The table of contents of the code: what each folder of `assembly/` imports, besides itself. An import that is not here
 * is a fault, and so is a line here that no import needs.
 */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  text: [],
  http: ['text'],
  match: ['text'],

  memory: [],
  host: ['text'],
  redis: ['host', 'memory', 'text'],
  // Reads settings of Redis among others.
  config: ['redis', 'text'],
  exchange: ['redis', 'host', 'text'],

  ratelimit: ['exchange', 'redis', 'host', 'config', 'http', 'text'],

  plugin: ['ratelimit', 'exchange', 'redis', 'host', 'memory', 'config', 'match', 'http', 'text'],
  // The entry file, which stands in no folder.
  index: ['plugin', 'redis', 'host'],
};

/** The only folder of `assembly/` that may declare hostcalls. */
export const HOST_LAYER = 'host';

/** Names that say nothing about what is inside. */
export const EMPTY_NAMES: readonly string[] = [
  'common',
  'helper',
  'helpers',
  'manager',
  'managers',
  'misc',
  'util',
  'utils',
];

export const LONGEST_FILE_LINES = 400;

/** What plugins of other authors get; the examples, which show them how, import nothing else of `assembly/`. */
export const PACKAGE_OFFERS: readonly string[] = [
  'assembly/redis/index.ts',
  'assembly/redis/sdk.ts',
  'assembly/host/',
  'assembly/config/',
  'assembly/text/',
];

/** The folders that hold code, ground first: each may import those before it. */
export const FOLDER_ORDER: readonly string[] = [
  'assembly',
  'examples',
  'scripts',
  'gateway',
  'e2e',
  'bench',
  'tests',
];
