import { measureAll } from './measure.ts'
import { accuracyTable } from './table.ts'

/** `npm run accuracy`: the table over all recordings. */
for (const dropEvents of [false, true]) {
  console.log(`${accuracyTable(dropEvents ? 'all Events dropped' : 'with Events', measureAll({ dropEvents }))}\n`)
}
console.log('Times in ms. Errors are against the end of the call that did it; inside: the bounds meet the call.')
