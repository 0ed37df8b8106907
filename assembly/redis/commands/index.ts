/** All typed commands; a module holds only those that it calls. */
export { exclusive } from "../argument";
export { begin, Command, command, OpenCommand } from "../open-command";
export { Expiry } from "./expiry";
export * from "./hashes";
export * from "./keys";
export * from "./lists";
export * from "./scripting";
export * from "./server";
export * from "./sets";
export * from "./sorted-sets";
export * from "./streams";
export * from "./strings";
