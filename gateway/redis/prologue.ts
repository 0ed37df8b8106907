import type { RedisSettings } from './redis-settings.ts';

/** Commands a connection sends ahead of the first call. Nobody sees their replies, so a wrong password goes unnoticed. */
export function prologue({ user, password, parameters }: RedisSettings): Buffer[] {
  const commands: Buffer[] = [];
  if (user.length > 0) commands.push(encodeCommand('AUTH', user, password));
  else if (password.length > 0) commands.push(encodeCommand('AUTH', password));
  const database = parameters.get('db');
  if (database !== undefined) commands.push(encodeCommand('SELECT', Buffer.from(database, 'latin1')));
  return commands;
}

export function encodeCommand(name: string, ...args: Buffer[]): Buffer {
  const words = [Buffer.from(name), ...args];
  return Buffer.concat([
    Buffer.from(`*${words.length}\r\n`),
    ...words.flatMap((word) => [Buffer.from(`$${word.length}\r\n`), word, Buffer.from('\r\n')]),
  ]);
}
