// What a consumer that knows nothing of this site makes of its pages: their embeds, as JSON.
import { extract } from "@extractus/oembed-extractor";

const found = [];
for (const address of process.argv.slice(2)) found.push(await extract(address));
process.stdout.write(JSON.stringify(found));
