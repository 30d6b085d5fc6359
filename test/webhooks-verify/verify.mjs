// Reads {"secret", "headers", "body"} and checks the delivery with the reference library, against the system's clock.
// Ends with 0 where it holds; otherwise with 1 and the library's reason.
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";

const { secret, headers, body } = JSON.parse(readFileSync(0, "utf8"));
try {
  new Webhook(secret).verify(body, headers);
  console.log("verified");
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
