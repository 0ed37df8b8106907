/** Of the managed runtimes; the editor's types lack them. */
declare function __collect(): void;
declare function __unpin(ptr: usize): void;
