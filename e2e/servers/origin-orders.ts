/**
 * What the segments of a path ask of the origin; they may be combined.
 *
 * `/delay/250` waits ms, `/status/404` answers that status, `/size/1024` sends that many bytes in place of the echo,
 * `/header/NAME/VALUE` adds a header, `/trickle/50` sends the body in ten pieces with that many ms before each,
 * `/truncate/10` promises the whole body and closes behind that many bytes, `/stall/10` does the same and keeps silent in
 * place of closing, `/hang` never answers, `/reset` resets the connection in place of an answer.
 */
export type Orders = {
  delay?: number;
  status?: number;
  size?: number;
  trickle?: number;
  truncate?: number;
  stall?: number;
  headers: Record<string, string>;
  isHanging: boolean;
  isReset: boolean;
};

const NUMBERS = ['delay', 'status', 'size', 'trickle', 'truncate', 'stall'] as const;

export function ordersOf(path: string): Orders {
  const segments = (path.split('?')[0] ?? '').split('/');
  const orders: Orders = {
    headers: {},
    isHanging: segments.includes('hang'),
    isReset: segments.includes('reset'),
  };
  for (const [index, name] of segments.entries()) {
    const value = segments[index + 1] ?? '';
    const number = NUMBERS.find((candidate) => candidate === name);
    if (number !== undefined && /^\d{1,8}$/.test(value)) orders[number] = Number(value);
    if (name === 'header') orders.headers[value] = segments[index + 2] ?? '';
  }
  return orders;
}
