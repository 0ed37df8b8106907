import { ARGUMENTS } from "./arguments";
import { Example } from "./example";
import { HASHES } from "./hashes";
import { KEY_COMMANDS } from "./keys";
import { LISTS } from "./lists";
import { SCRIPTING } from "./scripting";
import { SERVER } from "./server";
import { SETS } from "./sets";
import { SORTED_SETS } from "./sorted-sets";
import { STREAMS } from "./streams";
import { STRINGS } from "./strings";

const FAMILIES: StaticArray<Example>[] = [
  STRINGS,
  KEY_COMMANDS,
  HASHES,
  LISTS,
  SETS,
  SORTED_SETS,
  STREAMS,
  SCRIPTING,
  SERVER,
  ARGUMENTS,
];

/** One after the other a server takes them all, each on what those before it left. */
export const EXAMPLES: Example[] = [];
for (let i = 0; i < FAMILIES.length; i++) {
  for (let j = 0; j < FAMILIES[i].length; j++) EXAMPLES.push(FAMILIES[i][j]);
}
