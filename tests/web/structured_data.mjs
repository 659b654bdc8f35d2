// Structured data of HTML files against what Google asks of each type: `node structured_data.mjs FILE…`
// prints what is wrong as JSON, a list for each file.

import { readFileSync } from "node:fs";
import Validator from "@adobe/structured-data-validator";
import WebAutoExtractor from "@marbec/web-auto-extractor";

const found = {};
for (const file of process.argv.slice(2)) {
  const data = new WebAutoExtractor({ addLocation: true }).parse(readFileSync(file, "utf-8"));
  const issues = await new Validator().validate(data);
  found[file] = {
    types: Object.keys(data.jsonld),
    errors: issues.filter(({ severity }) => severity === "ERROR").map((one) => one.issueMessage),
  };
}
console.log(JSON.stringify(found));
