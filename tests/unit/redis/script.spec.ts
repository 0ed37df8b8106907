import { CommandWriter } from "../../../assembly/redis/command";
import { encodeArguments, Script } from "../../../assembly/redis/script";
import { FIXED_WINDOW_SHA1, FIXED_WINDOW_SOURCE } from "../../../assembly/redis/scripts/embedded";
import { addressOf, bytesOf, textOf } from "../../../assembly/text/bytes";

const command = new CommandWriter();
const key = bytesOf("key");

function encoded(script: Script, isKnown: bool, values: string[]): string {
  script.begin(command, isKnown, addressOf(key), key.byteLength);
  command.append(encodeArguments(values));
  return textOf(command.out.at, command.out.size);
}

describe("a script", () => {
  it("is called by its SHA-1", () => {
    const script = new Script("return 1", "e0e1f9fabfc9d4800c877a703b823ac0578ff8db", 2);
    expect(encoded(script, true, ["10", "60"])).toBe(
      "*6\r\n$7\r\nEVALSHA\r\n$40\r\ne0e1f9fabfc9d4800c877a703b823ac0578ff8db\r\n" +
        "$1\r\n1\r\n$3\r\nkey\r\n$2\r\n10\r\n$2\r\n60\r\n",
    );
  });

  it("is sent whole to a server that does not know it", () => {
    const script = new Script("return 'é'", "e0e1f9fabfc9d4800c877a703b823ac0578ff8db", 1);
    expect(encoded(script, false, ["10"])).toBe(
      "*5\r\n$4\r\nEVAL\r\n$11\r\nreturn 'é'\r\n$1\r\n1\r\n$3\r\nkey\r\n$2\r\n10\r\n",
    );
  });

  it("may have no arguments", () => {
    const script = new Script("return 1", "e0e1f9fabfc9d4800c877a703b823ac0578ff8db", 0);
    expect(encoded(script, false, [])).toBe("*4\r\n$4\r\nEVAL\r\n$8\r\nreturn 1\r\n$1\r\n1\r\n$3\r\nkey\r\n");
  });

  it("of the limiter is embedded with its name", () => {
    expect(FIXED_WINDOW_SHA1.length).toBe(40);
    expect(FIXED_WINDOW_SOURCE.includes("INCR")).toBeTruthy();
  });
});
