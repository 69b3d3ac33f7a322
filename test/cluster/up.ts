/** cluster:up [NODES]: starts a Kubernetes cluster and leaves it running. */
import { ADDRESSES } from './kit/cluster.ts'
import { exitWith } from './kit/exit-with.ts'
import { isUp, startCluster } from './kit/life.ts'
import { placesFor } from './kit/places.ts'

const nodes = Number(process.argv[2] ?? '2')
if (!(nodes >= 1 && nodes <= 9)) exitWith(new Error('cluster:up [NODES], 1 to 9'))

const places = placesFor()
if (await isUp(places, nodes)) console.log('cluster: it is up already')
else (await startCluster({ nodes }).catch(exitWith)).keep()

console.log(`
Kubernetes ${places.versions.kubernetes}, ${String(nodes)} nodes
  export KUBECONFIG=${places.state}/admin.kubeconfig PATH=${places.kubectl.replace(/\/kubectl$/, '')}:$PATH
  API server  ${ADDRESSES.apiServer}
  Jaeger      ${ADDRESSES.jaeger}
  OTLP        ${ADDRESSES.otlp} (HTTP), ${ADDRESSES.otlp.replace('http://', '').replace(/\d+$/, '4317')} (gRPC)
  registry    ${ADDRESSES.registry}; in a pod's image 127.0.0.1:5000/web:20m
  machine     ${ADDRESSES.machine}, as the cluster sees it
  logs        ${places.logs}
npm run cluster:down ends it.`)
