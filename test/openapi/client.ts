// A client of pixel, made from its document. The compiler knows the codes of each status, and so refuses a case that no response has.
import createClient from "openapi-fetch";
import type { paths } from "./pixel.js";

const client = createClient<paths>({ baseUrl: "https://api.example/pixel" });

export async function websites(): Promise<string[]> {
  const { data, error } = await client.GET("/api/v1/pixel/websites");
  if (data) {
    return data.data.map((website) => website.domain);
  }

  switch (error.error.code) {
    case "insufficient_scope":
      throw new Error(`The key lacks ${error.error.details?.required}.`);
    case "rate_limit_exceeded":
      throw new Error(`More than ${error.error.details?.limit} requests.`);
    default:
      throw new Error(`${error.error.code}: ${error.error.message} (${error.meta.request_id})`);
  }
}

export async function send(): Promise<boolean> {
  const { data, error } = await client.POST("/api/v1/pixel/events", { body: { website_id: "admx_1", name: "pageview", path: "/" } });

  // @ts-expect-error no response of this operation has this code
  if (error?.error.code === "invalid_pipe") {
    return false;
  }

  return data?.data.accepted ?? false;
}
