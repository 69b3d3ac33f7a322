/** How many cases each property tries: few in `npm test`, many in `npm run test:long`. */
export const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 25)
