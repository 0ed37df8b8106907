/** A name of a header that Envoy lets a route read, add or remove; of pseudo headers and Host it lets none. */
export const HEADER_NAME = /^(?!host$)[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/i;
