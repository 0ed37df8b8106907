/**
 * A byte range in linear memory that belongs to somebody else: usually host data that dies with the current
 * export. Nothing ever frees it, so make one for each place of use, never one for each request.
 */
@unmanaged
export class Span {
  at: usize = 0;
  size: i32 = 0;

  // @ts-ignore: decorator
  @inline
  set(at: usize, size: i32): void {
    this.at = at;
    this.size = size;
  }
}
