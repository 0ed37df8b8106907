import { describe, expect, it } from 'vitest';
import { found } from '../../scripts/provision/absence.ts';
import { ProvisionError } from '../../scripts/provision/provision-error.ts';

describe('something that is brought here', () => {
  it('is there when it came', async () => {
    expect(await found(Promise.resolve('a path'))).toEqual({ value: 'a path' });
  });

  it('is a reason in one line when it can not be had', async () => {
    const refused = Promise.reject(new ProvisionError('pip says\n  no', 'look at pip'));
    expect(await found(refused)).toEqual({ absence: 'pip says no → look at pip' });
  });

  it('lets every other error through: a mistake is no reason to skip', async () => {
    await expect(found(Promise.reject(new TypeError('x is undefined')))).rejects.toThrow(TypeError);
  });
});
