import { once } from 'node:events'
import { get as getHttp, type IncomingMessage } from 'node:http'
import { get as getHttps } from 'node:https'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/** Whether something is ready, asked again and again. */
export type Probe = () => Promise<boolean>

/** Answers GET with 2xx; whose certificate it has does not matter here. */
export const answers =
  (url: string): Probe =>
  async () => {
    try {
      const get = url.startsWith('https:') ? getHttps : getHttp
      const request = get(url, { rejectUnauthorized: false, timeout: 1000, agent: false })
      request.on('timeout', () => request.destroy(new Error('no answer')))
      const [response] = (await once(request, 'response')) as [IncomingMessage]
      response.resume()
      return response.statusCode !== undefined && response.statusCode < 300
    } catch {
      return false
    }
  }

/** Accepts connections on a Unix socket. */
export const accepts =
  (path: string): Probe =>
  async () => {
    const socket = connect({ path })
    try {
      await once(socket, 'connect')
      return true
    } catch {
      return false
    } finally {
      socket.destroy()
    }
  }

/** Asks until the probe holds; `false` when `giveUp` says so or the time is over. */
export async function until(
  probe: Probe,
  { seconds, giveUp = () => false }: { seconds: number; giveUp?: () => boolean },
): Promise<boolean> {
  const deadline = Date.now() + seconds * 1000
  while (!(await probe())) {
    if (giveUp() || Date.now() > deadline) return false
    await delay(50)
  }
  return true
}
