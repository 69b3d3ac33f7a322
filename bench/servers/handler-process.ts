/** The process of one handler; see servers.ts. Arguments: which of HANDLERS, host, certificate file, key file. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { HANDLERS, type HandlerName } from './handlers.ts'

const [name = '', host, cert = '', key = ''] = process.argv.slice(2)
const server = createServer(
  // Longer than the API server keeps its connections.
  { cert: readFileSync(cert), key: readFileSync(key), keepAliveTimeout: 120_000 },
  HANDLERS[name as HandlerName](),
)
server.listen(0, host, () => process.send?.((server.address() as AddressInfo).port))
process.once('disconnect', () => process.exit())
