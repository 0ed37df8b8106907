/** Of AssemblyScript's `minimal` runtime; the editor's types lack it. */
declare function __collect(): void;
