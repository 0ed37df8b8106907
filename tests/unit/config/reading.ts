import { Fields } from "../../../assembly/config/fields";
import { Problems } from "../../../assembly/config/problems";
import { valueOf } from "../text/json/parsing";

/** The fields of the object `json`, with problems of its own. */
export function fieldsOf(json: string, path: string = ""): Fields {
  return new Fields(valueOf(json), path, new Problems());
}

export function errorsOf(fields: Fields): string {
  return fields.problems.errors.join("\n");
}

export function warningsOf(fields: Fields): string {
  return fields.problems.warnings.join("\n");
}
