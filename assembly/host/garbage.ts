let hasGarbage: bool = false;

/**
 * Says that managed objects were dropped. The `minimal` runtime collects only when told, and only when no frame on the
 * stack can hold a reference; in exchange the road of a request pays nothing for a collector it does not use. Other
 * runtimes collect by themselves, and need nobody to call `collectGarbage`.
 */
export function markGarbage(): void {
  hasGarbage = true;
}

/** Collects what was dropped since the last time. Only from an export's last statement. */
// @ts-ignore: decorator
@inline
export function collectGarbage(): void {
  if (!hasGarbage) return;
  hasGarbage = false;
  __collect();
}
