type Headers = Readonly<Record<string, string | string[] | undefined>>;

const FRAMING = 'framing is the codec’s; bodies are compared';
const ENVOYS = 'Envoy adds it behind the plugins';

/** Headers of answers that are not compared, and why. */
export const ASIDE_OF_ANSWERS: Readonly<Record<string, string>> = {
  connection: FRAMING,
  'content-length': FRAMING,
  date: 'the time of the answer',
  'keep-alive': FRAMING,
  server: ENVOYS,
  'transfer-encoding': FRAMING,
  'x-envoy-upstream-service-time': 'how long the origin took',
};

/** Headers of requests at the origin that are not compared, and why. */
export const ASIDE_OF_REQUESTS: Readonly<Record<string, string>> = {
  connection: FRAMING,
  'content-length': FRAMING,
  'transfer-encoding': FRAMING,
  'x-envoy-external-address': ENVOYS,
  'x-forwarded-proto': ENVOYS,
  'x-request-id': 'Envoy draws another one for each request',
};

/** One text a header, without those that are set aside. */
export function comparable(
  headers: Headers,
  aside: Readonly<Record<string, string>>,
): Record<string, string> {
  const kept = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || name in aside ? [] : [[name, [value].flat().join(' + ')] as const],
  );
  return Object.fromEntries(kept);
}
