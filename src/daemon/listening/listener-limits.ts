/** What a listener takes before it hangs up: bounds that no real client reaches and every attacker meets. */
export const LISTENER_LIMITS = {
  server: {
    // Strict parsing: no obs-fold, no bare CR, no request with both content-length and transfer-encoding (RFC 9112 §6.3).
    insecureHTTPParser: false,
    // Asked by `request-head.ts`: Node's own check refuses one request and still serves the next in the same packet.
    requireHostHeader: false,
    // A head must be complete within this time (slow-headers attack), in ms.
    headersTimeout: 30_000,
    // A whole request, body included, must be in within this time, in ms: 64 MiB over a slow line take minutes.
    requestTimeout: 600_000,
    // Idle connections are kept longer than clients keep them, so that the client closes first and no request meets a closing socket.
    keepAliveTimeout: 75_000,
    connectionsCheckingInterval: 5000,
    // Codex sends 700+ characters in one header, Claude Code about 2 KB in all.
    maxHeaderSize: 64 * 1024,
    noDelay: true,
  },
  // Off: Node drops the headers beyond its limit without a word. `request-head.ts` refuses them instead.
  maxHeadersCount: 0,
} as const
