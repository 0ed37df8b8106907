# The image a gateway fetches as `oci://…`: nothing but the module. Build it after `npm run build`:
#   docker build --provenance=false --sbom=false -t REGISTRY/higress-redis:TAG .
# The fetcher takes plugin.wasm from the last layer, so nothing may follow COPY but labels; and it takes one
# manifest, so no attestations, which would make an index of it.
FROM scratch
LABEL org.opencontainers.image.title="higress-redis" \
      org.opencontainers.image.description="Rate limits that hold across all replicas, on Redis, for the Higress gateway" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY build/release.wasm plugin.wasm
