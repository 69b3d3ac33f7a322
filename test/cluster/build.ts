/** cluster:build: everything that is built once. */
import { ALL_BUILDS, ensureBuilt } from './kit/builds.ts'
import { exitWith } from './kit/exit-with.ts'
import { placesFor } from './kit/places.ts'

const places = placesFor()
await ensureBuilt(ALL_BUILDS, places).catch(exitWith)
console.log(`build: all is in ${places.root}`)
