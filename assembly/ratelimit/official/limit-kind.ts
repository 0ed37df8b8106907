/** The nine ways of the official plugin to tell requests apart; the field's name is part of the Redis key. */
export class LimitKind {
  constructor(
    readonly field: string,
    /** Keys are patterns (`*`, `regexp:…`) rather than exact values. */
    readonly isPerValue: bool,
    readonly origin: ValueOrigin,
  ) {}
}

export enum ValueOrigin {
  Header,
  Parameter,
  Cookie,
  Consumer,
  Address,
}

/** If an item has several, the official plugin takes the one that comes last here. */
export const LIMIT_KINDS: LimitKind[] = [
  new LimitKind("limit_by_header", false, ValueOrigin.Header),
  new LimitKind("limit_by_param", false, ValueOrigin.Parameter),
  new LimitKind("limit_by_cookie", false, ValueOrigin.Cookie),
  new LimitKind("limit_by_per_header", true, ValueOrigin.Header),
  new LimitKind("limit_by_per_param", true, ValueOrigin.Parameter),
  new LimitKind("limit_by_per_cookie", true, ValueOrigin.Cookie),
  new LimitKind("limit_by_consumer", false, ValueOrigin.Consumer),
  new LimitKind("limit_by_per_consumer", true, ValueOrigin.Consumer),
  new LimitKind("limit_by_per_ip", true, ValueOrigin.Address),
];

export function limitFields(): string[] {
  return LIMIT_KINDS.map<string>((kind: LimitKind): string => kind.field);
}
