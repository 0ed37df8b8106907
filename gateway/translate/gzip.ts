import type { Json, JsonObject } from '../resources/kinds.ts';

/** The part of `gzip` in `higress-config` that decides which answers are compressed. */
export interface Gzip {
  leastBytes: number;
  contentTypes: string[];
  sparesEtags: boolean;
}

const CONTENT_TYPES = [
  ...['text/html', 'text/css', 'text/plain', 'text/xml'],
  ...['application/json', 'application/javascript', 'application/xhtml+xml', 'image/svg+xml'],
];
const LEAST_BYTES = 1024;
// What Envoy's field has room for.
const MOST_BYTES = 0xffff_ffff;
const KNOWN = ['gzip.enable', 'gzip.minContentLength', 'gzip.contentType', 'gzip.disableOnEtagHeader'];

/** Undefined unless `enable` is true. */
export function readGzip(value: Json, faults: string[]): { gzip?: Gzip; known: string[] } {
  const fields = value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
  if (fields['enable'] !== true) return { known: KNOWN };
  const { minContentLength = LEAST_BYTES, contentType = CONTENT_TYPES, disableOnEtagHeader = true } = fields;
  const isValid =
    Number.isSafeInteger(minContentLength) &&
    Number(minContentLength) >= 0 &&
    Number(minContentLength) <= MOST_BYTES &&
    Array.isArray(contentType) &&
    typeof disableOnEtagHeader === 'boolean';
  if (!isValid) {
    faults.push(
      `data.higress: gzip must have minContentLength from 0 to ${MOST_BYTES}, a list contentType, a boolean disableOnEtagHeader`,
    );
    return { known: KNOWN };
  }
  const gzip = {
    leastBytes: Number(minContentLength),
    contentTypes: contentType.map(String),
    sparesEtags: disableOnEtagHeader,
  };
  return { gzip, known: KNOWN };
}

/** Stands in front of the chain, so it compresses what the plugins have made of an answer. */
export function gzipFilter({ leastBytes, contentTypes, sparesEtags }: Gzip): JsonObject {
  return {
    name: 'envoy.filters.http.compressor',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.http.compressor.v3.Compressor',
      response_direction_config: {
        common_config: { min_content_length: leastBytes, content_type: contentTypes },
        disable_on_etag_header: sparesEtags,
      },
      compressor_library: {
        name: 'gzip',
        typed_config: { '@type': 'type.googleapis.com/envoy.extensions.compression.gzip.compressor.v3.Gzip' },
      },
    },
  };
}
