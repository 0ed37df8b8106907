/* eslint-disable @typescript-eslint/ban-ts-comment -- AssemblyScript: own number types */
// @ts-nocheck

/** What the commands are about. */
export const KEY: string = 'session:3f2a9c51';
export const FIELD: string = 'user';
export const VALUE: string = '{"name":"alice","plan":"free"}';
export const SHA1: string = '206d4a88fb85885cc30dd046e6233bf254d48a6e';
export const ONE_KEY: StaticArray<string> = [KEY];
export const ONE_VALUE: StaticArray<string> = [VALUE];
export const ARGS: StaticArray<i32> = [100, 60, 1, 1700000000];
export const KEYS: StaticArray<string> = ['key:1', 'key:2', 'key:3', 'key:4', 'key:5'];
