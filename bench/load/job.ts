/** Where requests go: over TLS, HTTP/1.1, always POST, always JSON. */
export interface Target {
  readonly url: string
  /** The authority that signed the server's certificate, in PEM. */
  readonly ca: string
  readonly headers: Readonly<Record<string, string>>
}

/** Each client sends its next request when its last is answered; or requests are sent at a rate, answered or not. */
export type Pace =
  | { readonly is: 'closed loop'; readonly clients: number; readonly requests: number }
  | { readonly is: 'closed loop'; readonly clients: number; readonly seconds: number }
  | { readonly is: 'open loop'; readonly connections: number; readonly perSecond: number; readonly seconds: number }

/** One request, sent again and again. */
export interface Job {
  readonly target: Target
  readonly body: string
  readonly pace: Pace
}

export interface Outcome {
  /** Milliseconds from sending to the whole answer, of each request that was answered with 2xx; in order of answers. */
  readonly latencies: Float64Array
  /** Of the others, how often each thing happened. */
  readonly failures: Readonly<Record<string, number>>
  /** From the first request to the last answer. */
  readonly seconds: number
  /** Open loop: milliseconds that the client itself was late with each request; no part of the latency. */
  readonly lateness: Float64Array
}
