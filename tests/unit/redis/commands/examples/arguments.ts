import { begin } from "../../../../../assembly/redis/open-command";
import { rpush } from "../../../../../assembly/redis/commands/lists";
import { ByteBuffer } from "../../../../../assembly/text/byte-buffer";
import { addressOf, bytesOf } from "../../../../../assembly/text/bytes";
import { Span } from "../../../../../assembly/text/span";
import { Example } from "./example";

const BYTES = bytesOf("bytes");
const SPAN = new Span();
SPAN.set(addressOf(BYTES), 4);
const BUFFER = new ByteBuffer();
BUFFER.unsigned(123);
const VIEW = Uint8Array.wrap(BYTES, 1, 3);
const STATIC: StaticArray<u8> = [0x73, 0x74];
const INTEGERS: StaticArray<i32> = [-1, 0, i32.MIN_VALUE];
const MANAGED: Array<string> = ["é", "限", "🙂", ""];
const TWELVE: StaticArray<i32> = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

/** Parts of each type that there is. */
export const ARGUMENTS: StaticArray<Example> = [
  new Example("RPUSH args bytes byte 123 yte st", () =>
    begin("RPUSH").arg("args").arg(BYTES).arg(SPAN).arg(BUFFER).arg(VIEW).arg(STATIC).end(),
  ),
  new Example("RPUSH args 18446744073709551615 -9223372036854775808 -128 255 1 0", () =>
    begin("RPUSH")
      .arg("args")
      .arg(u64.MAX_VALUE)
      .arg(i64.MIN_VALUE)
      .arg(i8.MIN_VALUE)
      .arg(u8.MAX_VALUE)
      .arg(true)
      .arg(<f32>-0.0)
      .end(),
  ),
  new Example("RPUSH args -1 0 -2147483648", () => rpush("args", INTEGERS)),
  new Example("RPUSH args é 限 🙂 ", () => rpush("args", MANAGED)),
  new Example("RPUSH args 1 2 3 4 5 6 7 8 9 10 11 12", () => rpush("args", TWELVE)),
];
