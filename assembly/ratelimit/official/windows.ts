import { Fields } from "../../config/fields";
import { Limit } from "../counter";

const NAMES = ["query_per_second", "query_per_minute", "query_per_hour", "query_per_day"];
const SECONDS: i64[] = [1, 60, 3600, 86400];
/** Lua numbers are doubles: above this they skip integers. */
const MAX_REQUESTS: i64 = 9007199254740991;

export const WINDOW_NAMES = NAMES;

/** Reads the one window of an entry; null if it has none, several or a bad one. */
export function readLimit(fields: Fields): Limit | null {
  let found = -1;
  for (let i = 0; i < NAMES.length; i++) {
    if (!fields.mentions(NAMES[i])) continue;
    if (found >= 0) {
      const remedy = "keep one; a further window takes a WasmPlugin of its own";
      fields.problems.refuse(fields.path, `has both ${NAMES[found]} and ${NAMES[i]}`, remedy);
      return null;
    }
    found = i;
  }
  if (found < 0) {
    fields.problems.refuse(fields.path, "has no window", `add one of ${NAMES.join(", ")}`);
    return null;
  }
  const remedy = "write how many requests may pass in the window, e.g. 100";
  if (!fields.has(NAMES[found])) fields.problems.refuse(fields.pathOf(NAMES[found]), "is null", remedy);
  const requests = fields.integer(NAMES[found], 0, 1, MAX_REQUESTS, remedy);
  return requests == 0 ? null : new Limit(requests, SECONDS[found]);
}
