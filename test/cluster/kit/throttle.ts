/**
 * A narrow link: a TCP proxy that lets what comes back through at so many bytes a second, all connections together.
 * Run inside the cluster's network: throttle.ts ADDRESS PORT TARGET_PORT BYTES_PER_SECOND.
 */
import { connect, createServer, type Socket } from 'node:net'
import { pipeline } from 'node:stream/promises'

const [address, ...numbers] = process.argv.slice(2)
const [port = 0, targetPort = 0, bytesPerSecond = 0] = numbers.map(Number)

/** When the link has let through all that it was given so far. */
let busyUntil = performance.now()

async function* throttled(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    busyUntil = Math.max(busyUntil, performance.now()) + (chunk.length / bytesPerSecond) * 1000
    const wait = busyUntil - performance.now()
    await new Promise((resolve) => setTimeout(resolve, wait))
    yield chunk
  }
}

async function carry(client: Socket): Promise<void> {
  const target = connect({ host: '127.0.0.1', port: targetPort })
  await Promise.allSettled([pipeline(client, target), pipeline(target, throttled, client)])
  for (const socket of [client, target]) socket.destroy()
}

createServer({ allowHalfOpen: true }, (client) => void carry(client)).listen(port, address)
